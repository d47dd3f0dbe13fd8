"""What a key means and which values it takes, from the models and the plugins' own."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.pages import docs_url
from floe_lsp.ide.content import Block, Code, Link, Strong, listed, paragraph, prose
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.field_docs import allowed, describe, field_blocks
from floe_lsp.ide.places import WordKind, place_at
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.product.floe_spec import is_anchor_key
from floe_lsp.syntax import Path

from .governance import ended, inherited


def key(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe the field that a key names."""
    doc = describe(snapshot, definition.path)
    if doc is None or not doc.name:
        if len(definition.path) == 1 and is_anchor_key(definition.path[0]):
            yield paragraph(
                Code(definition.name), " only contains anchors; floe reads nothing from it"
            )
        elif doc is not None and doc.description:
            yield paragraph(Strong(definition.name), ", ", doc.type.words)
            yield paragraph(*prose(doc.description))
        return
    yield from field_blocks(doc, definition.name)
    yield from snapshot.part_guard.join((inherited, ended, _pages), snapshot, definition)


def value(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe the field in which a value stands, and who else sets it."""
    yield from snapshot.part_guard.join((inherited, ended, _meaning, _tagged), snapshot, definition)


def _meaning(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    doc = describe(snapshot, definition.path)
    if doc is None:
        return
    name = doc.name or _owner(definition.path)
    if name and doc.description:
        yield paragraph(Strong(name), ": ", *prose(doc.description))
    if len(doc.allowed) > 1:
        yield paragraph("Allowed: ", *allowed(doc))


def _pages(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    links = [
        Link(f"{code}: {CODES[code].title}", url)
        for code in place_at(snapshot.kind, definition.path).pages
        if (url := docs_url(code)) is not None
    ]
    if links:
        yield paragraph("See ", *listed(links))


def _tagged(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    if definition.kind is not WordKind.TAG:
        return
    tag = definition.name
    names = [each.name for each in snapshot.outline.transforms if each.name and tag in each.tags]
    if names:
        yield paragraph("Transforms with this tag: ", *listed(Code(name) for name in names))


def _owner(path: Path) -> str:
    """The nearest key above an item of a list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
