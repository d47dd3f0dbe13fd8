"""What dbt puts where a variable is not set: a default in a template is text written out.

``{{ env_var('DB_PASSWORD', 'x9k2') }}`` is judged as ``x9k2`` would be in its place, and by the
name of the variable.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from .names import is_sensitive_name
from .words import is_strong

_TEMPLATE: Final = re.compile(
    r"""\{\{-?\s*env_var\(\s*
        (?P<quote>''?|\\?["])(?P<name>[A-Za-z_]\w{0,199})(?P=quote)\s*
        (?:,\s*(?:default\s*=\s*)?|\)\s*\|\s*(?:default|d)\(\s*)
        (?P<mark>''?|\\?["])(?P<default>[^'"{}\\\r\n]{1,400})(?P=mark)
        [^{}'"]{0,200}\}\}""",
    re.VERBOSE,
)
"""Quotes may be doubled or escaped, as they are in a text that YAML puts into quotes itself."""

_SECRET_TO_DBT: Final = re.compile("DBT_ENV_SECRET")
"""How the names of variables begin that dbt shows nowhere."""


class Default(NamedTuple):
    """A template with a default, in a text."""

    start: int
    end: int
    start_read: int
    """Where the default begins in the text as it is read."""
    end_read: int
    is_told: bool
    """Whether it is a secret whatever it stands in."""


def with_defaults(text: str) -> tuple[str, list[Default]]:
    """Return a text with each default in place of its template, and these templates."""
    if "env_var(" not in text:
        return text, []
    found: list[Default] = []
    parts: list[str] = []
    done = read = 0
    for match in _TEMPLATE.finditer(text):
        default = match["default"]
        parts += (text[done : match.start()], default)
        read += match.start() - done
        found.append(Default(*match.span(), read, read + len(default), _is_told(match)))
        read += len(default)
        done = match.end()
    return "".join([*parts, text[done:]]), found


def _is_told(match: re.Match[str]) -> bool:
    name = match["name"]
    is_named = is_sensitive_name(name) or _SECRET_TO_DBT.match(name) is not None
    return is_named or is_strong(match["default"])


def reached(defaults: list[Default], spans: Iterable[tuple[int, int]]) -> Iterator[Default]:
    """Yield the templates whose default is a secret.

    Args:
        defaults: The templates of a text.
        spans: Where secrets stand in the text as it is read.
    """
    places = sorted(spans)
    at = 0
    for each in defaults:
        while at < len(places) and places[at][1] <= each.start_read:
            at += 1
        if each.is_told or (at < len(places) and places[at][0] < each.end_read):
            yield each
