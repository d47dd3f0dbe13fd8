"""E111, E112: a value of the right type that is not one of the allowed ones, or out of bounds."""

from __future__ import annotations

import re

from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Fix
from floe_lsp.compilation.schema_words import measured
from floe_lsp.syntax import ScalarNode, TextEdit
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.near_miss import fold, near_miss
from floe_lsp.wording.quoting import shortened

from .located_errors import LocatedError

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
    written = shortened(node.text) if isinstance(node, ScalarNode) else error.shown
    message = f"{error.subject} {passed}, but {measured(error.error.input, written)}"
    if kind.startswith("string"):
        advice = "shorten it"
    elif kind == "too_long":
        advice = "remove some of them"
    elif kind == "too_short":
        advice = "add an entry" if error.is_required else "add an entry, or remove the field"
    else:
        limits = () if error.doc is None else error.doc.limits
        advice = f"choose a number of {' and '.join(limits) or 'another size'}"
    return error.document.diagnostic("E112", error.collection_key or node, message, advice)


def _word_for_bool(value: object, allowed: tuple[str, ...]) -> str | None:
    """What true or false stands for where a word is expected: false is off."""
    if not isinstance(value, bool):
        return None
    return next((word for word in allowed if word in _WORDS_FOR_BOOL[value]), None)
