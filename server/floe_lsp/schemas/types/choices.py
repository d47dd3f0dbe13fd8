"""Unions that give one clear error instead of one for every branch.

Pydantic tries each member of a union and reports what every one of them disliked, under a path
that holds the name of the member. Here the input decides which member it is checked as, and the
path stays the one that a person typed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, core_schema

from floe_lsp.wording.quoting import quote

from .base import spellings_of
from .errors import as_line_error, validation_error
from .field_types import TypeKind, type_of
from .raw import field, is_mapping

_CLASSES: Final[dict[TypeKind, tuple[type, ...]]] = {
    TypeKind.TEXT: (str,),
    TypeKind.BOOLEAN: (bool,),
    TypeKind.LIST: (list, tuple),
    TypeKind.MAPPING: (Mapping, BaseModel),
}
"""What a value of a kind is in Python, for the kinds by which unions are told apart."""


@dataclass(frozen=True)
class ByKind:
    """Checks a union by the kind of the input; the first member takes what fits none."""

    def member_for(self, source: object, value: object) -> int:
        """Return the index of the member of ``source`` that ``value`` is checked as."""
        return _member_for(_classes(source), value)

    def __get_pydantic_core_schema__(
        self,
        source: Any,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Build a union that is told apart by kind."""
        classes = _classes(source)
        choices = {
            str(index): handler.generate_schema(member)
            for index, member in enumerate(get_args(source))
        }
        return _without_tag(
            core_schema.tagged_union_schema(choices, lambda value: str(_member_for(classes, value)))
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the members side by side; their kinds exclude each other."""
        return {"anyOf": handler(schema)["oneOf"]}


@dataclass(frozen=True)
class ByField:
    """Checks a union of mappings by a field that each member fixes to one value.

    Attributes:
        key: The field, such as ``type``.
    """

    key: str

    def members(self, source: object) -> dict[str, type[BaseModel]]:
        """Return the member for each value of the field."""
        found: dict[str, type[BaseModel]] = {}
        for member in cast("tuple[type[BaseModel], ...]", get_args(source)):
            for value in get_args(member.model_fields[self.key].annotation):
                found[value] = member
        return found

    def __get_pydantic_core_schema__(
        self,
        source: Any,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Build a union that is told apart by the field."""
        members = self.members(source)
        choices = {value: handler.generate_schema(member) for value, member in members.items()}
        names = list(choices)
        keys = {key for member in members.values() for key in _keys(member)}

        def tag(value: object) -> str | None:
            chosen = field(value, self.key)
            return chosen if isinstance(chosen, str) else None

        def validate(value: object, inner: ValidatorFunctionWrapHandler) -> object:
            if isinstance(value, BaseModel):
                return inner(value)
            if not is_mapping(value):
                raise validation_error("Union", [{"type": "dict_type", "input": value}])
            if tag(value) not in choices:
                # Which member is meant is open, but a key that none of them takes is wrong anyway.
                unknown = [_unknown(key, value[key]) for key in value if key not in keys]
                raise validation_error("Union", [self._field_error(value, names), *unknown])
            return inner(value)

        return core_schema.no_info_wrap_validator_function(
            validate, _without_tag(core_schema.tagged_union_schema(choices, tag))
        )

    def _field_error(self, value: Mapping[object, object], names: list[str]) -> InitErrorDetails:
        if self.key not in value:
            return {"type": "missing", "loc": (self.key,), "input": value}
        quoted = [quote(name) for name in names]
        return {
            "type": "literal_error",
            "loc": (self.key,),
            "input": value[self.key],
            "ctx": {"expected": f"{', '.join(quoted[:-1])} or {quoted[-1]}"},
        }

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the field first and the rest by it, which editors complete well."""
        members = handler(schema)["oneOf"]
        names: list[str] = []
        rules: list[JsonSchemaValue] = []
        for member in members:
            fixed = handler.resolve_ref_schema(member)["properties"][self.key]
            values = fixed.get("enum", [fixed.get("const")])
            names.extend(values)
            condition = {"properties": {self.key: {"enum": values}}, "required": [self.key]}
            rules.append({"if": condition, "then": member})
        return {
            "type": "object",
            "required": [self.key],
            "properties": {self.key: {"enum": names}},
            "allOf": rules,
        }


def _classes(source: object) -> list[tuple[type, ...]]:
    return [_CLASSES[type_of(member).kind] for member in get_args(source)]


def _member_for(classes: list[tuple[type, ...]], value: object) -> int:
    return next((index for index, each in enumerate(classes) if isinstance(value, each)), 0)


def _keys(member: type[BaseModel]) -> Iterator[str]:
    for name, info in member.model_fields.items():
        yield from spellings_of(member, name, info)


def _unknown(key: object, value: object) -> InitErrorDetails:
    return {"type": "extra_forbidden", "loc": (str(key),), "input": value}


def _without_tag(schema: CoreSchema) -> CoreSchema:
    """Drop the name of the member, which Pydantic puts first, from the path of each error."""

    def validate(value: object, inner: Callable[[object], object]) -> object:
        try:
            return inner(value)
        except ValidationError as error:
            lines = [
                as_line_error(details, details["loc"][1:])
                for details in error.errors(include_url=False)
            ]
        raise validation_error("Union", lines)

    return core_schema.no_info_wrap_validator_function(validate, schema)
