"""Searches by pattern in texts that were made to hurt, where a careless pattern takes minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from floe_lsp.dbt.code_files import CodeFile, read_blocks, read_model, read_python_model
from floe_lsp.schemas.types.secrets.shapes import find_secrets
from floe_lsp.syntax import SourceText

from .measuring import of_call
from .table import Row

_LENGTH = 200_000
_TARGET = 100
"""Milliseconds for the worst of the texts; a pattern that looks back takes a hundred times that."""
_TARGET_OF_A_FILE = 1_000
"""The same for a file that is read by a parser, at most as many words as a file may have."""

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
    for read, texts in (
        (read_model, templates),
        (read_blocks, templates),
        (read_python_model, calls),
    ):
        yield _worst(read.__name__, partial(_read, read), texts, runs, _TARGET_OF_A_FILE)


def _read(read: Callable[[SourceText], CodeFile], text: str) -> CodeFile:
    return read(SourceText(text))


def _repeated(piece: str) -> str:
    return piece * (_LENGTH // len(piece))


def _worst(
    name: str,
    search: Callable[[str], object],
    texts: Iterable[str],
    runs: int,
    target: int = _TARGET,
) -> Row:
    milliseconds = max(of_call(lambda text=text: search(text), runs).cpu for text in texts)
    return Row(
        f"`{name}` in {_LENGTH:,} hostile characters",
        f"CPU {milliseconds:.1f} ms",
        f"≤ {target:,} ms",
        milliseconds <= target,
    )
