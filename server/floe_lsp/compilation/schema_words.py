"""How the errors of a schema are put into words: what is expected, and which bound was passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from floe_lsp.schemas.types.field_types import FieldType, TypeKind
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.wording.counting import counted

_KINDS: Final = {
    "string": TypeKind.TEXT,
    "bool": TypeKind.BOOLEAN,
    "int": TypeKind.WHOLE_NUMBER,
    "float": TypeKind.NUMBER,
    "finite": TypeKind.NUMBER,
    "list": TypeKind.LIST,
    "tuple": TypeKind.LIST,
    "set": TypeKind.LIST,
    "dict": TypeKind.MAPPING,
    "mapping": TypeKind.MAPPING,
    "model": TypeKind.MAPPING,
    "date": TypeKind.DATE,
    "datetime": TypeKind.TIMESTAMP,
}
"""What kind of value is expected, by the first word of Pydantic's error type."""

_ADVICE: Final = {
    TypeKind.LIST: "write the entries on lines of their own, each after '- '",
    TypeKind.MAPPING: "write 'key: value' lines, indented below it",
    TypeKind.TEXT: "write one piece of text",
}
"""How a value is written whose words alone would not say it."""

_BOUNDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "string_too_short": lambda ctx: f"must have at least {counted(ctx['min_length'], 'character')}",
    "string_too_long": lambda ctx: f"may have at most {counted(ctx['max_length'], 'character')}",
    "too_short": lambda ctx: f"needs at least {counted(ctx['min_length'], 'entry')}",
    "too_long": lambda ctx: f"may have at most {counted(ctx['max_length'], 'entry')}",
    "greater_than_equal": lambda ctx: f"must be at least {_number(ctx['ge'])}",
    "greater_than": lambda ctx: f"must be greater than {_number(ctx['gt'])}",
    "less_than_equal": lambda ctx: f"must be at most {_number(ctx['le'])}",
    "less_than": lambda ctx: f"must be less than {_number(ctx['lt'])}",
}


def expected_type(error_type: str) -> FieldType | None:
    """Return what kind of value an error of Pydantic asks for, ``None`` if it asks for none."""
    kind = _KINDS.get(error_type.partition("_")[0])
    return None if kind is None else FieldType(kind)


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


def type_advice(expected: FieldType) -> str:
    """Say how a value of the expected type is written."""
    return _ADVICE.get(expected.kind, f"write {expected.expected}")


def _number(value: float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
