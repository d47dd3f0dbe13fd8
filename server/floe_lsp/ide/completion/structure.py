"""The block structure of YAML read line by line, for documents that do not parse.

A line is its indentation, dashes, at most one key, and the rest. That is enough to say what
encloses a place: walking up, the nearest line that begins further left is the parent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from floe_lsp.syntax import SourceText, Span

MAX_LINE = 20_000
"""Characters of a line that is looked at; a longer one is data, and not typed by a person."""

_QUOTED_OR_COMMENT = re.compile(
    r"""(?:(?<=[\s\[{,:])|\A)(?:"(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^']|'')*(?:'|\Z))"""
    r"""|(?:(?<=[ \t])|\A)(?P<comment>\#)"""
)
CLOSING = "]}"
_DASH = re.compile(r"-(?:[ ]+|\Z)")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:[ ]+|\Z))*")
_KEY = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'"""
    r"""|(?:[^\s\#:,\[\]{}&*!|>'"%@`?-]|[?:-](?=\S))(?:[^\#:]|:(?=\S)|(?<=\S)\#)*?|\*\S+(?=[ ]))"""
    r"""[ ]*:(?:[ \t]+|\Z)"""
)
_BLANKS = re.compile(r"[ \t]*")
_MARKER = re.compile(r"(?:---|\.\.\.)(?:\s|\Z)")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
"""How the lines begin that a version control system leaves between two versions."""
_BLOCK_SCALAR = re.compile(r"[|>](?:[1-9]?[+-]?|[+-][1-9])\Z")


class Element(NamedTuple):
    """A dash or a key; columns count from zero."""

    column: int
    """Where it begins, with its anchor or tag."""
    key: str | None
    """The key without its quotes, ``None`` for a dash."""
    word: Span
    """Columns of the key's text as it is written; those of the dash for a dash."""
    value: int
    """Where the value begins, or would begin: behind the colon and the blanks."""


class Shape(NamedTuple):
    """A line taken apart."""

    indent: int
    elements: tuple[Element, ...]
    rest: int
    """Where the remainder begins: a value, or a word that may become a key."""
    end: int
    """Where the content ends, without blanks and comment."""
    comment: int | None
    """Where the comment begins."""
    text: str

    @property
    def remainder(self) -> str:
        """What follows the elements."""
        return self.text[self.rest : self.end]

    @property
    def properties_end(self) -> int:
        """Where the remainder goes on behind its anchor and tag."""
        match = _PROPERTIES.match(self.text, self.rest, self.end)
        return match.end() if match else self.rest

    @property
    def opens_block_scalar(self) -> bool:
        """Whether ``|`` or ``>`` ends the line, so that what is deeper is text."""
        return _BLOCK_SCALAR.match(self.text[: self.end], self.properties_end) is not None

    @property
    def has_value(self) -> bool:
        """Whether more than an anchor or a tag stands behind the elements."""
        return self.properties_end < self.end


class Frame(NamedTuple):
    """An element that encloses a place, with the number of its line (zero-based)."""

    element: Element
    line: int
    shape: Shape

    @property
    def is_last(self) -> bool:
        """Whether what ends the line belongs to this element."""
        return self.element is self.shape.elements[-1]


def shape_of(text: str) -> Shape:
    """Take a line apart; ``text`` is without its line break."""
    if text.startswith(_CONFLICT):
        return Shape(0, (), 0, 0, 0, text)
    comment = next(
        (match.start() for match in _QUOTED_OR_COMMENT.finditer(text) if match["comment"]), None
    )
    content = text[:comment].rstrip(" \t")
    end = len(content)
    indent = end - len(content.lstrip(" "))
    elements: list[Element] = []
    at = indent
    while dash := _DASH.match(content, at):
        elements.append(Element(at, None, Span(at, at + 1), max(dash.end(), at + 1)))
        at = dash.end()
    if content.startswith("? ", at) and content[at + 2 :].strip():
        low = blanks_end(content, at + 2)
        elements.append(Element(at, unquoted(content[low:]), Span(low, end), end))
        return Shape(indent, tuple(elements), end, end, comment, text)
    properties = _PROPERTIES.match(content, at)
    word = properties.end() if properties else at
    if key := _KEY.match(content, word):
        elements.append(Element(at, unquoted(key[1]), Span(*key.span(1)), key.end()))
        at = key.end()
    return Shape(indent, tuple(elements), at, end, comment, text)


