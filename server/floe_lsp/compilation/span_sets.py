"""Ranges of a text in order and apart from each other, and what lies within them."""

from __future__ import annotations

from bisect import bisect_right

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
