"""Text with a rule: types for ``Annotated`` whose errors say in words what is wrong.

A rule is checked on the whole text. Patterns are ASCII (``[0-9]`` is a digit, an Arabic-Indic one
is not) and match to the end, a line break included.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema
from typing_extensions import LiteralString

from floe_lsp.wording.quoting import quote

from .errors import INVALID_FORMAT, INVALID_PATTERN, Complaint, custom_error
from .patterns import MOST_CHARACTERS, pattern_error, written_out


class TextRule:
    """A rule for text; a subclass says what it complains about.

    Attributes:
        error_type: One of ``errors.ERROR_TYPES``.
    """

    error_type: LiteralString

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        raise NotImplementedError

    def json_schema(self) -> JsonSchemaValue:
        """Return what a JSON Schema can say of the rule."""
        return {}

    def validate(self, text: str) -> str:
        """Return ``text``, or raise the error of the rule."""
        complaint = self.complaint(text)
        if complaint is None:
            return text
        raise custom_error(self.error_type, complaint)

    def __get_pydantic_core_schema__(
        self,
        source: Any,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Check the rule after the text itself."""
        return core_schema.no_info_after_validator_function(self.validate, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Add the rule to the JSON Schema of the text."""
        return {**handler(schema), **self.json_schema()}


@dataclass(frozen=True)
class TextFormat(TextRule):
    """Text that matches a pattern.

    Attributes:
        error_type: One of ``errors.ERROR_TYPES``.
        what: What the text is, such as "product name".
        pattern: Regular expression for the whole text, in what Python and JavaScript share.
        words: The pattern in words, an imperative: "use letters and digits".
        max_length: Most characters, ``None`` for no limit.
        correct: Turns a near miss into a candidate; used only when the candidate is valid.
    """

    error_type: LiteralString
    what: str
    pattern: str
    words: str
    max_length: int | None = None
    correct: Callable[[str], str] | None = None
    _matches: Callable[[str], re.Match[str] | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the pattern."""
        object.__setattr__(self, "_matches", re.compile(self.pattern, re.ASCII).fullmatch)

    def accepts(self, text: str) -> bool:
        """Return whether ``text`` is valid."""
        return self._matches(text) is not None and (
            self.max_length is None or len(text) <= self.max_length
        )

    def validate(self, text: str) -> str:
        """Return ``text``, or raise the error of the rule."""
        return text if self.accepts(text) else super().validate(text)

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        if self.accepts(text):
            return None
        if not text:
            return Complaint(f"the {self.what} is empty", self.words)
        if self._matches(text) is not None:
            return Complaint(
                f"the {self.what} has {len(text)} characters, at most {self.max_length} are "
                "allowed",
                "shorten it",
            )
        message = f"{quote(text)} is not a valid {self.what}"
        candidate = self.correct(text) if self.correct is not None else ""
        if candidate and candidate != text and self.accepts(candidate):
            return Complaint(f"{message}: {self.words}", f"use {quote(candidate)}", candidate)
        return Complaint(message, self.words)

    def json_schema(self) -> JsonSchemaValue:
        """Return pattern and length."""
        alternatives = "|" in self.pattern
        pattern = f"^(?:{self.pattern})$" if alternatives else f"^{self.pattern}$"
        schema: JsonSchemaValue = {"pattern": pattern}
        if self.max_length is not None:
            schema["maxLength"] = self.max_length
        return schema


@dataclass(frozen=True)
class NotBlank(TextRule):
    """Text that says something."""

    error_type: LiteralString = INVALID_FORMAT

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        if not text:
            return Complaint("the text is empty", "give a value or leave the field out")
        if not text.strip():
            return Complaint("the text contains only spaces", "give a value or leave the field out")
        return None

    def json_schema(self) -> JsonSchemaValue:
        """Return that something other than white space is in the text."""
        return {"minLength": 1, "pattern": r"\S"}


class RegularExpression(TextRule):
    """A regular expression of a person; compiled with the engine that later runs it."""

    error_type: LiteralString = INVALID_PATTERN

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        if not text:
            return Complaint("the regular expression is empty", "give a pattern")
        size = written_out(text)
        if size > MOST_CHARACTERS:
            form = "" if size == len(text) else " when its counted repetitions are written out"
            return Complaint(
                f"the regular expression {quote(text)} has {_size(size)} characters{form}, at most "
                f"{MOST_CHARACTERS:,} are allowed",
                "shorten it" if not form else "count less, or repeat with + or *",
            )
        reason = pattern_error(text)
        if reason is None:
            return None
        return Complaint(
            f"{quote(text)} is not a regular expression: {reason}",
            "complete it, or put a \\ before each sign that stands for itself, such as \\( or \\[",
        )

    def json_schema(self) -> JsonSchemaValue:
        """Return what editors know of regular expressions."""
        return {"minLength": 1, "format": "regex"}


def _size(characters: int) -> str:
    most = 10**9
    return f"{characters:,}" if characters < most else f"more than {most:,}"
