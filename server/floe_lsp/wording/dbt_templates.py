"""The templates that dbt fills in: how floe writes them, and where a text has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


def blocks(
    text: str, start: int = 0, end: int | None = None, *, comments: bool = True
) -> Iterator[tuple[int, int]]:
    """Yield where each ``{{ ... }}``, ``{% ... %}`` and ``{# ... #}`` of a text begins and ends.

    Without ``comments`` the last of them is text. What is not closed is no block, and a text of
    nothing but openings is read once: what has no end after one place has none after a later one.
    """
    end = len(text) if end is None else end
    unclosed: set[str] = set() if comments else {"{#"}
    while (opening := _OPENING.search(text, start, end)) is not None:
        start = opening.start() + 1
        if opening[0] in unclosed:
            continue
        closing = text.find(_CLOSING[opening[0]], opening.end(), end)
        if closing < 0:
            unclosed.add(opening[0])
            continue
        start = closing + 2
        yield opening.start(), start


def env_var(name: str, default: str | None = None, *, convert: str | None = None) -> str:
    """Return the dbt template that reads an environment variable.

    Args:
        name: Name of the variable.
        default: Text to use when it is not set; without one dbt stops. Must have no quote.
        convert: A dbt filter such as ``int`` or ``as_native``.
    """
    fallback = "" if default is None else f", '{default}'"
    converted = "" if convert is None else f" | {convert}"
    return f"{{{{ env_var('{name}'{fallback}){converted} }}}}"
