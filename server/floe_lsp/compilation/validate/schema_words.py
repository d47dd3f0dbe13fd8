"""How the errors of a schema are put into words: fields, values, types and bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from floe_lsp.schemas.types.raw import is_list, is_mapping

EXPECTED = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "date": "a date such as 2026-12-31",
    "datetime": "a date and time such as 2026-12-31T18:00:00Z",
}
"""What a value should be, by the first word of Pydantic's error type."""


_BOUNDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "string_too_short": lambda ctx: f"must have at least {_count(ctx['min_length'], 'character')}",
    "string_too_long": lambda ctx: f"may have at most {_count(ctx['max_length'], 'character')}",
    "too_short": lambda ctx: f"needs at least {_count(ctx['min_length'], 'entry')}",
    "too_long": lambda ctx: f"may have at most {_count(ctx['max_length'], 'entry')}",
    "greater_than_equal": lambda ctx: f"must be at least {_number(ctx['ge'])}",
    "greater_than": lambda ctx: f"must be greater than {_number(ctx['gt'])}",
    "less_than_equal": lambda ctx: f"must be at most {_number(ctx['le'])}",
    "less_than": lambda ctx: f"must be less than {_number(ctx['lt'])}",
}


def bound(kind: str, context: Mapping[str, Any]) -> str | None:
    """Say which bound was passed, ``None`` for errors of another kind."""
    return _BOUNDS[kind](context) if kind in _BOUNDS else None


def measured(value: object, written: str) -> str:
    """Say what a value is that passed a bound: its length, or the number as it is written."""
    if isinstance(value, str):
        return f"has {len(value)}"
    if is_mapping(value) or is_list(value):
        return f"has {len(value)}" if value else "is empty"
    return f"is {written}"


def type_advice(expected: str) -> str:
    """Say how a value of the expected type is written."""
    return {
        "true or false": "write true or false",
        "a list": "write the entries on lines of their own, each after '- '",
        "a mapping": "write 'key: value' lines, indented below it",
        "text": "write one piece of text",
    }.get(expected, f"write {expected}")


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number} {noun}s"


def _number(value: float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
