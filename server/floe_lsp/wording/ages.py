"""How long ago something was, as people say it."""

from __future__ import annotations

from typing import Final

from .counting import counted

_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def age(since: float | None, now: float) -> str:
    """Return the time that has passed, in its largest unit: ``3 hours``, ``less than a minute``.

    Args:
        since: When it began, in seconds since 1970; ``None`` where nobody knows.
        now: The time now.
    """
    if since is None:
        return "an unknown time"
    seconds = now - since
    for noun, length in _UNITS:
        if seconds >= length:
            return counted(int(seconds // length), noun)
    return "less than a minute"
