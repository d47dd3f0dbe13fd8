"""The error types of the models, and how an error carries its suggestion and related places.

``model_validate`` raises Pydantic's ``ValidationError``. An error of a field has one of Pydantic's
own types (``missing``, ``string_type``, ``literal_error`` ...); every rule of ours has one of the
types below. Their ``ctx`` holds, besides the message:

``suggestion``
    what to do, a sentence without a full stop: "use 'customer-360'".
``replacement``
    the exact new text of the value, where it is sure.
``related``
    other places, a list of ``[path, message]``; a path starts at the mapping that holds the rule.
``depth``
    how many of the last steps of ``loc`` lie below that mapping.
``lacks``
    the name of a field of that mapping that has to be added.
``unwanted``
    present when the field should not be there at all: its key is what is wrong.
``names_place``
    present when the message says itself where the value stands.

``model_errors`` resolves all of it to absolute paths, so that nobody else has to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError
from typing_extensions import LiteralString

Loc: TypeAlias = tuple[str | int, ...]
"""A path of keys and indexes, as Pydantic writes it."""

INVALID_NAME: Final = "invalid_name"
INVALID_TRANSFORM_NAME: Final = "invalid_transform_name"
INVALID_VERSION: Final = "invalid_version"
INVALID_FORMAT: Final = "invalid_format"
INVALID_ENDPOINT: Final = "invalid_endpoint"
INVALID_PATH: Final = "invalid_path"
INVALID_PATTERN: Final = "invalid_pattern"
INVALID_CONDITION: Final = "invalid_condition"
RESERVED_NAME: Final = "reserved_name"
DUPLICATE_TRANSFORM: Final = "duplicate_transform"
DUPLICATE_NAME: Final = "duplicate_name"
BOTH_SPELLINGS: Final = "both_spellings"
ENVIRONMENT_FIELD: Final = "environment_field"
CONTRADICTION: Final = "contradiction"
OUT_OF_RANGE: Final = "out_of_range"
SECRET_VALUE: Final = "secret_value"  # noqa: S105 - the name of an error
LITERAL_CREDENTIAL: Final = "literal_credential"
UNSUPPORTED_VERSION: Final = "unsupported_version"

ERROR_TYPES: Final[dict[str, str]] = {
    INVALID_NAME: "a product, manifest, source or secret name has characters that it may not have",
    INVALID_TRANSFORM_NAME: "a transform, output port or column name is not a dbt identifier",
    INVALID_VERSION: "a version is not three numbers x.y.z",
    INVALID_FORMAT: "a text is empty or not of the form that its field asks for",
    INVALID_ENDPOINT: (
        "an endpoint is not an http address, or points at this machine or a private net"
    ),
    INVALID_PATH: "the path of an ingestion source cannot be read from everywhere",
    INVALID_PATTERN: "a regular expression does not compile",
    INVALID_CONDITION: "the condition of a policy cannot be read",
    RESERVED_NAME: "a manifest has a name that the platform keeps for itself",
    DUPLICATE_TRANSFORM: "two transforms have the same name",
    DUPLICATE_NAME: "two items of a list that is looked up by name have the same name",
    BOTH_SPELLINGS: "a field is given in camelCase and in snake_case",
    ENVIRONMENT_FIELD: "a manifest is tied to one environment",
    CONTRADICTION: "fields that are valid alone do not fit each other",
    OUT_OF_RANGE: "a number, or numbers together, are outside of what is allowed",
    SECRET_VALUE: "a value of an artifact looks like a real secret",
    LITERAL_CREDENTIAL: "a credential of an artifact is not a placeholder",
    UNSUPPORTED_VERSION: "an artifact was written by a newer contract than can be read",
}
"""Every error type of ours and what it means."""

_MESSAGE = "{message}"
"""The template of every message: ``message`` comes last in ``ctx``, so that braces in the text of
the user are never filled in."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong with one text, said without a place.

    Attributes:
        message: What is wrong, naming the value; no full stop.
        suggestion: What to do.
        replacement: The exact new text, where it is sure.
    """

    message: str
    suggestion: str | None = None
    replacement: str | None = None


@dataclass(frozen=True)
class Problem:
    """A finding of a rule over several fields.

    Attributes:
        type: One of ``ERROR_TYPES``.
        loc: Path from the mapping that holds the rule to the key or item to fix; empty for the
            mapping itself.
        message: What is wrong, naming the value; no full stop.
        input: The value at ``loc``.
        suggestion: What to do.
        replacement: The exact new text of the value, where it is sure.
        related: Other places, each with a message; paths start where ``loc`` starts.
        unwanted: Whether the field should not be there at all, since another rules it out.
        lacks: The field of the mapping that has to be added.
        names_place: Whether ``message`` says itself where the value stands.
    """

    type: LiteralString
    loc: Loc
    message: str
    input: object = None
    suggestion: str | None = None
    replacement: str | None = None
    related: tuple[tuple[Loc, str], ...] = ()
    unwanted: bool = False
    lacks: str | None = None
    names_place: bool = False

    def to_line_error(self) -> InitErrorDetails:
        """Return the form that ``ValidationError.from_exception_data`` takes."""
        complaint = Complaint(self.message, self.suggestion, self.replacement)
        error = custom_error(
            self.type,
            complaint,
            related=self.related,
            depth=len(self.loc),
            unwanted=self.unwanted,
            lacks=self.lacks,
            names_place=self.names_place,
        )
        return {"type": error, "loc": self.loc, "input": self.input}


@dataclass(frozen=True)
class ModelError:
    """One error of a ``ValidationError``, with absolute paths.

    Attributes:
        type: One of ``ERROR_TYPES`` or of Pydantic's own types.
        loc: Path from the root of the validated data, in the spelling that was typed.
        message: Readable alone for a type of ours, Pydantic's words otherwise.
        input: The value at ``loc``.
        context: Pydantic's ``ctx``, such as the limit that was passed.
        suggestion: What to do.
        replacement: The exact new text of the value, where it is sure.
        related: Other places with absolute paths, each with a message.
        unwanted: Whether the field should not be there at all.
        lacks: Path of the field that has to be added.
        names_place: Whether ``message`` says itself where the value stands.
    """

    type: str
    loc: Loc
    message: str
    input: object
    context: dict[str, object]
    suggestion: str | None = None
    replacement: str | None = None
    related: tuple[tuple[Loc, str], ...] = ()
    unwanted: bool = False
    lacks: Loc | None = None
    names_place: bool = False


def custom_error(
    error_type: LiteralString,
    complaint: Complaint,
    *,
    related: Iterable[tuple[Loc, str]] = (),
    depth: int = 0,
    unwanted: bool = False,
    lacks: str | None = None,
    names_place: bool = False,
) -> PydanticCustomError:
    """Return an error of one of our types, for a validator to raise."""
    context: dict[str, object] = {}
    if complaint.suggestion is not None:
        context["suggestion"] = complaint.suggestion
    if complaint.replacement is not None:
        context["replacement"] = complaint.replacement
    places = [[list(path), message] for path, message in related]
    if places:
        context["related"] = places
    if lacks is not None:
        context["lacks"] = lacks
    if places or lacks is not None:
        context["depth"] = depth
    if unwanted:
        context["unwanted"] = True
    if names_place:
        context["names_place"] = True
    context["message"] = complaint.message
    return PydanticCustomError(error_type, _MESSAGE, context)


def validation_error(title: str, errors: Iterable[InitErrorDetails]) -> ValidationError:
    """Return one error that holds all of ``errors``.

    Raised inside a validator, Pydantic joins its lines with those of the other fields and puts
    the outer path before each.
    """
    return ValidationError.from_exception_data(title, list(errors))


def as_line_error(error: ErrorDetails, loc: Loc | None = None) -> InitErrorDetails:
    """Return a reported error in the form that a new ``ValidationError`` takes.

    Args:
        error: One item of ``ValidationError.errors()``.
        loc: Another place for it.
    """
    context = cast("dict[str, object]", error.get("ctx", {}))
    line: InitErrorDetails = {
        "type": error["type"],
        "loc": error["loc"] if loc is None else loc,
        "input": error["input"],
    }
    if "message" in context:
        line["type"] = PydanticCustomError(cast("LiteralString", error["type"]), _MESSAGE, context)
    elif context:
        line["ctx"] = context
    return line


def model_errors(error: ValidationError) -> list[ModelError]:
    """Return every error of a ``ValidationError`` with its paths made absolute."""
    return [model_error(details) for details in error.errors(include_url=False)]


def model_error(details: ErrorDetails) -> ModelError:
    """Return one item of ``ValidationError.errors()`` with its paths made absolute."""
    context = cast("dict[str, object]", details.get("ctx", {}))
    loc = details["loc"]
    base = loc[: len(loc) - cast("int", context.get("depth", 0))]
    related: tuple[tuple[Loc, str], ...] = ()
    if "related" in context:
        places = cast("Sequence[tuple[Sequence[str | int], str]]", context["related"])
        related = tuple(((*base, *path), message) for path, message in places)
    return ModelError(
        details["type"],
        loc,
        details["msg"],
        details["input"],
        context,
        cast("str | None", context.get("suggestion")),
        cast("str | None", context.get("replacement")),
        related,
        "unwanted" in context,
        (*base, cast("str", context["lacks"])) if "lacks" in context else None,
        "names_place" in context,
    )
