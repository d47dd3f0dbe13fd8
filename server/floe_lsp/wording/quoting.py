"""Values in messages: quoted, on one line, never longer than a message can bear."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

_LONGEST = 60
_LONGEST_NAME = 255
"""As long as the name of a file can be: a name that is cut off can't be looked for."""
_LONGEST_PATH = 4_096
"""As long as a path can be, for the same reason."""
LARGE = 10**30
"""A whole number from which on a message does not show its digits."""
_MOST_LISTED = 20


def quote(value: str) -> str:
    """Return a text in single quotes, as ``short`` shows it."""
    return f"'{short(value)}'"


def quote_name(name: str) -> str:
    """Return a name in single quotes: whole, unless no name is that long."""
    return f"'{printable(shortened(name, _LONGEST_NAME))}'"


def short(value: str) -> str:
    """Return a text on one line, cut off when it is long."""
    if len(value) <= _LONGEST and value.isprintable():
        return value
    return printable(shortened(value))


def listed(values: Sequence[str], between: str = ", ") -> str:
    """Return several values in a row, each as ``short`` shows it; of many the first."""
    return _first_of(values, short, between)


def listed_paths(paths: Sequence[str]) -> str:
    """Return several paths in a row, each whole; of many the first."""
    return _first_of(paths, lambda each: printable(shortened(each, _LONGEST_PATH)), ", ")


def _first_of(values: Sequence[str], shown_as: Callable[[str], str], between: str) -> str:
    named = between.join(map(shown_as, values[:_MOST_LISTED]))
    more = len(values) - _MOST_LISTED
    return named if more <= 0 else f"{named} and {more:,} more"


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return a text that is no longer than a message can bear."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def printable(text: str) -> str:
    """Return a text with control characters, lone surrogates and the like as escapes.

    A message with it never breaks a terminal or an encoder, and is read in its own order.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def shown(value: object) -> str:
    """Show a wrong value after "but is": a scalar as it is written, the rest by its kind."""
    if isinstance(value, str):
        return quote(value) if value else "empty text"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < LARGE else "a very large number"
    if isinstance(value, Mapping):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "a list" if cast("list[object]", value) else "an empty list"
    return str(value)
