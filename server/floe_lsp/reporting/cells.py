r"""Text as cells of a terminal: what each character shows as, and how wide that is.

Text from a user's file is never sent to the terminal as it is. Control characters would be obeyed,
bidirectional overrides would reorder the line (CVE-2021-42574), and invisible characters are often
the very mistake, so all of these are shown as escapes such as ``\x1b`` or ``\u202e``.

Terminals disagree on the width of joined emoji, of variation selectors and of skin tones. Those
joiners are left out of the picture: what remains is as wide everywhere, and carets line up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

TAB_WIDTH = 4
"""Cells between tab stops; a tab is shown as spaces."""

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
# Wide since Unicode 16, which the tables of Python 3.13 and older don't know.
_NEWLY_WIDE = tuple(
    range(first, last + 1)
    for first, last in (
        (0x2630, 0x2637),
        (0x268A, 0x268F),
        (0x4DC0, 0x4DFF),
        (0x1D300, 0x1D356),
        (0x1D360, 0x1D376),
    )
)
_JOINERS = frozenset("\u200c\u200d")


class Cell(NamedTuple):
    """How one code point of a text is shown."""

    text: str
    """What is printed: the character, spaces, an escape, or nothing."""
    width: int
    """Cells that it takes: 0 for a mark that joins the character before it."""
    escaped: bool = False
    """Whether ``text`` is an escape and not what stands in the file."""


def escape(char: str) -> str:
    r"""Return the escape of a character as Python and YAML write it, such as ``\x1b``."""
    point = ord(char)
    if char in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[char]
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def show(
    text: str,
    encoding: str = "utf-8",
    marked: tuple[int, int] = (0, 0),
    tab: str = "",
) -> list[Cell]:
    """Return the cells of one line of text, one for each code point.

    Args:
        text: A line without its break; a break inside it is shown as an escape.
        encoding: Encoding of the stream; what it lacks is shown as an escape.
        marked: Half-open range of code points that a finding points at. White space other than
            plain spaces is made visible inside it.
        tab: What begins a tab inside ``marked``, such as an arrow; one cell wide or empty.
    """
    if text.isascii() and text.isprintable():
        return [Cell(char, 1) for char in text]
    cells: list[Cell] = []
    column = 0
    for index, char in enumerate(text):
        is_marked = marked[0] <= index < marked[1]
        if char == "\t":
            width = TAB_WIDTH - column % TAB_WIDTH
            cell = Cell((tab if is_marked else "").ljust(width), width)
        elif char in _JOINERS:
            cell = _joiner(text, index, encoding)
        else:
            base = cells[-1] if cells else None
            cell = _cell(char, None if base is None or base.escaped else base, encoding)
            if is_marked and char.isspace() and char != " ":
                cell = _escaped(char)
        cells.append(cell)
        column += cell.width
    return cells


def width_of(cells: Sequence[Cell]) -> int:
    """Return the number of cells that ``cells`` take."""
    return sum(cell.width for cell in cells)


def plain(cells: Sequence[Cell]) -> str:
    """Return what ``cells`` print."""
    return "".join(cell.text for cell in cells)


def safe(text: str, encoding: str = "utf-8") -> str:
    """Return ``text`` as it may be printed, line breaks escaped as well."""
    return plain(show(text, encoding))


def wrap(
    cells: Sequence[Cell], width: int, first: int | None = None, after: str = ""
) -> list[list[Cell]]:
    """Break cells into lines at spaces, or within a word that is wider than a line.

    Args:
        cells: The cells of one paragraph.
        width: Widest line in cells.
        first: Widest first line, when something stands before it.
        after: Characters such as ``/`` after which a long word is broken by preference.

    Returns:
        At least one line. The spaces at a break are left out.
    """
    lines: list[list[Cell]] = []
    start = 0
    while True:
        limit = max(width if lines or first is None else first, 1)
        end = _fit(cells, start, limit)
        if end == len(cells):
            lines.append(list(cells[start:]))
            return lines
        stop = _break_before(cells, start, end, after)
        line = list(cells[start:stop])
        while line and line[-1].text == " ":
            line.pop()
        lines.append(line)
        start = stop
        while start < len(cells) and cells[start].text == " ":
            start += 1
        if start == len(cells):
            return lines


def _fit(cells: Sequence[Cell], start: int, limit: int) -> int:
    """Return the end of the longest run of cells from ``start`` that fits, at least one cell."""
    used = 0
    for index in range(start, len(cells)):
        used += cells[index].width
        if used > limit and index > start:
            return index
    return len(cells)


def _break_before(cells: Sequence[Cell], start: int, end: int, after: str) -> int:
    """Return where to break a line that holds the cells up to ``end``."""
    for index in range(end, start, -1):
        if cells[index].text == " ":
            return index
    for index in range(end, start + (end - start) // 2, -1):
        if after and cells[index - 1].text and cells[index - 1].text in after:
            return index
    return end


def _escaped(char: str) -> Cell:
    text = escape(char)
    return Cell(text, len(text), escaped=True)


def _joiner(text: str, index: int, encoding: str) -> Cell:
    """Keep a joiner between letters, leave it out between emoji, and show any other."""
    around = text[max(index - 1, 0) : index + 2]
    if len(around) < 3 or around[0].isascii() or around[2].isascii():
        return _escaped(text[index])
    between_letters = around[2].isalpha() and _encodes(text[index], encoding)
    return Cell(text[index] if between_letters else "", 0)


def _cell(char: str, base: Cell | None, encoding: str) -> Cell:
    """Return how a character is shown after ``base``, if that is one that a mark may join."""
    if " " <= char <= "~":
        return Cell(char, 1)
    width = _width(char)
    if width is None or not _encodes(char, encoding):
        return _escaped(char)
    if width == 0 and base is None:
        return _escaped(char)
    if _is_selector(char):
        return _escaped(char) if base is None else Cell("", 0)
    if "\U0001f3fb" <= char <= "\U0001f3ff" and base is not None and base.width == 2:
        return Cell("", 0)
    return Cell(char, width)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@lru_cache(maxsize=4096)
def _width(char: str) -> int | None:
    """Return the width of a character in cells, ``None`` if it must not be printed."""
    category = unicodedata.category(char)
    if category in _HIDDEN_CATEGORIES or char in _FILLERS:
        return None
    if category in {"Mn", "Me"} or "\u1161" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb":
        return 0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 2
    return 2 if any(ord(char) in wide for wide in _NEWLY_WIDE) else 1


@lru_cache(maxsize=4096)
def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
