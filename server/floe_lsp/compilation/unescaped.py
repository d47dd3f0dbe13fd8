"""A text as it reads once its escapes are undone, and where each part of that is written."""

from __future__ import annotations

import re
from bisect import bisect_left

from floe_lsp.syntax import Span

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^\r\n]))")
"""An escape of double quotes (YAML 1.2.2, 5.7), and what looks like one elsewhere."""

_ITSELF = frozenset("\"/\\'")
"""What stands for itself after a backslash; any other sign is a blank of some kind."""

_LAST_CHARACTER = 0x10FFFF


class Unescaped:
    """A text without its escapes, whatever they stand in, line by line as it was.

    A file that cannot be parsed does not tell where its quotes are, and nothing but stars is lost
    where a backslash was meant as one.
    """

    def __init__(self, text: str) -> None:
        self._read: list[int] = []
        """Where what each escape stands for is read; it is one character."""
        self._ahead: list[int] = []
        """How far behind each escape what is written is ahead of what is read."""
        parts: list[str] = []
        done = ahead = 0
        for match in _ESCAPE.finditer(text):
            parts += (text[done : match.start()], _meant(match))
            done = match.end()
            self._read.append(match.start() - ahead)
            ahead += done - match.start() - 1
            self._ahead.append(ahead)
        self.text = "".join([*parts, text[done:]])

    def offset(self, read: int) -> int:
        """Return where in the file stands what is read at an offset."""
        before = bisect_left(self._read, read)
        return read + (self._ahead[before - 1] if before else 0)

    def span(self, read: Span) -> Span:
        """Return where in the file a part of what is read is written."""
        return Span(self.offset(read.start), self.offset(read.end))


def _meant(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits is None:
        return match[4] if match[4] in _ITSELF else " "
    number = int(digits, 16)
    meant = chr(number) if number <= _LAST_CHARACTER else " "
    # Nothing may break a line that is none in the file.
    return meant if meant.isprintable() else " "
