"""Ranges of a text, apart from each other or overlapping, and what lies within them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from floe_lsp.syntax import Span


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """Return spans in order and apart from each other."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start <= apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        elif span.start < span.end:
            apart.append(span)
    return tuple(apart)


def overlaps(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Whether a range shares a character with spans that are in order and apart."""
    index = bisect_right(spans, (end, -1)) - 1
    return index >= 0 and spans[index].end > start and start < end


def covers(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Whether a range lies within one of spans that are in order and apart."""
    index = bisect_right(spans, (start, len(spans) and spans[-1].end)) - 1
    return index >= 0 and spans[index].end >= end > start


class OverlappingSpans:
    """Spans that may overlap, asked for those that touch another one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Take the spans, in any order."""
        self._ends: list[int] = []
        """The furthest end of the spans up to each."""
        self._starts: list[int] = []
        furthest = -1
        for span in sorted(spans):
            furthest = max(furthest, span.end, span.start + 1)
            self._ends.append(furthest)
            self._starts.append(span.start)

    def touches(self, span: Span) -> bool:
        """Whether one of them overlaps ``span``; an empty one counts as one character."""
        first = bisect_right(self._ends, span.start)
        return first < bisect_left(self._starts, max(span.end, span.start + 1))
