"""The search for secrets in a dbt project: from nothing, and again after one file has changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from floe_lsp.compilation import Sources
from floe_lsp.compilation.enforce.scanning.file_search import FileSearch
from floe_lsp.compilation.enforce.scanning.searched_files import searched_files
from floe_lsp.dbt.project import DbtProject
from floe_lsp.schemas.manifest.governance_access import SecretPattern

from .dbt_projects import MODELS, dbt_project
from .measuring import of_call
from .table import Row

_PATTERNS = [SecretPattern(name="own", pattern="itk_[0-9a-f]{32}")]


def measure(folder: Path, runs: int) -> Iterator[Row]:
    """Yield a row for a search from nothing, after an edit, and of files that stay the same."""
    project = dbt_project(folder)
    whole = of_call(lambda: _searched(project, Sources()), runs).cpu
    yield _row(f"search for secrets in {MODELS} models, from nothing", whole, 2_000)
    sources = Sources()
    _ = _searched(project, sources)
    path = project / "models" / "m7.sql"
    text, numbers = path.read_text(encoding="utf-8"), count()

    def edit() -> int:
        # Of another length each time: a file system notes times by ticks.
        _ = path.write_text(text + "\n" * (next(numbers) + 1), encoding="utf-8")
        return _searched(project, sources)

    yield _row("search after an edit of `models/m7.sql`", of_call(edit, runs).cpu, 10)
    same = of_call(lambda: _searched(project, sources), runs).cpu
    yield _row("search while nothing has changed", same, 10)


def _searched(folder: Path, sources: Sources) -> int:
    files = searched_files(folder, DbtProject("shop", "shop"), [], sources).files
    search = FileSearch("shop", _PATTERNS, sources)
    return sum(len(search.of_path(*each[:3]).secrets) for each in files)


def _row(what: str, milliseconds: float, target: int) -> Row:
    return Row(what, f"CPU {milliseconds:.1f} ms", f"≤ {target:,} ms", milliseconds <= target)
