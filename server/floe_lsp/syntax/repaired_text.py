"""A text with repairs in it, and the way back to the offsets of what the person typed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from .problems import TextEdit
from .text import Span


class _Piece(NamedTuple):
    """From offset ``at`` on, offsets stand for those of the source from ``start`` on.

    They never pass ``end``: what a repair inserted stands for the place where it was inserted.
    """

    at: int
    start: int
    end: int


class RepairedText:
    """A text after some edits. Immutable; ``edited`` gives the next one."""

    __slots__ = ("_pieces", "_starts", "text")

    def __init__(self, text: str, pieces: list[_Piece] | None = None) -> None:
        """Keep ``text``; without ``pieces`` it is the source itself."""
        self.text = text
        self._pieces = [_Piece(0, 0, len(text))] if pieces is None else pieces
        self._starts = [piece.at for piece in self._pieces]

    @property
    def is_source(self) -> bool:
        """Whether every offset stands for itself."""
        return len(self._pieces) == 1 and self._pieces[0].start == 0

    def source_offset(self, offset: int) -> int:
        """Return the offset in the source that an offset of this text stands for."""
        at, start, end = self._pieces[bisect_right(self._starts, offset) - 1]
        return min(start + offset - at, end)

    def source_span(self, span: tuple[int, int]) -> Span:
        """Return the span of the source that a span of this text stands for.

        What a repair has deleted right after it does not belong to it.
        """
        start = self.source_offset(span[0])
        if span[1] <= span[0]:
            return Span(start, start)
        end = min(self.source_offset(span[1]), self.source_offset(span[1] - 1) + 1)
        return Span(start, max(start, end))

    def replaced(self, text: str) -> RepairedText:
        """Return the repaired text with another text of the same length."""
        return RepairedText(text, self._pieces)

    def edited(self, edits: Iterable[TextEdit]) -> RepairedText:
        """Apply sorted edits that do not overlap; their spans count in this text."""
        parts: list[str] = []
        pieces: list[_Piece] = []
        done = length = 0
        is_source = self.is_source
        for edit in edits:
            start, end = edit.span
            self._copy(done, start, length, pieces)
            parts.append(self.text[done:start])
            length += start - done
            if edit.text:
                place = edit.span if is_source else self.source_span((start, end))
                pieces.append(_Piece(length, place.start, place.end))
                parts.append(edit.text)
                length += len(edit.text)
            done = end
        self._copy(done, len(self.text), length, pieces)
        if not pieces:
            place = self.source_offset(done)
            pieces.append(_Piece(0, place, place))
        parts.append(self.text[done:])
        return RepairedText("".join(parts), pieces)

    def _copy(self, start: int, end: int, at: int, pieces: list[_Piece]) -> None:
        """Append the pieces of ``text[start:end]``, which then stands at ``at``."""
        if start == end and end < len(self.text):
            return
        if self.is_source:  # which is so of most, and edits may be many
            pieces.append(_Piece(at, start, end))
            return
        index = max(bisect_right(self._starts, start) - 1, 0)
        while index < len(self._pieces):
            piece = self._pieces[index]
            if piece.at >= end and not (start == end == piece.at):
                break
            offset = max(start, piece.at)
            stop = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
            source = min(piece.start + offset - piece.at, piece.end)
            last = min(piece.end, piece.start + min(stop, end) - piece.at)
            pieces.append(_Piece(at + offset - start, source, max(source, last)))
            index += 1
