"""Pieces of YAML text, taken apart without a parser: lines, values, items in brackets.

What is looked at here is broken or next to something broken, so these functions answer for any
text and never look further than they must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.syntax.lines import (
    content_start,
    line_end,
    line_start,
    next_line,
    previous_line,
    trimmed_end,
)
from floe_lsp.syntax.text import Span

QUOTES = frozenset("\"'")
_MAX_LINES = 5_000
"""How far the lines of one block are followed."""

_COLON_OR_COMMENT = re.compile(r":(?=[ \t]|\Z)|[ \t]#")
_COMMENT = re.compile(r"[ \t]#")
_DASH = re.compile(r"-(?=[ \t]|\Z)[ \t]*")


@dataclass(frozen=True)
class Line:
    """One line of block YAML, taken apart as far as it can be without knowing the rest.

    ``value`` is what stands behind the colon, or behind the dashes where there is no key, without
    comment and outer blanks; ``None`` when nothing stands there.
    """

    start: int
    content: int
    end: int
    dashes: tuple[int, ...] = ()
    body: int = 0
    """First offset behind the dashes."""
    key: Span | None = None
    colon: int | None = None
    value: Span | None = None

    @property
    def indent(self) -> int:
        """Width of the white space before the first character."""
        return self.content - self.start

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing, or a comment alone."""
        return self.body >= self.end and not self.dashes

    def opens_block(self, text: str) -> bool:
        """Whether the value is left to the lines below, or may go on there."""
        return self.value is None or text[self.value.start] in "|>&![{\"'"

    @property
    def is_structure(self) -> bool:
        """Whether the line begins a list item or an entry of a mapping."""
        return self.key is not None or bool(self.dashes)


def read_line(text: str, offset: int) -> Line:
    """Take the line of ``offset`` apart."""
    start, end = line_start(text, offset), line_end(text, offset)
    content = min(content_start(text, start), end)
    if text.startswith("#", content) and content < end:
        return Line(start, content, end, body=end)
    dashes: list[int] = []
    body = content
    while match := _DASH.match(text, body, end):
        dashes.append(body)
        body = match.end()
    if text.startswith("#", body) and body > content:
        body = end
    key, colon = _read_key(text, body, end)
    rest = min(content_start(text, colon + 1), end) if colon is not None else body
    stop = value_end(text, rest, end)
    value = Span(rest, stop) if stop > rest else None
    return Line(start, content, end, tuple(dashes), body, key, colon, value)


def _read_key(text: str, body: int, end: int) -> tuple[Span | None, int | None]:
    """Return the key that begins at ``body`` and its colon."""
    if body >= end or text[body] in "[]{}|>," or text.startswith(("? ", "?\t"), body):
        return None, None
    if text[body] in QUOTES:
        closed = closing_quote(text, body, end)
        if closed is None:
            return None, None
        colon = content_start(text, closed)
        if colon < end and text[colon] == ":" and (colon + 1 >= end or text[colon + 1] in " \t"):
            return Span(body, closed), colon
        return None, None
    found = _COLON_OR_COMMENT.search(text, body, end)
    if found is None or found[0] != ":" or found.start() == body:
        return None, None
    return Span(body, trimmed_end(text, body, found.start())), found.start()


def closing_quote(text: str, start: int, end: int) -> int | None:
    """Return the offset behind the quote that closes the one at ``start``, before ``end``."""
    quote = text[start]
    at = text.find(quote, start + 1, end)
    while at >= 0:
        if quote == "'":
            if at + 1 >= end or text[at + 1] != "'":
                return at + 1
            at = text.find(quote, at + 2, end)
            continue
        first = at
        while text[first - 1] == "\\":
            first -= 1
        if (at - first) % 2 == 0:
            return at + 1
        at = text.find(quote, at + 1, end)
    return None


def previous_content(text: str, start: int) -> Line | None:
    """Return the nearest line above the one that starts at ``start`` that is not blank."""
    above: int | None = start
    for _ in range(_MAX_LINES):
        above = previous_line(text, above)
        if above is None:
            return None
        line = read_line(text, above)
        if not line.is_blank:
            return line
    return None


def next_content(text: str, offset: int) -> Line | None:
    """Return the nearest line below that of ``offset`` that is not blank."""
    at = next_line(text, offset)
    for _ in range(_MAX_LINES):
        if at >= len(text):
            return None
        line = read_line(text, at)
        if not line.is_blank:
            return line
        at = next_line(text, line.end)
    return None


def structure_above(text: str, start: int) -> Line | None:
    """Return the nearest line above that begins an item or entry, over blank lines and text."""
    above: int | None = start
    for _ in range(_MAX_LINES):
        above = previous_line(text, above)
        if above is None:
            return None
        line = read_line(text, above)
        if line.is_structure:
            return line
    return None


def block_end(text: str, offset: int) -> int:
    """Return where the lines end that are indented further than the line of ``offset``."""
    line = read_line(text, offset)
    at = next_line(text, line.end)
    for _ in range(_MAX_LINES):
        if at >= len(text):
            break
        below = read_line(text, at)
        if not below.is_blank and below.indent <= line.indent:
            break
        at = next_line(text, below.end)
    return at


def own_block(text: str, offset: int) -> Span:
    """Return the line of ``offset`` with the lines below it that are indented further."""
    return Span(line_start(text, offset), block_end(text, offset))


def neighbourhood(text: str, offset: int) -> Span:
    """Return the block of the line of ``offset`` and that of the line that follows it.

    So far reaches what a wrong guess about a line does to the structure of a document.
    """
    return Span(line_start(text, offset), block_end(text, block_end(text, offset)))


def run_of(text: str, first: Line) -> Iterator[Line]:
    """Yield ``first``, what is below it, and the lines of its sort that go on beside it.

    Those are keys beside a key, or items beside an item, at the same column. Lines that are
    indented further belong to a line that leaves its value to them, and to any item.
    """
    opens = True
    at = first.start
    for _ in range(_MAX_LINES):
        line = read_line(text, at)
        if line.start == first.start or (
            line.indent == first.indent
            and line.is_structure
            and bool(line.dashes) == bool(first.dashes)
        ):
            opens = bool(line.dashes) or line.opens_block(text)
        elif not line.is_blank and (line.indent <= first.indent or not opens):
            break
        yield line
        at = next_line(text, line.end)
        if at == len(text):
            break


def run_end(text: str, first: Line) -> int:
    """Return where the run of ``first`` ends (see ``run_of``)."""
    end = first.end
    for line in run_of(text, first):
        end = line.end
    return next_line(text, end)


def value_end(text: str, start: int, end: int) -> int:
    """Return where a value of one line ends: before its comment and blanks."""
    if start >= end or (text[start] == "#" and text[start - 1 : start] in {" ", "\t", ":"}):
        return start
    at = start
    if text[start] in QUOTES:
        closed = closing_quote(text, start, end)
        stop = trimmed_end(text, start, end)
        if closed is None or text[stop - 1] == text[start]:
            return stop
        at = closed
    comment = _COMMENT.search(text, at, end)
    return trimmed_end(text, start, comment.start() if comment else end)
