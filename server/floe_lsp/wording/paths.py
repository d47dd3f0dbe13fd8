"""Places in data, as people name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .quoting import quote


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as people write it: ``transforms[2].name``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def subject(path: Sequence[str | int], root: str = "the document") -> str:
    """Name the field at a path in words: ``'port'``, ``item 2 of 'attach'``.

    Args:
        path: Keys, and indexes from 0.
        root: What the empty path stands for.
    """
    if not path:
        return root
    last = path[-1]
    if isinstance(last, str):
        return quote(last)
    owner = next((step for step in reversed(path) if isinstance(step, str)), None)
    place = f"item {last + 1}"
    return place if owner is None else f"{place} of {quote(owner)}"
