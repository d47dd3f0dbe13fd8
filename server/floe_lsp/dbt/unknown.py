"""What only dbt can tell: what of a node may be unknown, and what stands for such a value."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, cast


class Fact(Enum):
    """What can be known of a node, or not."""

    DESCRIPTION = "description"
    COLUMNS = "columns"
    TESTS = "tests"
    TAGS = "tags"
    META = "meta"
    ENABLED = "enabled"
    EDGES = "edges"


class Unknown(Enum):
    """Takes the place of a value that a template computes."""

    VALUE = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.VALUE


def has_unknown(value: object) -> bool:
    """Whether a value is unknown, or holds one that is."""
    if isinstance(value, Mapping):
        return any(map(has_unknown, cast("Mapping[str, object]", value).values()))
    if isinstance(value, list | tuple):
        return any(map(has_unknown, cast("list[object]", value)))
    return value is UNKNOWN
