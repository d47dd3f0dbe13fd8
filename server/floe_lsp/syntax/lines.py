r"""Lines around an offset, found by looking there only.

A line ends at ``\n``, ``\r\n`` or ``\r``, as in ``SourceText``; these functions spare the line
table of the whole text where only one place is of interest.
"""

from __future__ import annotations

import re

from .text import LINE_BREAK

BLANKS = re.compile(r"[ \t]*")
_FIRST_WINDOW = 256


def line_start(text: str, offset: int) -> int:
    """Return the offset at which the line of ``offset`` starts."""
    if text.startswith("\n", offset) and text.startswith("\r", offset - 1) and offset > 0:
        offset -= 1
    window = _FIRST_WINDOW
    while True:
        low = max(0, offset - window)
        found = max(text.rfind("\n", low, offset), text.rfind("\r", low, offset))
        if found >= 0:
            return found + 1
        if low == 0:
            return 0
        window *= 4


def line_end(text: str, offset: int) -> int:
    """Return the offset at which the line of ``offset`` ends, without its break."""
    if text.startswith("\n", offset) and text.startswith("\r", offset - 1) and offset > 0:
        return offset - 1
    match = LINE_BREAK.search(text, offset)
    return match.start() if match else len(text)


def next_line(text: str, offset: int) -> int:
    """Return where the line after that of ``offset`` starts, the text's end for the last one."""
    match = LINE_BREAK.search(text, offset)
    return match.end() if match else len(text)


def previous_line(text: str, start: int) -> int | None:
    """Return where the line before the one that starts at ``start`` starts."""
    if start == 0:
        return None
    end = start - 1
    if text[end] == "\n" and end > 0 and text[end - 1] == "\r":
        end -= 1
    return line_start(text, end)


def content_start(text: str, start: int) -> int:
    """Return the first offset at or after ``start`` that is neither space nor tab."""
    match = BLANKS.match(text, start)
    return match.end() if match else start


def column(text: str, offset: int) -> int:
    """Return the zero-based column of ``offset`` in code points."""
    return offset - line_start(text, offset)


def trimmed_end(text: str, start: int, end: int) -> int:
    """Return where the blanks begin that end ``text[start:end]``."""
    while end > start and text[end - 1] in " \t":
        end -= 1
    return end
