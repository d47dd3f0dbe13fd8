"""Types of option values that hold several: mappings and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, cast

from pydantic_core import PydanticCustomError

from floe_lsp.wording.quoting import shown

from .options import Converted, OptionType, Text
from .problems import OptionProblem, options_error, predicate_error


@dataclass(frozen=True)
class MappingOf(Converted):
    """A mapping with text keys, whose values pass a check of their own."""

    value: OptionType | None = None
    """The type of every value; without one any plain data will do."""
    hidden: bool = False
    """Whether a wrong value may hold a credential and is not to be shown."""

    expected: ClassVar[str] = "a mapping"
    filter: ClassVar[str] = "as_native"

    def check_literal(self, value: object) -> object:
        """Return a mapping as it is."""
        if not isinstance(value, Mapping):
            raise self.wrong_type(value)
        entries = cast("Mapping[object, object]", value)
        if problems := list(self._problems(entries)):
            raise options_error("mapping", problems)
        return entries

    def wrong_type(self, value: object) -> PydanticCustomError:
        """Return the error, without the value where it is hidden."""
        if not self.hidden:
            return super().wrong_type(value)
        return predicate_error(
            "wrong_type",
            "must be a mapping, but is a single value",
            suggestion=self.advice(None),
        )

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of the mapping."""
        if self.value is None:
            return {"type": "object"}
        return {"type": "object", "additionalProperties": self.value.json_schema()}

    def _problems(self, entries: Mapping[object, object]) -> Iterator[OptionProblem]:
        for key, value in entries.items():
            if not isinstance(key, str):
                message = f"has a key that is not text: {shown(key)}"
                yield OptionProblem((), "wrong_type", message, predicate=True)
            elif self.value is not None:
                yield from problems_of(self.value.check, value, (key,))


@dataclass(frozen=True)
class TextList(OptionType):
    """A list of text."""

    def check(self, value: object) -> object:
        """Return a list of text as it is."""
        if not isinstance(value, list):
            raise predicate_error(
                "wrong_type",
                f"must be a list, but is {shown(value)}",
                suggestion="write the entries on lines of their own, each after '- '",
                replacement=f"[{value}]" if _is_word(value) else None,
            )
        items = cast("list[object]", value)
        text = Text()
        found = [
            problem
            for index, item in enumerate(items)
            for problem in problems_of(text.check, item, (index,))
        ]
        if found:
            raise options_error("list", found)
        return items

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of the list."""
        return {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True)
class TextOrList(OptionType):
    """Text, or a list of text."""

    def check(self, value: object) -> object:
        """Return either as it is."""
        rule = TextList() if isinstance(value, list) else Text()
        return rule.check(cast("object", value))

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of either."""
        return {"anyOf": [Text().json_schema(), TextList().json_schema()]}


@dataclass(frozen=True)
class Scalar(OptionType):
    """Text, a number or a boolean."""

    def check(self, value: object) -> object:
        """Return a scalar as it is."""
        if not isinstance(value, (str, int, float, bool)):
            raise predicate_error(
                "wrong_type",
                f"must be text, a number or true or false, but is {shown(value)}",
                suggestion="write a single value",
            )
        return value

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of a scalar."""
        return {"type": ["string", "number", "boolean"]}


def problems_of(
    check: Callable[[object], object], value: object, loc: tuple[int | str, ...]
) -> Iterator[OptionProblem]:
    """Yield what a check raises about an entry of a mapping or list, at the entry's place."""
    try:
        check(value)
    except PydanticCustomError as error:
        context = dict(error.context or {})
        predicate = bool(context.pop("predicate", False))
        yield OptionProblem(loc, error.type, error.message_template, context, predicate)


TextListOption = Annotated[list[str] | None, TextList()]
TextMapOption = Annotated[dict[str, str] | str | None, MappingOf(Text())]
ScalarMapOption = Annotated[dict[str, str | int | float | bool] | str | None, MappingOf(Scalar())]
SecretMapOption = Annotated[dict[str, Any] | str | None, MappingOf(hidden=True)]
AnyMapOption = Annotated[dict[str, Any] | str | None, MappingOf()]


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.replace("_", "").replace("-", "").isalnum()
