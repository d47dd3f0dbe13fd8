"""Errors of option values, in words for people.

They travel as Pydantic's own errors, so that the place comes for free. The kinds are
``wrong_type``, ``out_of_range``, ``not_allowed``, ``invalid_format``, ``contradiction`` and
``missing_option``, and ``extra_forbidden`` for an unknown option, as Pydantic calls it. The context
may hold ``suggestion`` (what to do, for people), ``replacement`` (YAML to put in the value's
place), ``near`` (the option or the word that was meant) and ``allowed`` (the choices).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.paths import subject
from floe_lsp.wording.quoting import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

KINDS = frozenset(
    {
        "wrong_type",
        "out_of_range",
        "not_allowed",
        "invalid_format",
        "contradiction",
        "missing_option",
    }
)
"""Kinds of errors whose messages are for people as they are."""

_PREDICATE = "predicate"


@dataclass(frozen=True)
class OptionProblem:
    """A problem at a place of its own, found by a rule over several options or entries."""

    loc: Loc
    kind: str
    message: str
    """The whole message, or what follows the option's name where ``predicate`` is set."""
    context: Mapping[str, object] = field(default_factory=dict[str, object])
    predicate: bool = False

    def line(self) -> InitErrorDetails:
        """Return it as one line of a ``ValidationError``."""
        make = predicate_error if self.predicate else worded_error
        error = make(self.kind, self.message, **self.context)
        return InitErrorDetails(type=error, loc=self.loc, input=None)


def worded_error(kind: str, message: str, **context: object) -> PydanticCustomError:
    """Return the error with its whole message; a ``None`` in the context is left out."""
    given = {key: value for key, value in context.items() if value is not None}
    return PydanticCustomError(kind, message, given)  # pyright: ignore[reportArgumentType] - built at run time


def predicate_error(kind: str, predicate: str, **context: object) -> PydanticCustomError:
    """Return the error of a value that does not know its name yet, such as "must be text".

    ``reworded`` puts the name of the option before it.
    """
    return worded_error(kind, predicate, **context, predicate=True)


def options_error(title: str, problems: Iterable[OptionProblem]) -> ValidationError:
    """Return problems as the one exception that Pydantic merges into its own report."""
    return ValidationError.from_exception_data(
        title, [problem.line() for problem in problems], hide_input=True
    )


def reworded(details: ErrorDetails, loc: Loc, options: Iterable[str]) -> InitErrorDetails:
    """Return an error of Pydantic in plain words with the option's name.

    Args:
        details: The error.
        loc: Its place, as the person wrote it.
        options: The names that the model takes.
    """
    kind = details["type"]
    context: dict[str, Any] = dict(details.get("ctx", {}))
    message = details["msg"]
    named = subject(loc, "'config'")
    if context.pop(_PREDICATE, False):
        message = f"{named} {message}"
    elif kind in _CONTAINERS:
        expected, advice = _CONTAINERS[kind]
        message = f"{named} must be {expected}, but is {shown(details['input'])}"
        kind, context = "wrong_type", {"suggestion": advice}
    elif kind == "extra_forbidden" and not context:
        message = f"{named} is not an option here"
        context = _unknown(str(loc[-1]), options)
    error = worded_error(kind, message, **context)
    return InitErrorDetails(type=error, loc=loc, input=details["input"])


def _unknown(name: str, options: Iterable[str]) -> dict[str, Any]:
    allowed = list(options)
    near = near_miss(name, allowed)
    suggestion = f"options: {', '.join(allowed)}" if near is None else f"did you mean '{near}'?"
    found = {} if near is None else {"near": near}
    return {"suggestion": suggestion, "allowed": allowed, **found}


_MAPPING = ("a mapping", "write 'key: value' lines, indented below it")
_LIST = ("a list", "write the entries on lines of their own, each after '- '")
_CONTAINERS = {"dict_type": _MAPPING, "model_type": _MAPPING, "list_type": _LIST}
