"""The challenges of an answer in which a registry asks who is there (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ITEM: Final = re.compile(
    rf"""[\s,]*(?:
    (?P<name>{_WORD})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>{_WORD}))
    |(?P<scheme>{_WORD})(?:[ ]+[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$)))?
    )""",
    re.VERBOSE,
)
"""A parameter, or a scheme with what may stand behind it in place of parameters."""
_ESCAPED: Final = re.compile(r"\\(.)")


class Challenge(NamedTuple):
    """One way to say who is there."""

    scheme: str
    """In small letters, such as ``bearer``."""
    parameters: Mapping[str, str]
    """By their names in small letters."""


def challenges_in(header: str) -> list[Challenge]:
    """Return the challenges of ``WWW-Authenticate``, those before what is none.

    Args:
        header: What stands there; of several such headers with commas between.
    """
    found: list[tuple[str, dict[str, str]]] = []
    for item in _items(header):
        if item["scheme"] is not None:
            found.append((item["scheme"].lower(), {}))
        elif found:
            quoted = item["quoted"]
            value = item["plain"] if quoted is None else _ESCAPED.sub(r"\1", quoted)
            _ = found[-1][1].setdefault(item["name"].lower(), value)
    return [Challenge(scheme, parameters) for scheme, parameters in found]


def _items(header: str) -> Iterator[re.Match[str]]:
    at = 0
    while (item := _ITEM.match(header, at)) is not None:
        yield item
        at = item.end()
