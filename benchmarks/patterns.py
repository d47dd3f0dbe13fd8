"""Searches by pattern in texts that were made to hurt, where a careless pattern takes minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from floe_lsp.dbt.references import refs_in_python, refs_in_sql
from floe_lsp.schemas.types.secrets.shapes import find_secrets

from .measuring import of_call
from .table import Row

_LENGTH = 200_000
_TARGET = 100
"""Milliseconds for the worst of the texts; a pattern that looks back takes a hundred times that."""

_BEGIN_KEY = "-" * 5 + "BEGIN PRIVATE KEY" + "-" * 5
_SECRETS = ("eyJ-", "://", "://a:", "AKIA", _BEGIN_KEY, "xoxb-1", "eyJa.", "pwd={", "pwd=a&")
_TEMPLATES = ("{#", "{{ ref(", "{{ ref('a',", "ref('", "{{", "#}", " ")


def measure(runs: int) -> Iterator[Row]:
    """Yield a row for each search, of the text that costs it the most."""
    templates = list(map(_repeated, _TEMPLATES))
    calls = [f" ref({text}" for text in templates]
    yield _worst(
        "find_secrets", lambda text: list(find_secrets(text)), map(_repeated, _SECRETS), runs
    )
    yield _worst("refs_in_sql", refs_in_sql, templates, runs)
    yield _worst("refs_in_python", refs_in_python, calls, runs)


def _repeated(piece: str) -> str:
    return piece * (_LENGTH // len(piece))


def _worst(name: str, search: Callable[[str], object], texts: Iterable[str], runs: int) -> Row:
    milliseconds = max(of_call(lambda text=text: search(text), runs).cpu for text in texts)
    return Row(
        f"`{name}` in {_LENGTH:,} hostile characters",
        f"CPU {milliseconds:.1f} ms",
        f"≤ {_TARGET} ms",
        milliseconds <= _TARGET,
    )
