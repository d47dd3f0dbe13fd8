"""What is shown in place of a secret: always as many stars, so that its length is not told."""

from collections.abc import Iterable
from typing import Final

STARS: Final = "*" * 8


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
