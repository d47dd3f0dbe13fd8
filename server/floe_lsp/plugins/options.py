"""Types of single option values: each takes a literal or a dbt template.

``port: PortOption`` takes ``5432`` and ``"{{ env_var('PORT') | int }}"``, and reports anything else
with one error in plain words. ``None`` stands for an option that is not given and passes every
check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from floe_lsp.schemas.types.declared import FewWords
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import LARGE, shortened, shown

from .problems import predicate_error
from .templates import is_template, is_unclosed_template, reads_text_only

_TEMPLATE_SCHEMA = {"type": "string", "pattern": r"\{\{|\{%"}
_LONGEST_TEMPLATE = 255
"""Characters of a template that is to be copied from a message."""


@dataclass(frozen=True)
class OptionType:
    """Base of the types: how a value is checked and how JSON Schema shows it."""

    def check(self, value: object) -> object:
        """Return the value as it is; raise what ``predicate_error`` makes when it is wrong."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of an allowed value."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check_given)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.json_schema()

    def check_given(self, value: object) -> object:
        """Return the value as it is; an option set to null is one that is not given."""
        return None if value is None else self.check(value)


@dataclass(frozen=True)
class Text(OptionType):
    """Text, or a template."""

    def check(self, value: object) -> object:
        """Return text as it is."""
        if not isinstance(value, str):
            raise _not_text(value)
        if is_unclosed_template(value):
            raise predicate_error(
                "invalid_format",
                f"has a template that never ends: {shown(value)}",
                suggestion="close it with }}",
            )
        return value

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of text."""
        return {"type": "string"}


@dataclass(frozen=True)
class SecretText(OptionType):
    """Text that must not be repeated in a message: a literal is replaced by a variable anyway."""

    def check(self, value: object) -> object:
        """Return text as it is."""
        if not isinstance(value, str):
            kind = "a mapping" if isinstance(value, Mapping) else "a list"
            kind = "a number or boolean" if isinstance(value, (bool, int, float)) else kind
            raise predicate_error(
                "wrong_type",
                f"must be text, but is {kind}",
                suggestion=f"write a template such as {env_var('NAME')}",
            )
        return value

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of text that an editor should not show."""
        return {"type": "string", "writeOnly": True}


@dataclass(frozen=True)
class Choice(FewWords, OptionType):
    """One of a few words, or a template."""

    words: tuple[str, ...]
    any_case: bool = False
    or_url: bool = False
    """Whether an https address is allowed as well."""

    @property
    def besides(self) -> str:
        """What else may stand there, in words."""
        return "an https address or a template" if self.or_url else "a template"

    def check(self, value: object) -> object:
        """Return an allowed word as it was written."""
        if isinstance(value, str):
            word = value.lower() if self.any_case else value
            url = self.or_url and value.lower().startswith("https://")
            if word in self.words or url or is_template(value):
                return value
        near = near_miss(value, self.words) if isinstance(value, str) else None
        allowed = f"allowed: {', '.join(self.words)}" + (", or an https address" * self.or_url)
        raise predicate_error(
            "not_allowed",
            f"cannot be {shown(value)}",
            suggestion=allowed if near is None else f"did you mean '{near}'? {allowed}",
            replacement=near,
            near=near,
            allowed=list(self.words),
        )

    def json_schema(self) -> dict[str, Any]:
        """Return the words, with room for templates."""
        others = [{"type": "string", "pattern": "(?i)^https://"}] if self.or_url else []
        return {"anyOf": [{"enum": list(self.words)}, *others, _TEMPLATE_SCHEMA]}


@dataclass(frozen=True)
class Converted(OptionType):
    """Base of the types that dbt's templates do not give by themselves."""

    expected: ClassVar[str]
    """The type in words."""
    filter: ClassVar[str]
    """The dbt filter that makes text one of these."""
    filter_note: ClassVar[str] = ""
    """What the variable must hold for the filter to work, where that is not plain."""

    def check(self, value: object) -> object:
        """Return a literal as it is, or a template that can give the type."""
        if isinstance(value, str):
            return self._check_template(value)
        return self.check_literal(value)

    def check_literal(self, value: object) -> object:
        """Return a value that is not text, or raise."""
        raise NotImplementedError

    def _check_template(self, value: str) -> str:
        if not is_template(value):
            raise self.wrong_type(value)
        if reads_text_only(value):
            filtered = value.rstrip()[:-2].rstrip(" -") + f" | {self.filter} }}}}"
            named = shortened(filtered, _LONGEST_TEMPLATE)
            raise predicate_error(
                "wrong_type",
                f"must be {self.expected}, but dbt reads {shown(value)} as text",
                suggestion=f"add a filter: {named}{self.filter_note}",
                replacement=f'"{filtered}"' if '"' not in filtered else None,
            )
        return value

    def wrong_type(self, value: object) -> PydanticCustomError:
        """Return the one error for all that is neither the type nor a template."""
        return predicate_error(
            "wrong_type",
            f"must be {self.expected}, but is {shown(value)}",
            suggestion=self.advice(value),
            replacement=self.replacement(value),
        )

    def advice(self, value: object) -> str:
        """Say what to do about a value of the wrong type."""
        replacement = self.replacement(value)
        if replacement is not None:
            return f"write {shortened(replacement, _LONGEST_TEMPLATE)}"
        template = env_var("NAME", convert=self.filter)
        return f"write {self.expected}, or a template such as {template}"

    def replacement(self, value: object) -> str | None:  # noqa: ARG002 - for those that know one
        """Return the YAML that was most likely meant, where that is plain."""
        return None


