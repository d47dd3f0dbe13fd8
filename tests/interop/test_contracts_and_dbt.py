"""Data contracts against what real dbt builds: the types that DuckDB names, by dbt's catalog.

dbt runs in the environment of FLOE_TEST_DBT_PYTHON, with its DuckDB adapter.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from commands import environment, other_python

import corpus
from floe_lsp.compilation import analyze
from floe_lsp.compilation.diagnostics import Diagnostic

pytestmark = pytest.mark.requirement("data contracts")

COLUMNS = {
    "id": ("1::bigint", "integer", "string"),
    "email": ("'a'", "string", "integer"),
    "amount": ("1.5::decimal(18, 2)", "number", "integer"),
    "ratio": ("1.5::double", "number", "integer"),
    "total": ("sum(1)", "integer", "boolean"),
    "day": ("current_date", "date", "timestamp"),
    "moment": ("now()::timestamp", "timestamp", "date"),
    "zoned": ("now()", "timestamp", "time"),
    "noon": ("'12:00'::time", "time", "string"),
    "fine": ("true", "boolean", "integer"),
    "parts": ("[1, 2]", "array", "string"),
    "inner": ("{'a': 1}", "object", "array"),
}
"""An expression of each column, a type that it has and one that it does not have."""
GOVERNED = """\
governance:
  policy_enforcement_level: strict
  data_contracts: {enforcement: strict}
"""
PROFILE = "orders: {target: dev, outputs: {dev: {type: duckdb, path: orders.duckdb}}}\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A product whose model dbt has built and described."""
    folder = tmp_path_factory.mktemp("orders")
    select = ", ".join(f"{each} as {name}" for name, (each, _, _) in COLUMNS.items())
    files = {
        "manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"] + GOVERNED,
        "dbt_project.yml": "name: orders\nprofile: orders\n",
        "profiles.yml": PROFILE,
        "models/stg_orders.sql": f"{{{{ config(materialized='table') }}}}\nselect {select}\n",
    }
    (folder / "models").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    dbt = Path(other_python("FLOE_TEST_DBT_PYTHON")).with_name("dbt")
    for command in (("run",), ("docs", "generate")):
        subprocess.run(
            [dbt, "--no-send-anonymous-usage-stats", *command, "--profiles-dir", ".", "--quiet"],
            cwd=folder,
            env=environment(),
            check=True,
            timeout=120,
        )
    return folder


def found(product: Path, number: int) -> list[Diagnostic]:
    """What is found of a port whose columns have the first or the second type of each."""
    ports = "outputPorts:\n  - name: stg_orders\n    schema:\n" + "".join(
        f"      - {{name: {name}, type: {types[number]}}}\n" for name, types in COLUMNS.items()
    )
    spec = product / "floe.yaml"
    spec.write_text(corpus.DEFAULT_FILES["floe.yaml"] + ports, encoding="utf-8")
    return list(analyze(spec).diagnostics)


def test_the_types_of_a_database_are_those_of_the_contract(built: Path) -> None:
    assert found(built, 1) == []


def test_a_type_that_a_column_does_not_have_is_told(built: Path) -> None:
    told = found(built, 2)
    assert {each.code for each in told} == {"FLOE-E530"}
    assert [each.message.split("'")[1] for each in told] == [*COLUMNS]
