"""The facts of a dbt project, from nothing and after an edit, and a product held against them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from floe_lsp.compilation import Sources
from floe_lsp.compilation.enforce.dbt_references import references_of
from floe_lsp.compilation.guarding import UNGUARDED
from floe_lsp.compilation.outline import outline_of
from floe_lsp.compilation.validate.against_dbt import against_dbt

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
    facts = sources.dbt_projects.read(project)
    outline = outline_of(Sources().document(_product(project)))

    def held() -> int:
        found = [*against_dbt(outline, facts, UNGUARDED)]
        return len(found) + len(references_of(facts).broken)

    what = f"product of {MODELS} transforms against dbt, facts in hand"
    yield _row(what, of_call(held, runs).cpu, 100)


def dbt_project(folder: Path, count: int = MODELS) -> Path:
    """Write a project of some models, which each read two others."""
    models = folder / "models"
    models.mkdir(parents=True)
    project = "name: shop\nprofile: shop\nmodels: {shop: {+tags: [all], +meta: {owner: data}}}\n"
    _ = (folder / "dbt_project.yml").write_text(project, encoding="utf-8")
    column = "      - {{name: c{0}, description: Column {0}, data_tests: [not_null, unique]}}\n"
    columns = "".join(map(column.format, range(_COLUMNS)))
    for number in range(count):
        _ = (models / f"m{number}.sql").write_text(_model(number), encoding="utf-8")
    for first in range(0, count, _A_FILE):
        described = "".join(
            f"  - name: m{number}\n    description: Model {number}\n    columns:\n{columns}"
            for number in range(first, first + _A_FILE)
        )
        path = models / f"p{first // _A_FILE}.yml"
        _ = path.write_text(f"version: 2\nmodels:\n{described}", encoding="utf-8")
    return folder


def _product(project: Path) -> Path:
    """Write a product of all the models, with what they read."""
    path = project / "floe.yaml"
    _ = path.write_text(product_of(MODELS), encoding="utf-8")
    return path


def product_of(transforms: int) -> str:
    """Return the text of a product of the first models of a project, with what they read."""
    head = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: shop, version: 1.0.0}\n"
    lines = "".join(
        f"  - name: m{number}\n    tags: [all]\n    dependsOn: [{', '.join(_read_by(number))}]\n"
        for number in range(transforms)
    )
    return f"{head}transforms:\n{lines}"


def _read_by(number: int) -> list[str]:
    return [f"m{other}" for other in dict.fromkeys((number // 2, number // 3)) if other != number]


def _model(number: int) -> str:
    columns = "".join(f"    c{each},\n" for each in range(_COLUMNS))
    reads = "".join(f"join {{{{ ref('{other}') }}}} using (id)\n" for other in _read_by(number))
    return f"{{{{ config(materialized='table') }}}}\nselect\n{columns}    1 as id\nfrom a\n{reads}"


def _row(what: str, milliseconds: float, target: int) -> Row:
    return Row(what, f"CPU {milliseconds:.1f} ms", f"≤ {target:,} ms", milliseconds <= target)