@dataclass(frozen=True)
class WholeNumber(Converted):
    """A whole number between bounds, or a template that gives one."""

    minimum: int | None = None
    maximum: int | None = None

    expected: ClassVar[str] = "a whole number"
    filter: ClassVar[str] = "int"

    def check_literal(self, value: object) -> object:
        """Return a number within the bounds."""
        whole = isinstance(value, float) and value.is_integer()
        if isinstance(value, bool) or not (isinstance(value, int) or whole):
            raise self.wrong_type(value)
        return _within(value, self.minimum, self.maximum)

    def replacement(self, value: object) -> str | None:
        """Return the number that stands in quotes."""
        text = value.strip() if isinstance(value, str) else ""
        digits = text.removeprefix("-")
        return text if digits.isascii() and digits.isdigit() else None

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of the number, with room for templates."""
        return {"anyOf": [_bounds("integer", self.minimum, self.maximum), _TEMPLATE_SCHEMA]}


@dataclass(frozen=True)
class Number(Converted):
    """A number between bounds, or a template that gives one."""

    minimum: float | None = None
    maximum: float | None = None

    expected: ClassVar[str] = "a number"
    filter: ClassVar[str] = "as_number"

    def check_literal(self, value: object) -> object:
        """Return a number within the bounds."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.wrong_type(value)
        return _within(value, self.minimum, self.maximum)

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of the number, with room for templates."""
        return {"anyOf": [_bounds("number", self.minimum, self.maximum), _TEMPLATE_SCHEMA]}


@dataclass(frozen=True)
class Flag(Converted):
    """True or false, or a template that gives one."""

    expected: ClassVar[str] = "true or false"
    filter: ClassVar[str] = "as_bool"
    filter_note: ClassVar[str] = ", and set the variable to True or False"

    def check_literal(self, value: object) -> object:
        """Return a boolean."""
        if not isinstance(value, bool):
            raise self.wrong_type(value)
        return value

    def replacement(self, value: object) -> str | None:
        """Return the boolean for a word or number that means one."""
        word = str(value).strip().lower()
        if word in ("true", "yes", "on", "y", "1"):
            return "true"
        return "false" if word in ("false", "no", "off", "n", "0") else None

    def json_schema(self) -> dict[str, Any]:
        """Return the schema of a boolean, with room for templates."""
        return {"anyOf": [{"type": "boolean"}, _TEMPLATE_SCHEMA]}


TextOption = Annotated[str | None, Text()]
SecretOption = Annotated[str | None, SecretText()]
FlagOption = Annotated[bool | str | None, Flag()]
CountOption = Annotated[int | str | None, WholeNumber(0)]
PositiveOption = Annotated[int | str | None, WholeNumber(1)]
PortOption = Annotated[int | str | None, WholeNumber(1, 65_535)]


def _within(value: object, minimum: float | None, maximum: float | None) -> object:
    number = cast("float", value)
    # A comparison with NaN is false, so the bounds are asked for what they allow.
    if (minimum is None or number >= minimum) and (maximum is None or number <= maximum):
        return value
    if minimum is not None and maximum is not None:
        allowed = f"from {minimum} to {maximum}"
    else:
        allowed = f"{minimum} or more" if maximum is None else f"{maximum} or less"
    raise predicate_error(
        "out_of_range",
        f"must be {allowed}, but is {shown(value)}",
        suggestion=f"write a number {allowed}",
    )


def _bounds(kind: str, minimum: float | None, maximum: float | None) -> dict[str, Any]:
    limits = {"minimum": minimum, "maximum": maximum}
    return {"type": kind, **{key: limit for key, limit in limits.items() if limit is not None}}


def _not_text(value: object) -> PydanticCustomError:
    if isinstance(value, (bool, int, float)):
        # Of a number that is too large to be shown, only what is written could be quoted.
        is_large = isinstance(value, int) and abs(value) >= LARGE
        quoted = None if is_large else f'"{shown(value)}"'
        kind = "a boolean" if isinstance(value, bool) else "a number"
        return predicate_error(
            "wrong_type",
            f"must be text, but {shown(value)} is {kind}",
            suggestion="put it in quotes" if quoted is None else f"quote it: {quoted}",
            replacement=quoted,
        )
    return predicate_error(
        "wrong_type", f"must be text, but is {shown(value)}", suggestion="write text"
    )
