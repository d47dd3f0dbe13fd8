"""What can be told where the YAML could not be read, by the lines alone."""

from __future__ import annotations

import re
from itertools import islice

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.cursor.cursor import Slot
from floe_lsp.ide.cursor.cursors_at import cursors_at
from floe_lsp.ide.places import WordKind, place_at, places_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

_MOST = 50
"""This many lines are looked at that may declare a transform of one name."""


def reference_at(snapshot: Snapshot, offset: int) -> Span | None:
    """Return the word at an offset when its lines say that it names a declared transform."""
    span = _transform_at(snapshot, offset, declares=False)
    is_known = span is not None and snapshot.document.text.slice(span) in snapshot.outline.by_name
    return span if is_known else None


def declarations(snapshot: Snapshot, name: str) -> tuple[Span, ...]:
    """Return where a transform is declared by the looks of its lines."""
    patterns = places_of(FileKind.PRODUCT, WordKind.TRANSFORM)
    keys = "|".join(
        re.escape(key) for place, info in patterns if info.declares for key in place.spellings
    )
    # To find the place of a line takes a walk over those above it, so it must look like one first.
    likely = re.compile(rf"\b(?:{keys})[\"']?[ \t]*:[ \t]+[\"']?({re.escape(name)})(?!\w)")
    found = islice(likely.finditer(_text(snapshot)), _MOST)
    spans = (Span(*match.span(1)) for match in found)
    return tuple(
        span for span in spans if _transform_at(snapshot, span.start, declares=True) == span
    )


def _text(snapshot: Snapshot) -> str:
    """The text where a transform may be named that the tree doesn't have."""
    document = snapshot.document
    is_broken = bool(document.problems) and snapshot.kind is FileKind.PRODUCT
    return document.text.text if is_broken else ""


def _transform_at(snapshot: Snapshot, offset: int, *, declares: bool) -> Span | None:
    """Return the word at an offset when a transform is named, or declared, at its place."""
    if not _text(snapshot):
        return None
    for cursor in cursors_at(snapshot.document.text, offset):
        # The value of a list may be a single word for the time being.
        for path in (cursor.path, (*cursor.path, 0)):
            place = place_at(FileKind.PRODUCT, path)
            is_meant = place.kind is WordKind.TRANSFORM and place.declares == declares
            if is_meant and cursor.slot is Slot.VALUE:
                return cursor.word.span
    return None
