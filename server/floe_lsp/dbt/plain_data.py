"""Reads plain data of any shape: what is of another type than dbt asks for counts as missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

_LONGEST = 10_000
"""Characters of a description; an editor shows some hundreds."""


def mapping(data: object) -> Mapping[str, object]:
    """Return a mapping, an empty one for anything else."""
    return cast("Mapping[str, object]", data) if isinstance(data, dict) else {}


def is_mapping(data: object) -> bool:
    """Whether data are a mapping."""
    return isinstance(data, dict)


def items(data: object) -> Sequence[object]:
    """Return the items of a list, nothing for anything else."""
    return cast("list[object]", data) if isinstance(data, list) else ()


def text(data: object) -> str | None:
    """Return text without the blanks around it, ``None`` for empty text and anything else."""
    return (data.strip() or None) if isinstance(data, str) else None


def description(data: object) -> str | None:
    """Return text as ``text`` does, cut off when it is longer than anybody reads."""
    found = text(data)
    return found if found is None or len(found) <= _LONGEST else f"{found[: _LONGEST - 1]}…"
