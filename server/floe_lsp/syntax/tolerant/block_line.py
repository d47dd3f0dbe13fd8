"""One line of block YAML, taken apart as far as it can be without knowing the rest.

A line is its indentation, indicators (``-``, ``?``, ``:``), at most one key, a value and a comment
(YAML 1.2.2, sections 6.6, 7.4.2 and 8.2). Inside brackets, quotes and blocks of text a line alone
does not tell what it is.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from floe_lsp.syntax.lines import BLANKS, line_end, line_start, trimmed_end
from floe_lsp.syntax.text import BYTE_ORDER_MARK, Span

QUOTES = frozenset("\"'")
_NO_KEY = frozenset("[]{}|>,#")
"""What begins neither a plain nor a quoted scalar, though a scalar may be meant."""
_NO_NAME = frozenset("[]{}|>")

_MAX_INDICATORS = 200
"""A line with more is data made to hurt; what follows is read as its value."""

_INDICATOR = re.compile(r"[-?:](?=[ \t]|\Z)[ \t]*")
_MARKER = re.compile(r"(?:---|\.\.\.)(?=[ \t]|\Z)[ \t]*")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?=[ \t]|\Z)")
_COLON_OR_COMMENT = re.compile(r":(?=[ \t]|\Z)|[ \t]#")
_COMMENT = re.compile(r"[ \t]#")
_PROPERTIES = re.compile(
    r"(?:(?:!<[^>\s]*>|[&!](?:[^\s,\[\]{}:]|:(?=[^\s,\[\]{}]))*)(?:[ \t]+|\Z)){0,2}"
)
"""Anchor and tag; a colon at the end of such a word is rather that of a key."""
_QUOTED_OR_COMMENT = re.compile(
    r"""(?:(?<=[\s\[{,:])|\A)(?:"(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^']|'')*(?:'|\Z))"""
    r"""|(?P<comment>[ \t]\#)"""
)
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*\Z")


class ElementKind(Enum):
    """What a part of a line is that opens a level of structure."""

    DASH = "-"
    QUESTION = "?"
    """The indicator of a key that is a collection, a block of text or still missing."""
    COLON = ":"
    """The indicator of the value of such a key, at the beginning of a line."""
    KEY = "key"


_INDICATORS = {kind.value: kind for kind in ElementKind if kind is not ElementKind.KEY}


class LineElement(NamedTuple):
    """An indicator or a key. All numbers are offsets into the text."""

    kind: ElementKind
    start: int
    """Where it begins, with ``?``, anchor and tag: the column of its list or mapping."""
    name: Span
    """The key as it is written, without anchor and tag; or the indicator."""
    colon: int | None
    """The colon of a key, which one after ``?`` does not have on its line."""
    value: int
    """Where the value begins, or would begin: after colon or indicator and the blanks."""


class BlockLine(NamedTuple):
    """A line taken apart. All numbers are offsets into the text."""

    start: int
    content: int
    """The first character that is not white space."""
    end: int
    """The end of the line, without its break."""
    elements: tuple[LineElement, ...]
    body: int
    """First offset after the indicators: of the key, or of the value where there is no key."""
    value: Span | None
    """What stands after the elements, with anchor and tag, without comment and outer blanks."""
    comment: int | None
    """Where the comment begins, or a line that a version control system has left in the file."""
    is_marker: bool
    """Whether the line begins or ends a document."""

    @property
    def indent(self) -> int:
        """Width of the white space before the first character."""
        return self.content - self.start

    @property
    def key(self) -> Span | None:
        """The key as it is written, without anchor and tag."""
        last = self.elements[-1] if self.elements else None
        return last.name if last is not None and last.kind is ElementKind.KEY else None

    @property
    def entry(self) -> Span | None:
        """The key with its anchor and tag."""
        key = self.key
        return None if key is None else Span(self.body, key.end)

    @property
    def colon(self) -> int | None:
        """The colon after the key."""
        return self.elements[-1].colon if self.elements else None

    @property
    def rest(self) -> int:
        """Where the value begins, or would begin."""
        return self.elements[-1].value if self.elements else self.body

    @property
    def stop(self) -> int:
        """Where the content ends, without comment and outer blanks."""
        if self.value is not None:
            return self.value.end
        if not self.elements:
            return min(self.body, self.end) if self.is_marker else self.content
        last = self.elements[-1]
        return last.name.end if last.colon is None else last.colon + 1

    @property
    def column(self) -> int:
        """Column of the innermost element, right of which its value must stand."""
        return self.elements[-1].start - self.start if self.elements else self.indent - 1

    def column_around(self, at: int) -> int:
        """Column of the innermost element that begins before the value at ``at``."""
        for element in reversed(self.elements):
            if element.start < at:
                return element.start - self.start
        return self.indent - 1

    @property
    def is_item(self) -> bool:
        """Whether the line begins a list item."""
        return bool(self.elements) and self.elements[0].kind is ElementKind.DASH

    @property
    def is_structure(self) -> bool:
        """Whether the line begins a list item or an entry, and is not ``: value`` alone."""
        return bool(self.elements) and self.elements[0].kind is not ElementKind.COLON

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing, or a comment alone."""
        return self.body >= self.end and not self.elements and not self.is_marker

    def opens_block(self, text: str) -> bool:
        """Whether the value is left to the lines below, or may go on there."""
        return self.value is None or text[self.value.start] in "|>&![{\"'"

    def bracket(self, text: str) -> int | None:
        """Return where the value begins that is a collection in brackets."""
        if self.value is None:
            return None
        start = properties_end(text, *self.value)
        return start if text[start : start + 1] in ("[", "{") and start < self.value.end else None

    def has_content(self, text: str) -> bool:
        """Whether more than an anchor or a tag stands after the elements."""
        return self.value is not None and properties_end(text, *self.value) < self.value.end

    def opens_block_scalar(self, text: str) -> bool:
        """Whether ``|`` or ``>`` ends the line, so that what is deeper is text."""
        if self.value is None:
            return False
        start, end = self.value
        return _BLOCK_SCALAR.match(text, properties_end(text, start, end), end) is not None


def read_line(text: str, offset: int) -> BlockLine:
    """Take the line of ``offset`` apart."""
    return read_between(text, line_start(text, offset), line_end(text, offset))


def read_between(text: str, start: int, end: int) -> BlockLine:
    """Take the line apart that starts at ``start`` and ends, or is to be cut, at ``end``."""
    if start == 0 and text.startswith(BYTE_ORDER_MARK):
        start = 1
    content = body = _white_end(text, start, end)
    marker = None
    if content == start and content < end:
        if _CONFLICT.match(text, start, end):
            return BlockLine(start, content, end, (), end, None, start, False)
        if marker := _MARKER.match(text, start, end):
            body = marker.end()
    elements: list[LineElement] = []
    while len(elements) < _MAX_INDICATORS and (match := _INDICATOR.match(text, body, end)):
        name = Span(body, body + 1)
        elements.append(LineElement(_INDICATORS[text[body]], body, name, None, match.end()))
        body = match.end()
    is_marker = marker is not None
    if body >= end or text[body] == "#":
        comment = body if body < end else None
        return BlockLine(start, content, end, tuple(elements), end, None, comment, is_marker)
    key = None if is_marker else _implicit_key(text, body, end)
    rest = body
    if key is not None:
        elements.append(key)
        rest = key.value
    stop = value_end(text, rest, end)
    value = Span(rest, stop) if stop > rest else None
    if value is not None and elements and elements[-1].kind is ElementKind.QUESTION:
        named = _explicit_key(text, elements[-1], value)
        if named is not None:
            elements[-1], value = named, None
    comment = None if stop == end else _comment(text, stop, end)
    return BlockLine(start, content, end, tuple(elements), body, value, comment, is_marker)


def _comment(text: str, at: int, end: int) -> int | None:
    """Return where the comment begins that stands after a value, if one does."""
    at = _white_end(text, at, end)
    return at if at < end and text[at] == "#" else None


def _implicit_key(text: str, start: int, end: int) -> LineElement | None:
    """Return the key that begins at ``start``, before the colon on its line."""
    at = start
    if text[at] in "&!":
        at = properties_end(text, at, end)
        if at >= end:
            return None
    if text[at] in _NO_KEY:
        return None
    if text[at] in QUOTES:
        stop = closing_quote(text, at, end)
        if stop is None:
            return None
        colon = _white_end(text, stop, end)
        if _INDICATOR.match(text, colon, end) is None or text[colon] != ":":
            return None
    else:
        found = _COLON_OR_COMMENT.search(text, at, end)
        if found is None or found[0] != ":":
            return None
        colon = found.start()
        stop = trimmed_end(text, at, colon)
    rest = _white_end(text, colon + 1, end)
    return LineElement(ElementKind.KEY, start, Span(at, stop), colon, rest)


def _explicit_key(text: str, question: LineElement, value: Span) -> LineElement | None:
    """Return the key after ``?`` if it is a scalar on its line."""
    start = properties_end(text, *value)
    if start >= value.end or text[start] in _NO_NAME:
        return None
    if text[start] in QUOTES and closing_quote(text, *value._replace(start=start)) != value.end:
        return None
    name = Span(start, value.end)
    return LineElement(ElementKind.KEY, question.start, name, None, value.end)


def properties_end(text: str, start: int, end: int) -> int:
    """Return where anchor and tag at ``start`` end, with the blanks after them."""
    match = _PROPERTIES.match(text, start, end)
    return match.end() if match else start


def closing_quote(text: str, start: int, end: int) -> int | None:
    """Return the offset after the quote that closes the one at ``start``, before ``end``."""
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


def value_end(text: str, start: int, end: int) -> int:
    """Return where a value of one line ends: before its comment and blanks."""
    if start >= end or (text[start] == "#" and text[start - 1 : start] in {" ", "\t", ":"}):
        return start
    at = start
    if text[at] in "&!":
        at = properties_end(text, at, end)
    first = text[at : at + 1] if at < end else ""
    if first == "#":
        return trimmed_end(text, start, at)
    if first in ("[", "{"):
        found = _QUOTED_OR_COMMENT.finditer(text, at, end)
        stop = next((match.start() for match in found if match["comment"]), end)
        return trimmed_end(text, start, stop)
    if first and first in QUOTES:
        closed = closing_quote(text, at, end)
        stop = trimmed_end(text, start, end)
        if closed is None or text[stop - 1] == first:
            return stop
        at = closed
    comment = _COMMENT.search(text, at, end)
    return trimmed_end(text, start, comment.start() if comment else end)


def unquoted(text: str) -> str:
    """Return a scalar without its quotes."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in QUOTES:
        return text[1:-1]
    return text


def _white_end(text: str, at: int, end: int) -> int:
    match = BLANKS.match(text, at, end)
    return match.end() if match else at
