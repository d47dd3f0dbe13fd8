"""What is shown in place of a secret: always as many stars, so that its length is not told."""

import re
from collections.abc import Iterable
from typing import Final

STARS: Final = "*" * 8
_IN_A_LINE: Final = re.compile(r"[^\r\n]")


def with_stars(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text with stars in some places.

    Args:
        text: Any text.
        places: Where each begins and ends, in order and apart from each other.
    """
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += (text[done:start], STARS)
        done = end
    return "".join([*parts, text[done:]])


def with_stars_in_place(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text of a file with a star for each letter in some places; lines keep their columns.

    Args:
        text: The text, or a line of it.
        places: As for ``with_stars``.
    """
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += (text[done:start], _IN_A_LINE.sub("*", text[start:end]))
        done = end
    return "".join([*parts, text[done:]])
