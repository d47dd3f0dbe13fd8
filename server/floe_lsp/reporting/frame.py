"""What a code frame is made of: a gutter of line numbers, and the part of a line that fits."""

from __future__ import annotations

from dataclasses import dataclass

from .cells import Cell, show
from .styled import Canvas, Chunk, Role, chunks_of


@dataclass(frozen=True)
class Window:
    """The part of a line that is shown: cells, and the columns of the code points in them."""

    cells: tuple[Cell, ...]
    columns: tuple[int, ...]
    """The column at which each code point from ``first`` on starts, and that of the end."""
    first: int = 0
    """Index in the line of the first code point shown."""
    cut_left: bool = False
    cut_right: bool = False

    def holds(self, start: int, end: int, room: int) -> bool:
        """Whether ``start`` to ``end`` are all shown and can be underlined within ``room``."""
        shown = self.first <= start and end <= self.first + len(self.cells)
        return shown and sum(self.underline(start, end)) <= room

    def underline(self, start: int, end: int) -> tuple[int, int]:
        """Return the column and width in cells of the code points ``start`` to ``end``.

        A mark in the middle of a character and its accents starts at the character. What is cut
        off is not underlined, and nothing is narrower than one cell.
        """
        last = len(self.cells)
        low = min(max(start - self.first, 0), last)
        high = min(max(end - self.first, low), last)
        while 0 < low < last and self.columns[low] == self.columns[low + 1]:
            low -= 1
        return self.columns[low], max(self.columns[high] - self.columns[low], 1)


@dataclass(frozen=True)
class Frame:
    """How the lines of one finding are framed."""

    canvas: Canvas
    digits: int
    """Width of the line numbers."""

    @property
    def room(self) -> int:
        """Cells beside the gutter."""
        return self.canvas.width - self.digits - 3

    def edge(self, number: int | None = None) -> Chunk:
        """Return the gutter of a line, with its number from 1 if it has one."""
        label = "" if number is None else str(number)
        return Chunk(f"{label:>{self.digits}} {self.canvas.glyphs.bar} ", Role.GUTTER)

    def gap(self) -> Chunk:
        """Return the gutter that stands for lines left out."""
        return Chunk(f"{'':>{self.digits}} {self.canvas.glyphs.gap}", Role.GUTTER)

    def chunks(self, shown: Window) -> list[Chunk]:
        """Return what a window prints, with an ellipsis where the line was cut."""
        ellipsis = Chunk(self.canvas.glyphs.ellipsis, Role.DIM)
        return [
            *([ellipsis] if shown.cut_left else []),
            *chunks_of(shown.cells),
            *([ellipsis] if shown.cut_right else []),
        ]

    def window(self, line: str, start: int = 0, end: int = 0) -> Window:
        """Return the part of ``line`` around the code points ``start`` to ``end`` that fits.

        White space inside the place is made visible.

        Args:
            line: A line without its break.
            start: First code point of the place.
            end: End of the place, exclusive; ``start`` for a place between two characters.
        """
        # A line of a million characters costs no more than a short one: this much text on each
        # side of the place fills the room, unless most of it has no width.
        reach = 4 * self.room
        low, high = max(start - reach, 0), min(end, start + reach) + reach
        cells = show(
            line[low:high],
            self.canvas.encoding,
            (start - low, end - low),
            self.canvas.glyphs.tab,
        )
        columns = [0]
        for cell in cells:
            columns.append(columns[-1] + cell.width)
        # A place of no width is shown by a caret in the cell that follows it.
        caret = columns[min(end - low, len(cells))] + (start == end)
        if low == 0 and high >= len(line) and max(columns[-1], caret) <= self.room:
            return Window(tuple(cells), tuple(columns))
        return self._cut(cells, columns, (start - low, end - low), low, high < len(line))

    def _cut(
        self, cells: list[Cell], columns: list[int], place: tuple[int, int], low: int, more: bool
    ) -> Window:
        """Cut cells so that ``place`` stands in the middle, or its start where it is too wide.

        ``low`` is the number of code points before ``cells``; ``more`` says that some follow.
        """
        ellipsis = len(self.canvas.glyphs.ellipsis)
        inner = self.room - 2 * ellipsis
        start, end = (columns[min(index, len(cells))] for index in place)
        before = max((inner - max(end - start, 1)) // 2, min(8, inner // 4))
        total = columns[-1] + (start == columns[-1])
        left = max(min(start - before, total - inner), 0)
        # An ellipsis that is not needed leaves its room to the text.
        if left == 0:
            inner += ellipsis
        elif not more and left == total - inner:
            inner += ellipsis
            left -= ellipsis
        first = next(index for index, column in enumerate(columns) if column >= left)
        while 0 < first < len(cells) and cells[first].width == 0:
            first += 1
        last = first
        while last < len(cells) and columns[last + 1] - columns[first] <= inner:
            last += 1
        cut_left = low + first > 0
        shift = (ellipsis if cut_left else 0) - columns[first]
        return Window(
            tuple(cells[first:last]),
            tuple(column + shift for column in columns[first : last + 1]),
            low + first,
            cut_left,
            more or last < len(cells),
        )
