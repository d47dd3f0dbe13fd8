"""Small helpers for messages: quoted values and paths."""

from collections.abc import Iterable

_LONGEST_QUOTE = 60


def quote(value: str) -> str:
    """Return a text in single quotes, on one line, shortened when it is long.

    Control characters and lone surrogates are shown as escapes, so that a message never breaks
    a terminal or an encoder.
    """
    shown = value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1] + "…"
    if not shown.isprintable():
        shown = "".join(char if char.isprintable() else _escape(char) for char in shown)
    return f"'{shown}'"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as people write it: ``transforms[2].name``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text
