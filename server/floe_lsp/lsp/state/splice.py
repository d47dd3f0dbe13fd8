"""What an edit did to a text, and where the places of the old text are in the new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from floe_lsp.syntax import Span


class Splice(NamedTuple):
    """One part of a text that another took the place of; offsets count code points."""

    start: int
    old_end: int
    new_end: int

    @classmethod
    def between(cls, before: str, after: str, at: int | None = None) -> Splice:
        """Return the smallest part in which two texts differ.

        Where that may be one of several, since what was written or erased is what stands beside it,
        it is the one that ends at the offset ``at`` of the new text; without it the last one.
        """
        shorter = min(len(before), len(after))
        start = _most(shorter, lambda size: before[:size] == after[:size])
        tail = _most(
            shorter - start,
            lambda size: before[len(before) - size :] == after[len(after) - size :],
        )
        last = cls(start, len(before) - tail, len(after) - tail)
        if at is None:
            return last
        if before == after:
            return cls(at, at, at)
        back = last.new_end - at
        longer = max(before, after, key=len)
        return last._back(back) if 0 < back <= start and last._repeats(longer, back) else last

    def _repeats(self, longer: str, back: int) -> bool:
        """Whether the part could as well be some characters before, in the longer of the texts."""
        if self.start not in (self.old_end, self.new_end):
            return False
        end = max(self.old_end, self.new_end)
        return longer[self.start - back : self.start] == longer[end - back : end]

    def _back(self, size: int) -> Splice:
        return Splice(self.start - size, self.old_end - size, self.new_end - size)

    def moved(self, span: Span) -> Span:
        """Return where a part of the old text is now; what was replaced is what replaced it."""
        return Span(self._moved(span.start, self.start), self._moved(span.end, self.new_end))

    def _moved(self, offset: int, inside: int) -> int:
        if offset <= self.start:
            return offset
        if offset >= self.old_end:
            return offset + self.new_end - self.old_end
        return inside


def _most(size: int, agrees: Callable[[int], bool]) -> int:
    """Return the largest size up to which two texts agree, in a few comparisons."""
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        if agrees(middle):
            low = middle
        else:
            high = middle - 1
    return low
