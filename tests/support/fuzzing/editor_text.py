"""An editor's own copy of a document, by nothing of ours: what the protocol says of positions.

LSP 3.17, "Text Documents": a line ends with LF, CR LF or CR; characters are code units.
"""

from __future__ import annotations

import re

_BREAK = re.compile(r"\r\n|\n|\r")
_UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

Position = dict[str, int]
Range = dict[str, Position]


def place(line: int, character: int, end_line: int, end_character: int) -> Range:
    """Return a range."""
    start = {"line": line, "character": character}
    return {"start": start, "end": {"line": end_line, "character": end_character}}


def lines_of(text: str) -> list[tuple[int, int]]:
    """Return where each line starts and ends, without its break."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    return list(zip(starts, ends, strict=True))


def units(text: str, encoding: str) -> int:
    """Return the length of a text in code units."""
    codec, width = _UNITS[encoding]
    return len(text.encode(codec, "surrogatepass")) // width


def position_of(text: str, offset: int, encoding: str) -> Position:
    """Return the position of an offset in code points."""
    lines = lines_of(text)
    line = max(number for number, (start, _) in enumerate(lines) if start <= offset)
    start, end = lines[line]
    return {"line": line, "character": units(text[start : min(offset, end)], encoding)}


def range_of(text: str, start: int, end: int, encoding: str) -> Range:
    """Return the range between two offsets."""
    return {"start": position_of(text, start, encoding), "end": position_of(text, end, encoding)}


def is_inside(text: str, given: Range, encoding: str) -> bool:
    """Whether a range lies in a text, begins before it ends, and cuts no character."""
    lines = lines_of(text)
    places: list[tuple[int, int]] = []
    for each in (given["start"], given["end"]):
        line, character = each["line"], each["character"]
        if not 0 <= line < len(lines):
            return False
        start, end = lines[line]
        if not _is_border(text[start:end], character, encoding):
            return False
        places.append((line, character))
    return places[0] <= places[1]


def _is_border(line: str, character: int, encoding: str) -> bool:
    if line.isascii() or encoding == "utf-32":
        return 0 <= character <= len(line)
    seen = 0
    for char in line:
        if seen >= character:
            break
        seen += units(char, encoding)
    return seen == character


def joined(text: str) -> str:
    """Return a text in which halves of a surrogate pair that met are one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def changed(text: str, start: int, end: int, new: str) -> str:
    """Return what an editor shows after an edit."""
    return joined(text[:start] + new + text[end:])


def snapped(text: str, offset: int) -> int:
    """Return an offset that has a position: between the two characters of a break is none."""
    return offset - 1 if text[max(0, offset - 1) : offset + 1] == "\r\n" else offset
