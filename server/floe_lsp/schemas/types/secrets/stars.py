"""What is shown in place of a secret: always as many stars, so that its length is not told."""

import re
from collections.abc import Callable, Iterable
from typing import Final

STARS: Final = "*" * 8
_IN_A_LINE: Final = re.compile(r"[^\r\n]")


def replaced(text: str, places: Iterable[tuple[int, int]], shown: Callable[[str], str]) -> str:
    """Return a text with something else in some places.

    Args:
        text: Any text.
        places: Where each begins and ends, in order and apart from each other.
        shown: What stands there instead, by what stood there.
    """
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += (text[done:start], shown(text[start:end]))
        done = end
    return "".join([*parts, text[done:]])


def with_stars(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text with stars in some places, as ``replaced`` takes them."""
    return replaced(text, places, lambda _: STARS)


def with_stars_in_place(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text of a file with a star for each letter in some places; lines keep their columns.

    Args:
        text: The text, or a line of it.
        places: As for ``replaced``.
    """
    return replaced(text, places, lambda secret: _IN_A_LINE.sub("*", secret))
