"""Other places of what stands at the cursor (LSP ``textDocument/documentHighlight``)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from floe_lsp.compilation.outline import items
from floe_lsp.syntax import ScalarNode, Span

from .occurrences import occurrences_of
from .snapshot import Snapshot
from .subjects import subject_at, written_span
from .targets import Role, target_at


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
    subject = subject_at(snapshot, offset)
    if subject is None:
        return _same_words(snapshot, offset)
    found = {
        Highlight(each.span, HighlightKind.WRITE if each.is_declaration else HighlightKind.READ)
        for each in occurrences_of(snapshot, subject)
        if each.document is snapshot.document
    }
    return tuple(sorted(found))


def _same_words(snapshot: Snapshot, offset: int) -> tuple[Highlight, ...]:
    """Tags and tiers are declared nowhere; all that are equal belong together."""
    target = target_at(snapshot, offset)
    if target is None or target.role not in (Role.TAG, Role.TIER) or not target.name:
        return ()
    text = snapshot.document.text.text
    key = "tags" if target.role is Role.TAG else "tier"
    found: set[Highlight] = set()
    for transform in snapshot.outline.transforms:
        entry = transform.fields.get(key)
        if entry is not None:
            for node in items(entry.value) if key == "tags" else [entry.value]:
                if isinstance(node, ScalarNode) and node.value == target.name:
                    found.add(Highlight(written_span(text, node), HighlightKind.TEXT))
    return tuple(sorted(found))
