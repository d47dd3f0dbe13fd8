"""Edits of a text on top of edits, as edits of the text as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.syntax import Span, TextEdit


class EditedText:
    """A text after rounds of edits, kept as pieces of what it was and what was written in between.

    What a round costs grows with the pieces and the edits, where comparing two texts grows with
    the product of their lines.
    """

    def __init__(self, text: str) -> None:
        self._original = text
        self._pieces: list[Span | str] = [Span(0, len(text))]

    @property
    def text(self) -> str:
        """The text as it is now."""
        original = self._original
        return "".join(
            each if isinstance(each, str) else original[each.start : each.end]
            for each in self._pieces
        )

    def apply(self, edits: Sequence[Edit]) -> EditedText:
        """Return the text after edits of what it is now, in order of place and without overlaps."""
        after = EditedText(self._original)
        after._pieces = list(_edited(self._pieces, edits))
        return after

    def edits(self) -> Iterator[TextEdit]:
        """Yield what has changed since the beginning, in order of place."""
        at, written = 0, ""
        for each in (*self._pieces, Span(len(self._original), len(self._original))):
            if isinstance(each, str):
                written += each
                continue
            if at < each.start or written:
                yield TextEdit(Span(at, each.start), written)
            at, written = each.end, ""


def _edited(pieces: Sequence[Span | str], edits: Sequence[Edit]) -> Iterator[Span | str]:
    remaining = list(reversed(pieces))
    offset = 0
    for edit in edits:
        start, end = edit.location.span
        while offset < start:
            piece, offset = _taken(remaining, start, offset)
            yield piece
        while offset < end:
            _, offset = _taken(remaining, end, offset)
        if edit.text:
            yield edit.text
    yield from reversed(remaining)


def _taken(remaining: list[Span | str], until: int, offset: int) -> tuple[Span | str, int]:
    """Take the next piece, or as much of it as stands before an offset."""
    piece = remaining.pop()
    length = len(piece) if isinstance(piece, str) else piece.end - piece.start
    room = until - offset
    if length <= room:
        return piece, offset + length
    if isinstance(piece, str):
        remaining.append(piece[room:])
        return piece[:room], until
    middle = piece.start + room
    remaining.append(Span(middle, piece.end))
    return Span(piece.start, middle), until
