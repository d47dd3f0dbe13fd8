"""The types of plain scalars: the YAML 1.2 core schema (YAML 1.2.2, section 10.3.2).

So ``no`` and ``off`` are text, ``010`` is ten, ``1_000`` and ``2026-01-31`` are text.
"""

from __future__ import annotations

import re
from math import inf, nan

PlainValue = str | int | float | bool | None

_WORDS: dict[str, PlainValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST_OF_WORD = frozenset("~nNtTfF")
_FIRST_OF_NUMBER = frozenset("0123456789+-.")
FIRST_OF_TYPED = _FIRST_OF_WORD | _FIRST_OF_NUMBER
"""A plain scalar that begins otherwise, and is not empty, is text."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})

_MAX_DIGITS = 4000
"""Python refuses to convert longer digit strings (CVE-2020-10735); they stay text."""


def resolve_plain(text: str) -> PlainValue:
    """Return the value of a plain (unquoted) scalar."""
    first = text[:1]
    if first in _FIRST_OF_NUMBER:
        return _number(text)
    if first in _FIRST_OF_WORD or not text:
        return _WORDS.get(text, text)
    return text


def _number(text: str) -> str | int | float:
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        if text.startswith("0o"):
            return int(text[2:], 8)
        if text.startswith("0x"):
            return int(text[2:], 16)
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if match := _INFINITY.fullmatch(text):
        return -inf if match[1] == "-" else inf
    return nan if text in _NAN else text
