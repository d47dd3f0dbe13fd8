"""E111, E112: a value of the right type that is not one of the allowed ones, or out of bounds."""

from __future__ import annotations

import re
from typing import cast

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix
from floe_lsp.compilation.schema_words import measured
from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.syntax import ScalarNode, TextEdit
from floe_lsp.syntax.emit import Data, emit_flow, emit_scalar
from floe_lsp.wording.near_miss import fold, near_miss
from floe_lsp.wording.quoting import shortened

from .example_values import example_value, value_to_write
from .located_errors import LocatedError
from .missing_fields import filled

_MOST_CHOICES = 12
"""Of more values nobody chooses one in a menu; completion lists them."""

_NUMBER = re.compile(r"\d+")

_WORDS_FOR_BOOL = {True: ("on", "enabled", "required"), False: ("off", "disabled", "optional")}


def not_allowed(error: LocatedError) -> Diagnostic:
    """Return that a value is not one of the few that the field takes."""
    allowed, node, typed = error.allowed, error.value, error.error.input
    near = _word_for_bool(typed, allowed) or _near(str(typed), allowed)
    suggestion = f"allowed: {', '.join(allowed)}"
    if len(allowed) == 1:
        suggestion = f"write {allowed[0]}"
    elif near is not None:
        suggestion = f"did you mean '{near}'? {suggestion}"
    fixes = _replacements(error, node, near) if isinstance(node, ScalarNode) else ()
    message = f"{error.subject} cannot be {error.shown}"
    return error.document.diagnostic("E111", node, message, suggestion, fixes=fixes)


def choices(allowed: tuple[str, ...], near: str | None = None) -> tuple[str, ...]:
    """Return the values of which each gets a fix: all of a few, of many the one that is near.

    Args:
        allowed: What may be written.
        near: What was probably meant, which comes first.
    """
    first = () if near is None else (near,)
    if len(allowed) > _MOST_CHOICES:
        return first
    return (*first, *(each for each in allowed if each != near))


def _near(typed: str, allowed: tuple[str, ...]) -> str | None:
    near = near_miss(typed, allowed)
    if near is None or near == typed:
        return near
    # Another number is meant: v2 is not a misspelling of v1.
    return None if _NUMBER.sub("0", typed) == _NUMBER.sub("0", near) else near


def _replacements(error: LocatedError, node: ScalarNode, near: str | None) -> tuple[Fix, ...]:
    """Return a fix for each value that can be chosen, the one that is nearly there first."""
    typed = str(error.error.input)
    return tuple(
        error.document.fix(
            f"Replace with '{value}'",
            TextEdit(node.span, emit_scalar(value)),
            # Only case and separators differ: nothing else can have been meant.
            applicability=(
                Applicability.SAFE
                if value == near and fold(value) == fold(typed)
                else Applicability.UNSAFE
            ),
            near_miss=value == near,
        )
        for value in choices(error.allowed, near)
    )


def out_of_bounds(error: LocatedError, passed: str) -> Diagnostic:
    """Return that a value is too small, too large, too short or too long; ``passed`` says which."""
    node, kind = error.value, error.error.type
    fixes: tuple[Fix, ...] = ()
    written = shortened(node.text) if isinstance(node, ScalarNode) else error.shown
    message = f"{error.subject} {passed}, but {measured(error.error.input, written)}"
    if kind.startswith("string"):
        advice = "shorten it"
    elif kind == "too_long":
        advice = "remove some of them"
    elif kind == "too_short":
        fixes = _first_entry(error)
        example = _entry(example_value(error.model, error.path))
        advice = f"add an entry{example}" + ("" if error.is_required else ", or remove the field")
    else:
        limits = () if error.doc is None else error.doc.limits
        advice = f"choose a number of {' and '.join(limits) or 'another size'}"
    place = error.collection_key or node
    return error.document.diagnostic("E112", place, message, advice, fixes=fixes)


def _entry(example: Data) -> str:
    """What an entry of a list may look like, as it is written below its key."""
    first = cast("Data", example[0]) if is_list(example) and example else None
    if first is None:
        return ""
    written = emit_flow(first)
    is_one_line = is_mapping(first) and len(first) == 1
    return f", such as '- {written[1:-1] if is_one_line else written}'"


def _first_entry(error: LocatedError) -> tuple[Fix, ...]:
    """Return the fix that puts an entry into an empty list, with placeholders."""
    value = value_to_write(error.model, error.path)
    edits = filled(error, error.path, value) if error.error.input == [] and value else ()
    return (error.document.fix("Add an entry", *edits),) if edits else ()


def _word_for_bool(value: object, allowed: tuple[str, ...]) -> str | None:
    """What true or false stands for where a word is expected: false is off."""
    if not isinstance(value, bool):
        return None
    return next((word for word in allowed if word in _WORDS_FOR_BOOL[value]), None)
