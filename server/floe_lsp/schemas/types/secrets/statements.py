"""Passwords in statements of SQL, beside which no sign stands: ``create user etl password 'x'``.

Statements that make a user are told in any text, hooks in YAML and texts of Python too; of them any
word is a password. Beside the name of another option (``secret 'x'`` of ``create secret``,
``access_key 'x'`` of ``copy``) only what is no word counts, and only in SQL.
"""

import re
from collections.abc import Iterator
from typing import Final

from .names import is_credential_key
from .words import looks_made_up

_VALUE: Final = r"""(?:[A-Za-z]{0,2})(?P<quote>["'])
    (?P<value>(?:(?!(?P=quote))[^\r\n]|(?P=quote){2}){1,400})(?P=quote)"""
"""A text in quotes on one line; a quote in it is written twice."""

_OF_USER: Final = re.compile(
    r"""(?:\b(?:create|alter)\s{1,9}(?:or\s{1,9}replace\s{1,9})?(?:user|role|login|group)\b
            [^;]{0,200}?(?<![\w$.])password\s{0,9}=?
        |\bidentified\s{1,9}(?:with\s{1,9}\w{1,60}\s{1,9})?by(?:\s{1,9}password)?)\s{0,9}"""
    + _VALUE,
    re.VERBOSE | re.IGNORECASE,
)
_OPTION: Final = re.compile(
    r"(?<![\w$@.'\"-])(?P<name>[A-Za-z]\w{2,79})[ \t]{1,9}" + _VALUE, re.VERBOSE
)


def in_statements(text: str, *, is_sql: bool) -> Iterator[tuple[str, int, int]]:
    """Yield what stands beside the name of a credential in a statement of SQL.

    Args:
        text: The text of a file.
        is_sql: Whether it is SQL itself, and not a text that may hold some.

    Yields:
        The name, and where the value begins and ends, in code points.
    """
    for match in _OF_USER.finditer(text):
        yield "password", *match.span("value")
    for match in _OPTION.finditer(text) if is_sql else ():
        if is_credential_key(match["name"]) and looks_made_up(match["value"]):
            yield match["name"], *match.span("value")
