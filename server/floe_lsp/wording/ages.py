"""How long ago something was, as people say it."""

from __future__ import annotations

from typing import Final

from .counting import counted

_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def age(seconds: float) -> str:
    """Return a time that has passed, in its largest unit: ``3 hours``, ``less than a minute``."""
    for noun, length in _UNITS:
        if seconds >= length:
            return counted(int(seconds // length), noun)
    return "less than a minute"
