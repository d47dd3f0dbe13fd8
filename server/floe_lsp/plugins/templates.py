"""dbt templates in option values: what they read, and what they give.

dbt renders every string of a profile with Jinja. The result of a lone ``{{ env_var('X') }}`` is
text; a filter such as ``int``, ``as_number``, ``as_bool`` or ``as_native`` makes it another type
(dbt-core 1.9 to 1.11, tried with its own renderer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.wording.dbt_templates import blocks

from .placeholders import strings

_CALL = r"env_var\(\s*(?P<quote>['\"])(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P=quote)\s*"
_ENV_VAR = re.compile(_CALL + r"(?P<default>,)?")
_DEFAULT_TEXT = r"(?:,\s*(?:'[^']*'|\"[^\"]*\")\s*)?"
_TEXT_ONLY = re.compile(r"\s*\{\{-?\s*" + _CALL + _DEFAULT_TEXT + r"\)\s*-?\}\}\s*")


@dataclass(frozen=True)
class EnvironmentVariable:
    """A variable that a profile reads when dbt runs."""

    name: str
    required: bool
    """Whether dbt stops when the variable is not set: no use of it gives a default."""


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the blocks of a text that give something: what a comment holds is read as text."""
    return ((start, end) for start, end in blocks(text, comments=False))


def is_template(value: object) -> bool:
    """Say whether dbt fills in the value: a string with ``{{ ... }}`` or ``{% ... %}``."""
    return isinstance(value, str) and any(True for _ in _blocks(value))


def is_unclosed_template(value: str) -> bool:
    """Say whether a ``{{`` has no ``}}`` after it, which stops dbt."""
    end = 0
    for start, next_end in _blocks(value):
        if "{{" in value[end:start]:
            return True
        end = next_end
    return "{{" in value[end:]


def reads_text_only(value: str) -> bool:
    """Say whether the template is one ``env_var`` call that can only give text.

    A filter, or a default that is not text, may give another type.
    """
    return _TEXT_ONLY.fullmatch(value) is not None


def environment_variables(data: object) -> tuple[EnvironmentVariable, ...]:
    """Return the variables that nested data reads through ``env_var``, sorted by name."""
    required: dict[str, bool] = {}
    for _, text in strings(data):
        for start, end in _blocks(text):
            for call in _ENV_VAR.finditer(text[start:end]):
                needed = call["default"] is None
                required[call["name"]] = required.get(call["name"], False) or needed
    return tuple(EnvironmentVariable(name, required[name]) for name in sorted(required))
