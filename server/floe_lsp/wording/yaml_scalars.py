"""Text as a YAML scalar that every reader takes for that text, whichever YAML it was written for.

YAML 1.2 readers hold ``no``, ``1_000`` and ``2026-01-31`` for text; those of YAML 1.1, which dbt
and most Python programs use, for a boolean, a number and a date.
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = frozenset(
    {"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "=", "<<"}
)
"""Null, booleans, numbers and special keys of one YAML or another, in any case of letters."""

_NUMBER_OR_DATE: Final = re.compile(
    r"""[-+]? (?:
            0b [01_]+ | 0o [0-7_]+ | 0x [0-9a-f_]+
          | [0-9] [0-9_]* (?: : [0-9_]+ )* (?: \. [0-9_]* )? (?: e [-+]? [0-9_]+ )?
          | \. [0-9_]+ (?: e [-+]? [0-9_]+ )?
          | \. (?: inf | nan )
        )
      | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: (?: t | \s ) .* )?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII | re.DOTALL,
)
"""The types int, float and timestamp of YAML 1.1 and of YAML 1.2.2 (section 10.3.2), loosely."""

_ESCAPED: Final = re.compile('["\\\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]')
_SHORT_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def is_always_text(text: str) -> bool:
    """Whether no reader would give an unquoted ``text`` another type.

    Whether its characters can stand unquoted at all is another question.
    """
    return text.casefold() not in _WORDS and _NUMBER_OR_DATE.fullmatch(text) is None


def double_quoted(text: str) -> str:
    """Return ``text`` in double quotes, escaped where YAML needs it (1.2.2, section 5.7)."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    number = ord(char)
    return _SHORT_ESCAPES.get(char) or (f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}")
