"""What look-alikes are meant as: blanks, joiners and quotes that are not those of a keyboard.

A name that was pasted may hold characters that nobody sees, and stand beside a full-width colon.
What stands there is a password all the same. Where such signs are wrong is told by the syntax.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from floe_lsp.wording.look_alikes import MEANT

_IGNORED: Final = frozenset(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0")) | {
    *range(0x180B, 0x1810),
    *range(0xFE00, 0xFE10),
}
"""Default ignorable code points of Unicode that are no format characters."""

_SIGNS: Final = {
    **{sign: meant for sign, meant in MEANT.items() if meant in {":", "'", '"'}},
    **dict.fromkeys("\u02d0\ua789\u05c3\u0589", ":"),
}
"""Joiners and quotes; what else is meant as a sign, Unicode knows as a form of it."""


class _Meant(dict[int, str]):
    """Each code point and what it is meant as, found out when it is asked for."""

    def __init__(self, unseen: str) -> None:
        super().__init__()
        self._unseen = unseen

    def __missing__(self, code: int) -> str:
        self[code] = self._meant(chr(code))
        return self[code]

    def _meant(self, char: str) -> str:
        if char.isascii():
            return char
        category = unicodedata.category(char)
        if category == "Cf" or ord(char) in _IGNORED:
            return self._unseen
        if category == "Zs":
            return " "
        if category == "Pd":
            return "-"
        plain = _SIGNS.get(char) or unicodedata.normalize("NFKC", char)
        return plain if len(plain) == 1 and plain.isascii() else char


_DROPPED: Final = _Meant("")
_BLANK: Final = _Meant(" ")


def plain(text: str) -> str:
    """Return a text with the signs that were meant, without what cannot be seen."""
    return text if text.isascii() else text.translate(_DROPPED)


def readings(text: str) -> Iterator[tuple[str, list[int] | None]]:
    """Yield how a text with look-alikes may be meant, and where each character of it is written.

    What cannot be seen is one time a blank, and nothing the other time. Without places, each
    character stands where it stood. A text without look-alikes is read as it is, so none is given.
    """
    if text.isascii():
        return
    blank = text.translate(_BLANK)
    if blank == text:
        return
    yield blank, None
    dropped = text.translate(_DROPPED)
    if len(dropped) < len(text):
        places = [at for at, char in enumerate(text) if char.isascii() or _DROPPED[ord(char)]]
        yield dropped, [*places, len(text)]
