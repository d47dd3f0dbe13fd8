"""What the released loader takes for a secret in a dbt profile, and how to write it all the same.

It judges by words: any key that contains ``token`` or ``private_key`` must hold one plain
``{{ env_var(...) }}``, and no other text may contain such a word or one that ends in ``admin``
(floe-core 0.1.0a1, contract 0.16.0). A file path or a role is not a secret, so it is written as the
default of a variable: dbt reads the same text, and the loader reads an ``env_var``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from floe_lsp.plugins.credentials import option_variable
from floe_lsp.syntax import Path
from floe_lsp.wording.dbt_templates import env_var

_KEY_WORDS = (
    "access-key",
    "access_key",
    "accesskey",
    "bearer",
    "credential",
    "password",
    "private-key",
    "private_key",
    "privatekey",
    "secret",
    "token",
)
_VALUE_WORDS = (
    "bearer",
    "password",
    "private-key",
    "private_key",
    "privatekey",
    "raw-secret-value",
    "secret-value",
    "token",
)
_ADMIN = re.compile(r"admin[0-9]*(?![a-z0-9])")
"""A word that ends with ``admin`` and a number; what the loader asks of its beginning any has."""
_VARIABLE = re.compile(
    r"\{\{\s*env_var\(\s*['\"][A-Za-z_][A-Za-z0-9_]*['\"](?:\s*,\s*['\"][^'\"]*['\"])?\s*\)\s*\}\}"
)
_NO_DEFAULT = re.compile(r"['\"]|\{\{|\{%")
"""What cannot stand in the default of a variable."""

_OUTPUT_DEPTH = 3


class GuardedProfiles(NamedTuple):
    """Profiles as the released loader takes them, and the places where that is impossible."""

    profiles: dict[str, object]
    refused: tuple[Path, ...]
    """Keys and indices from the profile's name on."""


def guarded(profiles: Mapping[str, object]) -> GuardedProfiles:
    """Rewrite the texts of dbt profiles that the released loader would take for secrets."""
    rewriter = _Rewriter()
    return GuardedProfiles(rewriter.mapping(profiles, ()), tuple(rewriter.refused))


@dataclass
class _Rewriter:
    refused: list[Path] = field(default_factory=list[Path])
    engine: str = ""
    """The ``type`` of the output that is being written."""

    def mapping(self, mapping: Mapping[str, object], place: Path) -> dict[str, object]:
        # A profile is {name: {outputs: {target: {type: ..., option: ...}}}}.
        if len(place) == _OUTPUT_DEPTH:
            self.engine = str(mapping.get("type", ""))
        written: dict[str, object] = {}
        for key, value in mapping.items():
            if not _is_guarded(key, value):
                written[key] = self.value(value, (*place, key))
            elif _is_accepted(value):
                written[key] = value
            else:
                written[key] = self.variable(value, (*place, key))
        return written

    def value(self, value: object, place: Path) -> object:
        if isinstance(value, dict):
            return self.mapping(cast("dict[str, object]", value), place)
        if isinstance(value, list):
            entries = enumerate(cast("list[object]", value))
            return [self.value(entry, (*place, index)) for index, entry in entries]
        if isinstance(value, str) and _is_suspicious(value) and not _is_accepted(value):
            return self.variable(value, place)
        return value

    def variable(self, value: object, place: Path) -> object:
        """Return the template that gives the text of ``value``, with the text as its default."""
        if not isinstance(value, str) or not value or _NO_DEFAULT.search(value) is not None:
            self.refused.append(place)
            return value
        name = option_variable(self.engine, *place[_OUTPUT_DEPTH:])
        return env_var(name, value.replace("\\", "\\\\"))


def _is_guarded(key: str, value: object) -> bool:
    folded = key.lower()
    if folded == "secrets" and isinstance(value, list):
        return False
    if folded == "secret" and isinstance(value, str) and not _is_suspicious(value):
        return False
    return any(word in folded for word in _KEY_WORDS)


def _is_suspicious(text: str) -> bool:
    folded = text.lower()
    return any(word in folded for word in _VALUE_WORDS) or _ADMIN.search(folded) is not None


def _is_accepted(value: object) -> bool:
    """Whether the loader takes the value in any place: a variable, or an address with no login."""
    if not isinstance(value, str):
        return False
    if _VARIABLE.fullmatch(value.strip()) is not None:
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and plain
