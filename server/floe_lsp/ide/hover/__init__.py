"""Hover: what a key means, and what a value resolves to (LSP ``textDocument/hover``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from floe_lsp.ide.content import Block, Content
from floe_lsp.ide.definitions import Definition, definition_at, definition_of
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import ScalarNode, Span

from . import (
    anchors,
    engines,
    fields,
    governance,
    manifests,
    products,
    schedules,
    suppressions,
    transforms,
)


@dataclass(frozen=True)
class Hover:
    """What to show for the text at ``span``."""

    span: Span
    content: Content

    @property
    def markdown(self) -> str:
        """The content as Markdown, with everything that a file says escaped."""
        return self.content.markdown

    @property
    def plain(self) -> str:
        """The content for a client that shows no Markdown."""
        return self.content.plain


_Describe = Callable[[Snapshot, Definition], Iterator[Block]]

_BY_KIND: dict[WordKind, _Describe] = {
    WordKind.FIELD: fields.key,
    WordKind.MERGE: anchors.merge,
    WordKind.ANCHOR: anchors.anchor,
    WordKind.CODE: suppressions.code,
    WordKind.TRANSFORM: transforms.transform,
    WordKind.ENGINE: engines.engine,
    WordKind.PLUGIN: engines.plugin,
    WordKind.PRODUCT: products.product,
    WordKind.MANIFEST: manifests.manifest,
    WordKind.CRON: schedules.cron,
    WordKind.TIME_ZONE: schedules.time_zone,
}


def hover(snapshot: Snapshot, offset: int) -> Hover | None:
    """Return what there is to say about the place at a code-point offset."""
    definition = definition_at(snapshot, offset)
    if definition is None:
        return None
    blocks = tuple(_blocks(snapshot, definition))
    return Hover(definition.span, Content(blocks)) if blocks else None


def _blocks(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    describe = _BY_KIND.get(definition.kind, fields.value)
    yield from snapshot.part_guard.join((describe, governance.governing), snapshot, definition)
    if definition.kind is WordKind.ANCHOR and isinstance(definition.anchored, ScalarNode):
        # What is anchored means in the place of an alias what it would mean when written there.
        meant = definition_of(snapshot, definition.path, definition.anchored)
        yield from _blocks(snapshot, meant)
