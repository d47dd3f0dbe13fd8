"""What the models say of a field, as text for hovers and for completion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.plugins.errors import PluginError
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import Data, emit_entry, emit_flow

from .content import Block, Bullets, Code, CodeBlock, Inline, Strong, listed, paragraph, prose
from .places import ENGINE_OPTIONS
from .snapshot import Snapshot

if TYPE_CHECKING:
    from pydantic import BaseModel

_LONGEST_DEFAULT = 100
"""Characters; the default of a whole section does not help on one line."""


def describe(snapshot: Snapshot, path: Path) -> FieldDoc | None:
    """Return what the models know of a place; of an engine's option, what its plugin says."""
    if snapshot.kind is FileKind.MANIFEST and path[:3] == ENGINE_OPTIONS and len(path) > 3:
        node = snapshot.document.node("plugins", "compute", "type")
        engine = None if node is None else node.value
        model = options_of(snapshot, engine) if isinstance(engine, str) else None
        if model is not None:
            return reflection.describe(model, path[3:])
    return reflection.describe(snapshot.model, path, snapshot.document.value)


def options_of(snapshot: Snapshot, engine: str) -> type[BaseModel] | None:
    """Return the model of an engine's options, ``None`` for one that cannot be loaded."""
    try:
        return snapshot.registry.load_compute(engine).get_config_schema()
    except PluginError:
        return None


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


def _rules(doc: FieldDoc) -> Iterator[tuple[Inline, ...]]:
    if doc.allowed:
        yield ("allowed: ", *listed((Code(each) for each in doc.allowed), 20))
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
