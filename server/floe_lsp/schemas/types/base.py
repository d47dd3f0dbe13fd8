"""The base of every model: immutable, no unknown keys, and all mistakes reported at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import Self

from floe_lsp.wording.quoting import quote

from .errors import BOTH_SPELLINGS, Loc, Problem, as_line_error, validation_error
from .raw import is_mapping


class Contract(BaseModel):
    """A part of one of the three contracts.

    Instances never change, and a key that no field takes is an error. The validator is built at
    first use, so that importing a contract stays cheap.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    spellings: ClassVar[tuple[tuple[str, str], ...]] = ()
    """camelCase key and snake_case name of each field that takes both."""
    short_keys: ClassVar[Mapping[str, Loc]] = {}
    """Keys that stand for a path below this part, besides those of the fields."""
    schema_rules: ClassVar[tuple[JsonSchemaValue, ...]] = ()
    """Rules over several fields that JSON Schema can say."""

    _snake_names: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Note which fields take two spellings."""
        super().__pydantic_init_subclass__(**kwargs)
        every = (spellings_of(cls, name, info) for name, info in cls.model_fields.items())
        cls.spellings = tuple((each[0], each[1]) for each in every if len(each) == 2)
        cls._snake_names = frozenset(name for _, name in cls.spellings)

    @classmethod
    def keys_of(cls, name: str) -> tuple[str, ...]:
        """Return the keys that the field of a Python name takes, the usual one first."""
        return spellings_of(cls, name, cls.model_fields[name])

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe rules and spellings; snake_case is accepted but not offered."""
        reference = handler(core_schema)
        schema = handler.resolve_ref_schema(reference)
        if cls.spellings:
            _add_spellings(schema, cls.spellings)
        if cls.schema_rules:
            schema["allOf"] = [*schema.get("allOf", []), *cls.schema_rules]
        return reference


def spellings_of(model: type[BaseModel], name: str, info: FieldInfo) -> tuple[str, ...]:
    """Return the keys that a field takes, the usual one first."""
    alias = info.validation_alias
    if not isinstance(alias, str):
        return (name,)
    return (alias, name) if model.model_config.get("populate_by_name") else (alias,)


class RuledContract(Contract):
    """A part whose fields must also fit each other.

    ``model_validate`` runs the rules on the raw mapping and reports their problems together with
    the errors of the fields. Only parts with rules, or with two spellings, pay for that.
    """

    @classmethod
    def cross_field_problems(cls, data: Mapping[str, object]) -> Iterable[Problem]:
        """Find what no field can see alone.

        Args:
            data: The raw mapping. Keys and values may be anything: fields may be missing or of
                the wrong type, and a nested part may be a model that was built already.

        Returns:
            Problems with paths relative to ``data``.
        """
        del data
        return ()

    @classmethod
    def prepared(cls, data: Mapping[str, object]) -> Mapping[str, object]:
        """Return the mapping that the fields see; the same as was typed unless overridden."""
        return data

    @classmethod
    def typed_location(cls, loc: Loc, data: Mapping[str, object]) -> Loc:
        """Return the place in ``data`` of an error in the mapping that ``prepared`` made."""
        del data
        return loc

    @model_validator(mode="wrap")
    @classmethod
    def _apply_rules(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        # Runs once for every transform, so the good case has to be short.
        if not is_mapping(data):
            return handler(data)
        # Keys that are not text are refused by the fields; rules only look up names they know.
        mapping: Any = data
        twice = (
            ()
            if cls._snake_names.isdisjoint(mapping)
            else tuple(_both_spellings(mapping, cls.spellings))
        )
        problems = tuple(cls.cross_field_problems(mapping))
        try:
            model = handler(cls.prepared(mapping))
        except ValidationError as error:
            field_errors = error.errors(include_url=False)
        else:
            if not problems and not twice:
                return model
            field_errors = []
        unknown = {loc for loc, _ in twice}
        lines = [
            as_line_error(details, cls.typed_location(details["loc"], mapping))
            for details in field_errors
            if not (details["type"] == "extra_forbidden" and details["loc"] in unknown)
        ]
        lines.extend(problem.to_line_error() for _, problem in twice)
        lines.extend(problem.to_line_error() for problem in problems)
        raise validation_error(cls.__name__, lines)


def _both_spellings(
    data: Mapping[str, object], spellings: tuple[tuple[str, str], ...]
) -> Iterator[tuple[Loc, Problem]]:
    """Yield a problem, at the key that comes second, for each field that is spelled twice.

    Yields:
        The location under which Pydantic reports the field as unknown, and the problem.
    """
    for alias, name in spellings:
        if name in data and alias in data:
            second = next(key for key in reversed(list(data)) if key in (alias, name))
            first = name if second == alias else alias
            yield (
                (name,),
                Problem(
                    BOTH_SPELLINGS,
                    (second,),
                    f"{quote(second)} and {quote(first)} are the same field",
                    data[second],
                    f"keep one of them, {quote(alias)} is the usual spelling",
                    related=(((first,), "given here already"),),
                    unwanted=True,
                ),
            )


def when(key: str, values: Iterable[str], then: JsonSchemaValue) -> JsonSchemaValue:
    """Return the JSON Schema rule that ``then`` holds when a field has one of the values."""
    condition = {"properties": {key: {"enum": list(values)}}, "required": [key]}
    return {"if": condition, "then": then}


def forbidden(*keys: str) -> JsonSchemaValue:
    """Return the JSON Schema rule that each of the keys is left out or null."""
    return {"properties": {key: {"type": "null"} for key in keys}}


def _add_spellings(schema: JsonSchemaValue, spellings: tuple[tuple[str, str], ...]) -> None:
    """Let a JSON Schema take the snake_case spelling of its fields, but not both at once.

    ``doNotSuggest`` is understood by the YAML and JSON language servers of editors.
    """
    properties: dict[str, JsonSchemaValue] = schema["properties"]
    required: list[str] = schema.get("required", [])
    rules: list[JsonSchemaValue] = []
    for alias, name in spellings:
        properties[name] = {
            **properties[alias],
            "description": f"Another spelling of {alias}.",
            "doNotSuggest": True,
        }
        if alias in required:
            required.remove(alias)
            rules.append({"oneOf": [{"required": [alias]}, {"required": [name]}]})
        else:
            rules.append({"not": {"required": [alias, name]}})
    if not required:
        schema.pop("required", None)
    schema["allOf"] = [*schema.get("allOf", []), *rules]
