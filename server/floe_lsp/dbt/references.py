"""What a model reads: the ``ref(...)`` in its text (dbt, "ref")."""

from __future__ import annotations

import re
from collections.abc import Iterator

_REF = re.compile(
    r"""\bref \s* \( \s*
        (?: ["'][^"']*["'] \s* , \s* )?   # the package or project of the model
        ["']([^"'\n]+)["'] \s* [,)]""",
    re.VERBOSE,
)
_DELIMITER = re.compile(r"\{[{%#]|[}%#]\}")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


def refs_in_sql(sql: str) -> tuple[str, ...]:
    """Return the names of the models that the templates of a model's SQL refer to, each once."""
    found = (match[1] for block in _blocks(sql) for match in _REF.finditer(block))
    return tuple(dict.fromkeys(found))


def refs_in_python(text: str) -> tuple[str, ...]:
    """Return the names of the models that a model written in Python refers to, each once."""
    return tuple(dict.fromkeys(match[1] for match in _REF.finditer(text)))


def _blocks(sql: str) -> Iterator[str]:
    """Yield what stands in ``{{ }}`` and ``{% %}``; comments and what is not closed is left out."""
    opening: re.Match[str] | None = None
    for found in _DELIMITER.finditer(sql):
        if opening is None:
            opening = found if found[0] in _CLOSING else None
        elif found[0] == _CLOSING[opening[0]]:
            if opening[0] != "{#":
                yield sql[opening.end() : found.start()]
            opening = None
