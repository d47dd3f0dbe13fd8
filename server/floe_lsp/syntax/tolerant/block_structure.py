"""The block structure of YAML by its indentation alone: what encloses a place, what is beside it.

Walking up from a place, the nearest line that begins further left is the parent. Here columns
count from zero at the start of a line, and lines are cut where nobody writes by hand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from floe_lsp.syntax.text import SourceText, Span

from .block_line import BlockLine, ElementKind, LineElement, read_between, unquoted

MAX_LINE = 20_000
"""Characters of a line that is looked at; a longer one is data, and not typed by a person."""
MAX_BESIDE = 2_000
"""Lines of a list or mapping that are looked at above a place, and below it."""
CLOSING = "]}"
_BEGINS_NOTHING = " \t#\r\n"
_BEGINS_DASH_OR_NOTHING = _BEGINS_NOTHING + "-"


class Enclosing(NamedTuple):
    """An element that encloses a place, with its line."""

    element: LineElement
    line: BlockLine
    key: str | None
    """The key that the element is, or whose value it begins; ``None`` for a dash.

    Empty for ``?`` and for what cannot be named, such as the value of a key that is a list.
    """

    @property
    def column(self) -> int:
        """Where the element begins, with its anchor and tag."""
        return self.element.start - self.line.start

    @property
    def is_dash(self) -> bool:
        """Whether it is an item of a list."""
        return self.element.kind is ElementKind.DASH

    @property
    def is_last(self) -> bool:
        """Whether what ends the line belongs to this element."""
        return self.element is self.line.elements[-1]


def line_at(source: SourceText, number: int) -> BlockLine:
    """Take the line with a zero-based number apart.

    A line that a tab indents is read as text: nobody knows at which column it was meant to stand.
    """
    text = source.text
    start, end = source.line_span(number)
    line = read_between(text, start, min(end, start + MAX_LINE))
    tab = text.find("\t", line.start, line.content)
    if tab < 0 or line.is_blank:
        return line
    return line._replace(content=tab, elements=(), body=tab, value=Span(tab, line.stop))


def line_index(source: SourceText, line: BlockLine) -> int:
    """Return the zero-based number of a line."""
    return bisect_right(source.line_starts, line.start) - 1


def enclosing_element(source: SourceText, line: BlockLine, element: LineElement) -> Enclosing:
    """Return an element of a line as what encloses the places after it."""
    return Enclosing(element, line, _named(source.text, element))


def _named(text: str, element: LineElement) -> str | None:
    if element.kind is ElementKind.DASH:
        return None
    return key_text(text, element) if element.kind is ElementKind.KEY else ""


def key_text(text: str, element: LineElement) -> str:
    """Return a key without its quotes."""
    return unquoted(text[element.name.start : element.name.end])


def value_text(text: str, line: BlockLine) -> str:
    """Return the value on a line without its quotes, empty where none is."""
    return "" if line.value is None else unquoted(text[line.value.start : line.value.end])


def enclosing(source: SourceText, line: BlockLine, column: int, *, dash: bool) -> list[Enclosing]:
    """Return what encloses a place, innermost first.

    Args:
        source: The text; its syntax may be wrong.
        line: Line of the place.
        column: Column at which the thing at the place begins.
        dash: Whether that thing is a list item, which may stand right below its parent's key.
    """
    walk = _Upwards(source.text, column, dash=dash)
    walk.take(line)
    at = bisect_left(source.content_lines, line_index(source, line))
    while at > 0 and not walk.is_done:
        at = _nearest(source, at, walk.column, walk.ignored)
        above = line_at(source, source.content_lines[at])
        if above.is_marker:
            break
        walk.take(above)
    return walk.finished()


def _nearest(source: SourceText, at: int, column: int, ignored: str | None) -> int:
    """Return the nearest line above that may enclose what begins at ``column``, or the first line.

    Lines are counted among those with content here.
    Deeper lines do not; this spares taking them apart. Neither do those that have one of the
    ``ignored`` characters, by default any, at the column itself.
    """
    text, starts, pad = source.text, source.line_starts, " " * column
    lines = source.content_lines
    while at > 0:
        at -= 1
        start = starts[lines[at]]
        if not text.startswith(pad, start):
            break
        if ignored is not None and text[start + column : start + column + 1] not in ignored:
            break
    return at


class _Upwards:
    """Gathers what encloses a place, line by line upwards."""

    def __init__(self, text: str, column: int, *, dash: bool) -> None:
        self.found: list[Enclosing] = []
        self.column = column
        """What begins left of it encloses the place."""
        self._text = text
        self._dash = dash
        """Whether a key at the column itself does so too, as lists need no indentation."""
        self._inside: tuple[int, bool] | None = None
        """Column and ``dash`` before the last element, if that is a ``:`` whose ``?`` stands above.

        It stands at the same column, or else the ``:`` is part of nothing."""

    @property
    def is_done(self) -> bool:
        """Whether nothing that is above matters."""
        return self.column <= 0 and not self._dash and self._inside is None

    @property
    def ignored(self) -> str | None:
        """The characters with which a line may begin at the column that does not matter."""
        if self._inside is None and not self._dash:
            return None
        # A dash may also be the first of a marker.
        return _BEGINS_NOTHING if self._inside or not self.column else _BEGINS_DASH_OR_NOTHING

    def finished(self) -> list[Enclosing]:
        """Return what was found."""
        if self._inside is not None:
            self.found.pop()
        return self.found

    def take(self, line: BlockLine) -> None:
        """Add the elements of a line that enclose the place."""
        for element in reversed(line.elements):
            column = element.start - line.start
            if self._inside is not None and column <= self.column:
                self._pair(element, column)
            is_dash = element.kind is ElementKind.DASH
            if column < self.column or (self._dash and not is_dash and column == self.column):
                self.found.append(Enclosing(element, line, _named(self._text, element)))
                if element.kind is ElementKind.COLON:
                    self._inside = (self.column, self._dash)
                self.column, self._dash = column, is_dash

    def _pair(self, element: LineElement, column: int) -> None:
        """Let the ``:`` that was found last go by the key that ``element`` is, or take it back."""
        is_explicit = element.kind is ElementKind.QUESTION or (
            element.kind is ElementKind.KEY and element.colon is None
        )
        if column == self.column and is_explicit:
            self.found[-1] = self.found[-1]._replace(key=_named(self._text, element))
        elif self._inside is not None and element.kind is not ElementKind.DASH:
            self.found.pop()
            self.column, self._dash = self._inside
        else:
            return
        self._inside = None


def before(source: SourceText, line: BlockLine) -> Iterator[BlockLine]:
    """Yield the lines with content above a line, nearest first, up to the document's begin."""
    return _with_content(source, _above(source, line))


