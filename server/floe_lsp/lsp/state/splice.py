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
    def between(cls, before: str, after: str) -> Splice:
        """Return the smallest part in which two texts differ, as far to the end as it may be."""
        shorter = min(len(before), len(after))
        start = _most(shorter, lambda size: before[:size] == after[:size])
        tail = _most(
            shorter - start,
            lambda size: before[len(before) - size :] == after[len(after) - size :],
        )
        return cls(start, len(before) - tail, len(after) - tail)

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
