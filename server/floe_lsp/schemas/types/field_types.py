"""What a field may hold, as a value: its kind, what stands in it, and the words for both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin


class TypeKind(Enum):
    """The kinds of values that a file can hold."""

    TEXT = auto()
    BOOLEAN = auto()
    WHOLE_NUMBER = auto()
    NUMBER = auto()
    DATE = auto()
    TIMESTAMP = auto()
    LIST = auto()
    MAPPING = auto()
    ANY = auto()
    UNION = auto()
    """One of several types; ``FieldType.members`` has them."""


@dataclass(frozen=True)
class _Words:
    one: str
    several: str
    expected: str
    """As a sentence says it: 'must be a whole number'."""


_WORDS: Final[dict[TypeKind, _Words]] = {
    TypeKind.TEXT: _Words("text", "text", "text"),
    TypeKind.BOOLEAN: _Words("true or false", "true or false", "true or false"),
    TypeKind.WHOLE_NUMBER: _Words("whole number", "whole numbers", "a whole number"),
    TypeKind.NUMBER: _Words("number", "numbers", "a number"),
    TypeKind.DATE: _Words("date", "dates", "a date such as 2026-12-31"),
    TypeKind.TIMESTAMP: _Words(
        "timestamp", "timestamps", "a date and time such as 2026-12-31T18:00:00Z"
    ),
    TypeKind.LIST: _Words("list", "lists", "a list"),
    TypeKind.MAPPING: _Words("mapping", "mappings", "a mapping"),
    TypeKind.ANY: _Words("any value", "any values", "another value"),
}
"""The words for each kind that is not made of others."""


@dataclass(frozen=True)
class FieldType:
    """A type.

    Attributes:
        kind: What kind of value it is.
        item: What a list holds, or the values of a mapping that takes any key; ``None`` for a
            mapping of fields, and where only the kind is known.
        members: The types that a union may be, the likeliest first; empty for any other kind.
    """

    kind: TypeKind
    item: FieldType | None = None
    members: tuple[FieldType, ...] = ()

    @property
    def likeliest(self) -> FieldType:
        """The first member of a union; any other type is that itself."""
        return self.members[0] if self.members else self

    @property
    def words(self) -> str:
        """The type in words: "text", "list of text", "true or false or mapping"."""
        if self.members:
            return " or ".join(member.words for member in self.members)
        return _WORDS[self.kind].one + self._of_what()

    @property
    def expected(self) -> str:
        """What a value must be, as a sentence says it: "a list of text", "text or a mapping"."""
        if self.members:
            return " or ".join(member.expected for member in self.members)
        return _WORDS[self.kind].expected + self._of_what()

    def _of_what(self) -> str:
        if self.item is None:
            return ""
        if self.kind is TypeKind.MAPPING:
            return f" of text to {self.item.words}"
        is_plain = self.item.item is None and not self.item.members
        return f" of {_WORDS[self.item.kind].several if is_plain else self.item.words}"


MAPPING: Final = FieldType(TypeKind.MAPPING)
"""A mapping of fields."""

_PLAIN_TYPES: Final[dict[object, FieldType]] = {
    str: FieldType(TypeKind.TEXT),
    bool: FieldType(TypeKind.BOOLEAN),
    int: FieldType(TypeKind.WHOLE_NUMBER),
    float: FieldType(TypeKind.NUMBER),
    date: FieldType(TypeKind.DATE),
    datetime: FieldType(TypeKind.TIMESTAMP),
    object: FieldType(TypeKind.ANY),
    Any: FieldType(TypeKind.ANY),
}


def type_of(annotation: object) -> FieldType:
    """Return the type that an annotation of a model stands for, without ``None``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_of(arguments[0])
    if origin in (Union, UnionType):
        return one_of(type_of(each) for each in arguments if each is not NoneType)
    if origin is list:
        return FieldType(TypeKind.LIST, type_of(arguments[0]))
    if origin is dict:
        return FieldType(TypeKind.MAPPING, type_of(arguments[1]))
    if origin is Literal:
        return _PLAIN_TYPES[str]
    return _PLAIN_TYPES.get(annotation, MAPPING)


def one_of(types: Iterable[FieldType]) -> FieldType:
    """Return the union of types, each once; a single one is that type itself."""
    members = [inner for each in types for inner in each.members or (each,)]
    if len(members) > 1:
        members = list(dict.fromkeys(members))
    return members[0] if len(members) == 1 else FieldType(TypeKind.UNION, members=tuple(members))