def unquoted(text: str) -> str:
    """Return a scalar without its quotes."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def line_text(source: SourceText, line: int) -> str:
    """Return a line without its break, cut where nobody writes by hand."""
    return source.line(line)[:MAX_LINE]


def is_marker(text: str) -> bool:
    """Whether a line begins or ends a document."""
    return _MARKER.match(text) is not None


def enclosing(source: SourceText, line: int, column: int, *, dash: bool) -> list[Frame]:
    """Return what encloses a place, innermost first.

    Args:
        source: The text; its syntax may be wrong.
        line: Line of the place, from zero.
        column: Column at which the thing at the place begins.
        dash: Whether that thing is a list item, which may stand right below its parent's key.
    """
    frames: list[Frame] = []
    shape = shape_of(line_text(source, line))
    column, dash = _take(shape, line, column, dash, frames)
    text, starts = source.text, source.line_starts
    while line > 0 and (column > 0 or dash):
        line -= 1
        start = starts[line]
        following = text[start + column : start + column + 1]
        deeper = text.startswith(" " * column, start)
        # Deeper lines cannot enclose the place; this spares taking them apart.
        if column > 0 and deeper and not (dash and following not in " -#\r\n"):
            continue
        content = line_text(source, line)
        if is_marker(content):
            break
        shape = shape_of(content)
        column, dash = _take(shape, line, column, dash, frames)
    return frames


def _take(
    shape: Shape, line: int, column: int, dash: bool, frames: list[Frame]
) -> tuple[int, bool]:
    """Add the elements of a line that enclose ``column``; return where the search goes on."""
    for element in reversed(shape.elements):
        is_parent_of_list = dash and element.key is not None and element.column == column
        if element.column < column or is_parent_of_list:
            frames.append(Frame(element, line, shape))
            column, dash = element.column, element.key is None
    return column, dash


def before(source: SourceText, line: int) -> Iterator[tuple[int, Shape]]:
    """Yield the lines with content above a line, nearest first."""
    while line > 0:
        line -= 1
        shape = shape_of(line_text(source, line))
        if shape.end > 0:
            if shape.indent == 0 and is_marker(shape.text):
                return
            yield line, shape


def after(source: SourceText, line: int) -> Iterator[tuple[int, Shape]]:
    """Yield the lines with content below a line."""
    while line + 1 < source.line_count:
        line += 1
        shape = shape_of(line_text(source, line))
        if shape.end > 0:
            if shape.indent == 0 and is_marker(shape.text):
                return
            yield line, shape


def siblings(source: SourceText, line: int, column: int) -> dict[str, str]:
    """Return the other keys of the mapping whose keys begin at ``column``, with their values.

    A value that stands below its key is empty here. The keys of the line itself do not count.
    """
    found: dict[str, str] = {}
    own = shape_of(line_text(source, line))
    if not any(element.key is None and element.column < column for element in own.elements):
        for _, shape in upwards(source, line, column):
            if _collect(shape, column, found):
                break
    for shape in _downwards(source, line, column):
        if shape.indent < column:
            break
        _collect(shape, column, found)
    return found


def upwards(source: SourceText, line: int, column: int) -> Iterator[tuple[int, Shape]]:
    """Yield the lines above with content that begins at ``column`` or left of it, nearest first."""
    text, starts, pad = source.text, source.line_starts, " " * (column + 1)
    while line > 0:
        line -= 1
        if text.startswith(pad, starts[line]) or text.startswith(("\n", "\r"), starts[line]):
            continue
        shape = shape_of(line_text(source, line))
        if shape.end > 0:
            if shape.indent == 0 and is_marker(shape.text):
                return
            yield line, shape


def _downwards(source: SourceText, line: int, column: int) -> Iterator[Shape]:
    text, starts, pad = source.text, source.line_starts, " " * (column + 1)
    for start in range(line + 1, source.line_count):
        if text.startswith(pad, starts[start]) or text.startswith(("\n", "\r"), starts[start]):
            continue
        shape = shape_of(line_text(source, start))
        if shape.end > 0:
            yield shape


def _collect(shape: Shape, column: int, found: dict[str, str]) -> bool:
    """Add the key that begins at ``column``; return whether the mapping begins on this line."""
    for element in shape.elements:
        if element.key is not None and element.column == column:
            found.setdefault(element.key, unquoted(shape.remainder))
    return shape.indent < column


def next_start(source: SourceText, line: int) -> tuple[int, bool] | None:
    """Return the column of the next content below a line, and whether a dash stands there."""
    for _, shape in after(source, line):
        if shape.text[shape.indent] in CLOSING:
            return MAX_LINE, False  # it ends what encloses the place, however it is indented
        first = shape.elements[0] if shape.elements else None
        return shape.indent, first is not None and first.key is None
    return None


def blanks_end(text: str, at: int) -> int:
    """Return the column of the first character at or after ``at`` that is no blank."""
    match = _BLANKS.match(text, at)
    return match.end() if match else at