def after(source: SourceText, number: int) -> Iterator[BlockLine]:
    """Yield the lines with content below the line with a number, up to the document's end."""
    return _with_content(source, _below(source, number))


def upwards(source: SourceText, line: BlockLine, column: int) -> Iterator[BlockLine]:
    """Yield the lines above with content that begins at ``column`` or left of it, nearest first."""
    return _with_content(source, _not_deeper(source, _above(source, line), column))


def _downwards(source: SourceText, line: BlockLine, column: int) -> Iterator[BlockLine]:
    below = _below(source, line_index(source, line))
    return _with_content(source, _not_deeper(source, below, column))


def _above(source: SourceText, line: BlockLine) -> Iterator[int]:
    """The numbers of the lines with content above a line, nearest first."""
    lines = source.content_lines
    first = bisect_left(lines, line_index(source, line))
    return (lines[at] for at in range(first - 1, -1, -1))


def _below(source: SourceText, number: int) -> Iterator[int]:
    """The numbers of the lines with content below the line with a number."""
    return islice(source.content_lines, bisect_right(source.content_lines, number), None)


def _not_deeper(source: SourceText, numbers: Iterable[int], column: int) -> Iterator[int]:
    """Leave out deeper and empty lines, which spares taking them apart."""
    text, starts, pad = source.text, source.line_starts, " " * (column + 1)
    for number in numbers:
        if not text.startswith((pad, "\n", "\r"), starts[number]):
            yield number


def _with_content(source: SourceText, numbers: Iterable[int]) -> Iterator[BlockLine]:
    for number in numbers:
        line = line_at(source, number)
        if line.is_marker:
            return
        if not line.is_blank:
            yield line


def siblings(source: SourceText, line: BlockLine, column: int) -> dict[str, str]:
    """Return the other keys of the mapping whose keys begin at ``column``, with their values.

    A value that stands below its key is empty here. The keys of the line itself do not count.
    """
    found: dict[str, str] = {}
    begins_here = any(
        element.start - line.start < column and element.kind is not ElementKind.KEY
        for element in line.elements
    )
    if not begins_here:
        for above in islice(upwards(source, line, column), MAX_BESIDE):
            if _collect(source.text, above, column, found):
                break
    for below in islice(_downwards(source, line, column), MAX_BESIDE):
        if below.indent < column:
            break
        _collect(source.text, below, column, found)
    return found


def _collect(text: str, line: BlockLine, column: int, found: dict[str, str]) -> bool:
    """Add the key that begins at ``column``; return whether the mapping begins on this line."""
    for element in line.elements:
        if element.kind is ElementKind.KEY and element.start - line.start == column:
            found.setdefault(key_text(text, element), value_text(text, line))
    return line.indent < column


def next_start(source: SourceText, line: BlockLine) -> tuple[int, bool] | None:
    """Return the column of the next content below a line, and whether a dash stands there."""
    below = next(after(source, line_index(source, line)), None)
    if below is None:
        return None
    if source.text[below.content] in CLOSING:
        return MAX_LINE, False  # it ends what encloses the place, however it is indented
    return below.indent, below.is_item


def is_first_document(text: str, offset: int) -> bool:
    """Whether ``offset`` stands in the one document that is read."""
    for mark in ("---", "..."):
        at = text.find(f"\n{mark}", 0, offset)
        if at >= 0 and text[at + 4 : at + 5].strip() == "":
            above = (line.strip() for line in text[:at].splitlines())
            if mark == "..." or any(line and line[0] not in "#%" for line in above):
                return False
    return True
