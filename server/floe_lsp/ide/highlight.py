"""Other places of what stands at the cursor (LSP ``textDocument/documentHighlight``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from floe_lsp.syntax import ScalarNode, Span

from .definitions import Definition, definition_at
from .definitions.occurrences import named_places
from .definitions.written import written_span
from .limits import MOST_ENTRIES
from .places import WordKind, words_of
from .snapshot import Snapshot

_DECLARED_NOWHERE = (WordKind.TAG, WordKind.TIER)
"""Words that belong together by their text alone."""


class HighlightKind(str, Enum):
    """How a place uses the name, by the names of LSP."""

    TEXT = "Text"
    READ = "Read"
    WRITE = "Write"
    """It declares the name."""


@dataclass(frozen=True, order=True)
class Highlight:
    """A place in this file."""

    span: Span
    kind: HighlightKind


def highlights(snapshot: Snapshot, offset: int) -> tuple[Highlight, ...]:
    """Return every place in the file that means the same, in the order of the text."""
    definition = definition_at(snapshot, offset)
    if definition is None:
        return ()
    if definition.kind in _DECLARED_NOWHERE:
        return tuple(sorted(set(_same_words(snapshot, definition)))[:MOST_ENTRIES])
    found = {
        Highlight(
            place.location.span, HighlightKind.WRITE if place.is_declaration else HighlightKind.READ
        )
        for place in named_places(snapshot, definition)
        if place.location.text is snapshot.document.text
    }
    return tuple(sorted(found)[:MOST_ENTRIES])


def _same_words(snapshot: Snapshot, definition: Definition) -> Iterator[Highlight]:
    document = snapshot.document
    for node, _ in words_of(document.root, snapshot.kind, definition.kind):
        if isinstance(node, ScalarNode) and node.value == definition.name:
            yield Highlight(written_span(document.text.text, node), HighlightKind.TEXT)
