"""Several things in messages: how many they are, and their names in a row."""

from __future__ import annotations

from collections.abc import Iterable


def counted(number: int, noun: str) -> str:
    """Return a number of things: ``1 file``, ``2 days``, ``2 entries``."""
    if number == 1:
        return f"1 {noun}"
    takes_ies = noun.endswith("y") and noun[-2:-1] not in "aeou"
    return f"{number} {noun[:-1]}ies" if takes_ies else f"{number} {noun}s"


def sentence(things: Iterable[str], last: str = "and") -> str:
    """Return things as a sentence lists them: ``a``, ``a and b``, ``a, b and c``."""
    *first, final = [*things] or [""]
    return f"{', '.join(first)} {last} {final}" if first else final


def more_of_this_kind(number: int) -> str:
    """Return what ends the last of many findings that is told: how many are only counted."""
    return f" (and {number:,} more of this kind)"
