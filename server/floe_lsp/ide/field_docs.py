"""What the models say of a field, as text for hovers and for completion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from floe_lsp.plugins.errors import PluginError
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.model_places import value_at
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import Data, emit_entry, emit_flow

from .content import Block, Bullets, Code, CodeBlock, Inline, Strong, listed, paragraph, prose
from .places import ENGINE_OPTIONS, in_engine_options
from .snapshot import Snapshot

if TYPE_CHECKING:
    from pydantic import BaseModel

_LONGEST_DEFAULT = 100
"""Characters; the default of a whole section does not help on one line."""


def describe(snapshot: Snapshot, path: Path) -> FieldDoc | None:
    """Return what the models know of a place in the file as it was read."""
    node = snapshot.document.node(*ENGINE_OPTIONS[:-1], "type")
    engine = node.value if node is not None and isinstance(node.value, str) else None
    return describe_for(snapshot, path, engine, snapshot.document.value)


def describe_for(
    snapshot: Snapshot, path: Path, engine: str | None, data: object = None
) -> FieldDoc | None:
    """Return what the models know of a place.

    Args:
        snapshot: The file.
        path: The place.
        engine: The engine whose options a manifest gives.
        data: What is written in the file; where the type of a place depends on it, it decides.
    """
    model, skipped = model_below(snapshot, path[:-1], engine)
    return reflection.describe(model, path[skipped:], value_at(data, path[:skipped]))


def model_below(snapshot: Snapshot, path: Path, engine: str | None) -> tuple[type[BaseModel], int]:
    """Return the model of what stands in a mapping, and how many steps of its path lead to it.

    The options of an engine are those of its plugin's model, as far as that can be loaded.
    """
    if engine is not None and in_engine_options(snapshot.kind, path):
        try:
            options = snapshot.registry.load_compute(engine).get_config_schema()
        except PluginError:
            options = None
        if options is not None:
            return options, len(ENGINE_OPTIONS)
    return snapshot.model, 0


def field_blocks(doc: FieldDoc, written: str | None = None) -> Iterator[Block]:
    """Yield what a contract says of a field: its type, meaning, rules and an example.

    Args:
        doc: The field.
        written: The key as it is typed, where that is another spelling.
    """
    need = "required" if doc.required else "optional"
    yield paragraph(Strong(doc.name), f", {doc.type.words}, {need}")
    if doc.description:
        yield paragraph(*prose(doc.description))
    items = tuple(_rules(doc))
    if items:
        yield Bullets(items)
    if doc.examples:
        example = cast("Data", doc.examples[0])
        yield CodeBlock("yaml", "\n".join(emit_entry(written or doc.name, example, 0)))


def allowed(doc: FieldDoc) -> Iterator[Inline]:
    """Yield the values that a field may have, and what else."""
    yield from listed((Code(each) for each in doc.allowed), 20)
    if doc.besides:
        yield f", or {doc.besides}"


def _rules(doc: FieldDoc) -> Iterator[tuple[Inline, ...]]:
    if doc.allowed:
        yield ("allowed: ", *allowed(doc))
    if doc.limits:
        yield ("; ".join(doc.limits),)
    if doc.default not in (None, [], {}):
        default = emit_flow(cast("Data", doc.default))
        if len(default) <= _LONGEST_DEFAULT:
            yield ("default: ", Code(default))
    if doc.keys:
        yield ("keys: ", *listed((Code(each) for each in doc.keys), 30))
    others = [each for each in doc.spellings if each != doc.name]
    if others:
        yield ("also written ", *listed(Code(each) for each in others))
