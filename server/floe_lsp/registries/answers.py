"""Reading JSON that others have sent or kept: it may be anything, and nothing here raises."""

from __future__ import annotations

import json
from typing import cast


def data_of(content: bytes) -> object:
    """Return the data of some JSON, ``None`` where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def fields_of(data: object) -> dict[str, object]:
    """Return the fields of an object, none of anything else."""
    return cast("dict[str, object]", data) if isinstance(data, dict) else {}


def value_at(data: object, *names: str) -> object:
    """Return what stands at a field of a field, ``None`` where nothing does."""
    for name in names:
        data = fields_of(data).get(name)
    return data


def items(data: object, *names: str) -> list[object]:
    """Return the items of the list at a field, none where there is no list."""
    found = value_at(data, *names)
    return cast("list[object]", found) if isinstance(found, list) else []


def text(data: object, *names: str) -> str | None:
    """Return the text at a field, ``None`` where there is none."""
    found = value_at(data, *names)
    return found if isinstance(found, str) else None
