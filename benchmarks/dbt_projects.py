"""The facts of a dbt project: from nothing, and again after one file has changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from floe_lsp.compilation import Sources

from .measuring import of_call
from .table import Row

MODELS = 500
"""How many models a written project has."""

_COLUMNS = 10
_A_FILE = 5
"""Models that one property file describes."""


def measure(folder: Path, runs: int) -> Iterator[Row]:
    """Yield a row for a project that is read from nothing, and one for each kind of edit."""
    project = dbt_project(folder)
    whole = of_call(lambda: len(Sources().dbt_projects.read(project).nodes), runs).cpu
    yield _row(f"facts of {MODELS} models, from nothing", whole, 2_000)
    sources = Sources()
    _ = sources.dbt_projects.read(project).nodes
    for name in ("models/m7.sql", "models/p3.yml"):
        path, text = project / name, (project / name).read_text(encoding="utf-8")
        numbers = count()

        def edit(path: Path = path, text: str = text, numbers: Iterator[int] = numbers) -> int:
            # Of another length each time: a file system notes times by ticks.
            _ = path.write_text(text + "\n" * (next(numbers) + 1), encoding="utf-8")
            return len(sources.dbt_projects.read(project).nodes)

        yield _row(f"facts after an edit of `{name}`", of_call(edit, runs).cpu, 10)
    same = of_call(lambda: len(sources.dbt_projects.read(project).nodes), runs).cpu
    yield _row("facts while nothing has changed", same, 10)


def dbt_project(folder: Path) -> Path:
    """Write a project whose models each read two others."""
    models = folder / "models"
    models.mkdir(parents=True)
    project = "name: shop\nprofile: shop\nmodels: {shop: {+tags: [all], +meta: {owner: data}}}\n"
    _ = (folder / "dbt_project.yml").write_text(project, encoding="utf-8")
    column = "      - {{name: c{0}, description: Column {0}, data_tests: [not_null, unique]}}\n"
    columns = "".join(map(column.format, range(_COLUMNS)))
    for number in range(MODELS):
        _ = (models / f"m{number}.sql").write_text(_model(number), encoding="utf-8")
    for first in range(0, MODELS, _A_FILE):
        described = "".join(
            f"  - name: m{number}\n    description: Model {number}\n    columns:\n{columns}"
            for number in range(first, first + _A_FILE)
        )
        path = models / f"p{first // _A_FILE}.yml"
        _ = path.write_text(f"version: 2\nmodels:\n{described}", encoding="utf-8")
    return folder


def _model(number: int) -> str:
    columns = "".join(f"    c{each},\n" for each in range(_COLUMNS))
    reads = "".join(
        f"join {{{{ ref('m{other}') }}}} using (id)\n" for other in (number // 2, number // 3)
    )
    return f"{{{{ config(materialized='table') }}}}\nselect\n{columns}    1 as id\nfrom a\n{reads}"


def _row(what: str, milliseconds: float, target: int) -> Row:
    return Row(what, f"CPU {milliseconds:.1f} ms", f"≤ {target:,} ms", milliseconds <= target)
