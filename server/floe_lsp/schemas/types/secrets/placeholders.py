"""What may stand in place of a credential: a variable of the environment, in dbt's words."""

import re
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"""\s*\{\{-?\s*env_var\(\s*
        (?P<quote>['"])[A-Za-z_][A-Za-z0-9_]*(?P=quote)
        \s*(?:,\s*(?:''|"")\s*)?\)
        (?:\s*\|\s*\w+)*\s*-?\}\}\s*""",
    re.VERBOSE | re.ASCII,
)


def is_placeholder(value: object) -> bool:
    """Return whether a value is one dbt ``env_var`` placeholder that holds no text of its own.

    A credential stands in a profile in no other form. Filters without arguments may follow
    (``| int``, ``| as_native``), and the default may be empty; any other default is the credential
    written out.
    """
    return isinstance(value, str) and _PLACEHOLDER.fullmatch(value) is not None


_PLACEHOLDER_HERE: Final = re.compile(
    "[\"']?" + _PLACEHOLDER.pattern + "[\"']?", re.VERBOSE | re.ASCII
)


def placeholder_at(text: str, offset: int) -> int | None:
    """Return where a placeholder at an offset ends, in quotes or not; ``None`` for none."""
    match = _PLACEHOLDER_HERE.match(text, offset)
    return None if match is None else match.end()
