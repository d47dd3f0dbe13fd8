"""Base of the typed configs: aliases, required options, and every error at its place at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema
from typing_extensions import Self

from floe_lsp.schemas.types.declared import NeedsFields
from floe_lsp.schemas.types.errors import Loc

from .options import WholeNumber
from .problems import OptionProblem, reworded


class OptionModel(NeedsFields, BaseModel):
    """A mapping of options; unknown ones are refused.

    Every option may be left out as far as Pydantic is concerned. What is needed depends on other
    options, so ``required_options`` says it, and reports it beside the wrong values.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True
    )

    aliases: ClassVar[Mapping[str, str]] = {}
    """Other names that the adapter takes, with the name that it uses itself."""

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        """Return every option under the adapter's own name, in the order of the model."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @classmethod
    def canonical(cls, given: Mapping[str, object]) -> dict[str, object]:
        """Return the options under the adapter's own names, without those set to null."""
        return {
            cls.aliases.get(name, name): value for name, value in given.items() if value is not None
        }

    @classmethod
    def required_options(cls, given: Mapping[str, object]) -> Iterator[tuple[str, str | None]]:
        """Yield the options that the chosen ones need, each with the reason or ``None``.

        Args:
            given: Options under the adapter's own names; their values may be of a wrong type.
        """
        del given
        for option in cls.required:
            yield option, None

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield what is wrong between options; ``given`` is as for ``required_options``."""
        del given
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, Mapping):
            return handler(data)
        typed = cast("Mapping[object, object]", data)
        written = {name: value for name, value in typed.items() if isinstance(name, str)}
        canonical = cls.canonical(written)
        spelled = {cls.aliases.get(name, name): name for name in written if name in cls.aliases}
        doubled = list(cls._doubled(written))
        problems = [*doubled, *cls._missing(canonical), *cls.contradictions(canonical)]
        renamed = {
            cls.aliases.get(name, name) if isinstance(name, str) else name: value
            for name, value in typed.items()
            if not (name in cls.aliases and cls.aliases[cast("str", name)] in typed)
        }
        lines = [_respelled(problem, spelled, written).line() for problem in problems]
        try:
            model = handler(renamed)
        except ValidationError as error:
            found = error.errors(include_url=False)
            names = (*cls.option_names(), *cls.aliases)
            typed_lines = [reworded(each, _spelled(each["loc"], spelled), names) for each in found]
            raise ValidationError.from_exception_data(
                cls.__name__, [*typed_lines, *lines], hide_input=True
            ) from None
        if lines:
            raise ValidationError.from_exception_data(cls.__name__, lines, hide_input=True)
        return model

    @classmethod
    def _missing(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        for option, reason in cls.required_options(given):
            value = given.get(option)
            if value is None or value == "":
                because = "" if reason is None else f", which {reason}"
                yield OptionProblem(
                    (option,),
                    "missing_option",
                    f"'{option}' is missing{because}",
                    {"option": option},
                )

    @classmethod
    def _doubled(cls, written: Mapping[str, object]) -> Iterator[OptionProblem]:
        seen: dict[str, str] = {}
        for name in written:
            canonical = cls.aliases.get(name, name)
            if (other := seen.setdefault(canonical, name)) != name:
                message = f"'{name}' and '{other}' are two names of one option"
                yield OptionProblem(
                    (name,), "contradiction", message, {"suggestion": f"keep '{other}' alone"}
                )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> dict[str, Any]:
        shown_schema = handler.resolve_ref_schema(handler(schema))
        properties = shown_schema.get("properties", {})
        for alias, name in cls.aliases.items():
            if name in properties:
                properties[alias] = {
                    **properties[name],
                    "title": alias,
                    "description": f"Another name of `{name}`.",
                }
        return shown_schema


class EngineOptions(OptionModel):
    """What the config of every built-in compute engine has in common."""

    threads: Annotated[int | str | None, WholeNumber(1, 64)] = Field(
        default=None,
        description="How many models dbt builds at the same time, 1 to 64. Default: 4.",
        examples=[4],
    )
    timeout_seconds: Annotated[int | str | None, WholeNumber(1, 86_400)] = Field(
        default=None,
        description=(
            "Longest time for one query, in seconds, up to a day. Passed on where the adapter has "
            "such an option."
        ),
        examples=[3600],
    )


def _spelled(loc: Loc, spelled: Mapping[str, str]) -> Loc:
    """Return ``loc`` with the option under the name that was written."""
    if loc and isinstance(loc[0], str):
        return (spelled.get(loc[0], loc[0]), *loc[1:])
    return loc


def _respelled(
    problem: OptionProblem, spelled: Mapping[str, str], written: Mapping[str, object]
) -> OptionProblem:
    if problem.loc and problem.loc[0] in written:
        return problem
    return replace(problem, loc=_spelled(problem.loc, spelled))
