"""Values in messages: quoted, on one line, never longer than a message can bear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

_LONGEST_QUOTE = 60
_LARGE = 10**30


def quote(value: str) -> str:
    """Return a text in single quotes, on one line, shortened when it is long.

    Control characters and lone surrogates are shown as escapes, so that a message never breaks
    a terminal or an encoder.
    """
    shown_text = value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1] + "…"
    if not shown_text.isprintable():
        shown_text = "".join(char if char.isprintable() else _escape(char) for char in shown_text)
    return f"'{shown_text}'"


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
        return str(value) if abs(value) < _LARGE else "a very large number"
    if isinstance(value, Mapping):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "a list" if cast("list[object]", value) else "an empty list"
    return str(value)
