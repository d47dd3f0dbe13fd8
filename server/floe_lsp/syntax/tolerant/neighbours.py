"""The lines around a line: the nearest with content, and the blocks that they form."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.syntax.lines import line_end, line_start, next_line, previous_line
from floe_lsp.syntax.text import Span

from .block_line import BlockLine, read_between, read_line

_MAX_LINES = 5_000
"""How far the lines of one block are followed."""


def lines_above(text: str, start: int) -> Iterator[BlockLine]:
    """Yield the lines above the one that starts at ``start``, nearest first."""
    above: int | None = line_start(text, start)
    for _ in range(_MAX_LINES):
        above = previous_line(text, above)
        if above is None:
            return
        yield read_between(text, above, line_end(text, above))


def lines_below(text: str, offset: int) -> Iterator[BlockLine]:
    """Yield the lines below that of ``offset``."""
    at = next_line(text, offset)
    for _ in range(_MAX_LINES):
        if at >= len(text):
            return
        end = line_end(text, at)
        yield read_between(text, at, end)
        at = next_line(text, end)


def previous_content(text: str, start: int) -> BlockLine | None:
    """Return the nearest line above the one that starts at ``start`` that is not blank."""
    return next((line for line in lines_above(text, start) if not line.is_blank), None)


def next_content(text: str, offset: int) -> BlockLine | None:
    """Return the nearest line below that of ``offset`` that is not blank."""
    return next((line for line in lines_below(text, offset) if not line.is_blank), None)


def structure_above(text: str, start: int) -> BlockLine | None:
    """Return the nearest line above with an element, over blank lines and text."""
    return next((line for line in lines_above(text, start) if line.elements), None)


def block_end(text: str, offset: int) -> int:
    """Return where the lines end that are indented further than the line of ``offset``."""
    line = read_line(text, offset)
    end = line.end
    for below in lines_below(text, end):
        if not below.is_blank and below.indent <= line.indent:
            return below.start
        end = below.end
    return next_line(text, end)


def own_block(text: str, offset: int) -> Span:
    """Return the line of ``offset`` with the lines below it that are indented further."""
    return Span(line_start(text, offset), block_end(text, offset))


def neighbourhood(text: str, offset: int) -> Span:
    """Return the block of the line of ``offset`` and that of the line that follows it.

    A wrong guess about a line changes the structure of a document no further than that.
    """
    return Span(line_start(text, offset), block_end(text, block_end(text, offset)))


def run_of(text: str, first: BlockLine) -> Iterator[BlockLine]:
    """Yield ``first``, what is below it, and the lines of its sort that go on beside it.

    Those are keys beside a key, or items beside an item, at the same column. Lines that are
    indented further belong to a line that leaves its value to them, and to any item.
    """
    yield first
    opens = first.is_item or first.opens_block(text)
    for line in lines_below(text, first.end):
        if line.indent == first.indent and line.elements and line.is_item == first.is_item:
            opens = line.is_item or line.opens_block(text)
        elif not line.is_blank and (line.indent <= first.indent or not opens):
            return
        yield line


def run_end(text: str, first: BlockLine) -> int:
    """Return where the run of ``first`` ends (see ``run_of``)."""
    end = first.end
    for line in run_of(text, first):
        end = line.end
    return next_line(text, end)
