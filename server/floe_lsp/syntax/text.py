r"""Text with its own line table.

Python's ``str.splitlines`` and libyaml both break lines at NEL, U+2028 and others. Editors break
them at ``\n``, ``\r\n`` and ``\r`` alone (LSP 3.17, "Text Documents"), so every position in this
program goes through the table kept here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

PositionEncoding = Literal["utf-8", "utf-16", "utf-32"]
"""How a protocol counts characters in a line (LSP ``PositionEncodingKind``)."""

BYTE_ORDER_MARK = "\ufeff"
LINE_BREAK = re.compile(r"\r\n|\n|\r")
_PAIR_IN_UTF16 = re.compile("[\U00010000-\U0010ffff]")
"""What UTF-16 writes as two units."""
_CONTENT = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*[^ \t\r\n#]")


class Span(NamedTuple):
    """A half-open range of a text: code-point offsets from its start, ``end`` exclusive."""

    start: int
    end: int


class Position(NamedTuple):
    """A place in a text: zero-based line, zero-based column in code points."""

    line: int
    column: int


class SourceText:
    """An immutable text that converts between offsets, positions and protocol units.

    Offsets and columns count code points, lines count from zero. Conversions never raise: a place
    outside the text is moved to the nearest place inside it, as LSP asks of a server.
    """

    __slots__ = ("_content_lines", "_counted", "_line_break", "_line_starts", "text", "version")

    def __init__(
        self, text: str, version: int | None = None, line_break: str | None = None
    ) -> None:
        """Keep ``text``.

        Args:
            text: The text.
            version: The editor's version number of an open document.
            line_break: That of the document of which the text is a part.
        """
        self._line_break = line_break
        self.text = text
        self.version = version
        self._line_starts: list[int] | None = None
        self._content_lines: list[int] | None = None
        self._counted: tuple[int, PositionEncoding, int, int] = (-1, "utf-8", 0, 0)
        """The place that was counted last: line, encoding, column, units. Replaced as a whole, for
        other threads count as well."""

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return f"SourceText({len(self.text)} characters, version={self.version})"

    @property
    def line_break(self) -> str:
        r"""The first line break of the document, ``\n`` for a document of one line."""
        if self._line_break is None:
            match = LINE_BREAK.search(self.text)
            self._line_break = match[0] if match else "\n"
        return self._line_break

    @property
    def line_starts(self) -> list[int]:
        """Offset at which each line starts; a text that ends in a break has an empty last line."""
        if self._line_starts is None:
            self._line_starts = [0, *(match.end() for match in LINE_BREAK.finditer(self.text))]
        return self._line_starts

    @property
    def line_count(self) -> int:
        """Number of lines, at least one."""
        return len(self.line_starts)

    @property
    def content_lines(self) -> list[int]:
        """Zero-based numbers of the lines that are not empty and more than a comment, in order."""
        if self._content_lines is None:
            starts = self.line_starts
            self._content_lines = [
                bisect_right(starts, match.start()) - 1 for match in _CONTENT.finditer(self.text)
            ]
        return self._content_lines

    def position(self, offset: int) -> Position:
        """Return the line and column of ``offset``."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset) - 1
        return Position(line, offset - self.line_starts[line])

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column; a column past the line's end gives its end."""
        if line < 0:
            return 0
        if line >= self.line_count:
            return len(self.text)
        span = self.line_span(line)
        return min(span.start + max(column, 0), span.end)

    def line_span(self, line: int) -> Span:
        """Return the span of a line without its break."""
        starts = self.line_starts
        start = starts[line]
        if line + 1 == len(starts):
            return Span(start, len(self.text))
        end = starts[line + 1] - 1
        # Within a line there is a carriage return only before its line feed.
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return Span(start, end)

    def line(self, line: int) -> str:
        """Return the text of a line without its break."""
        start, end = self.line_span(line)
        return self.text[start:end]

    def slice(self, span: tuple[int, int]) -> str:
        """Return the text inside ``span``."""
        return self.text[span[0] : span[1]]

    def first_line(self, span: tuple[int, int]) -> Span:
        """Clamp ``span`` to the line on which it starts.

        A range over many lines paints a whole screen red, so a diagnostic is shown on one line.
        """
        start, end = span
        line = self.position(start).line
        return Span(start, max(start, min(end, self.line_span(line).end)))

    def to_units(self, offset: int, encoding: PositionEncoding) -> tuple[int, int]:
        """Return zero-based (line, character) of ``offset``, characters counted as ``encoding``."""
        line, column = self.position(offset)
        start = self.line_starts[line]
        # Edits of one line come by thousands, in order: each is counted from the one before.
        before = self._counted
        if before[:2] != (line, encoding) or before[2] > column:
            before = (line, encoding, 0, 0)
        *_, done, units = before
        units += count_units(self.text[start + done : start + column], encoding)
        self._counted = (line, encoding, column, units)
        return line, units

    def from_units(self, line: int, character: int, encoding: PositionEncoding) -> int:
        """Return the offset of a zero-based (line, character) counted as ``encoding``.

        A character in the middle of a code point gives the start of that code point.
        """
        if encoding == "utf-32" or not 0 <= line < self.line_count:
            return self.offset(line, character)
        start, end = self.line_span(line)
        text = self.text[start:end]
        if text.isascii():
            return start + min(max(character, 0), len(text))
        column = _column_in_utf8 if encoding == "utf-8" else _column_in_utf16
        return start + column(text, max(character, 0))


def count_units(text: str, encoding: PositionEncoding) -> int:
    """Return the length of ``text`` in code units of ``encoding``."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


def _column_in_utf16(text: str, units: int) -> int:
    """Return the column of so many units; of a character that they end in, its own."""
    pairs = 0
    for found in _PAIR_IN_UTF16.finditer(text):
        if found.start() + pairs >= units:
            break
        pairs += 1
    return min(units - pairs, len(text))


def _column_in_utf8(text: str, units: int) -> int:
    written = text.encode("utf-8", "surrogatepass")
    while units < len(written) and written[units] & 0xC0 == 0x80:  # not the first byte of one
        units -= 1
    return len(written[:units].decode("utf-8", "surrogatepass"))
