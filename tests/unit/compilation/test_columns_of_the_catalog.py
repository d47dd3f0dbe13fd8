"""E144 by dbt's catalog: while the model's file is as it was when dbt wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.codes import Severity
from floe_lsp.dbt.code_files import checksum_of

pytestmark = pytest.mark.requirement("dbt facts")

SQL = "select 1 as id, 2 as amount"
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - name: stg_orders
    qualityChecks:
      - {name: a, type: not_null, column: amounts, dimension: completeness}
      - {name: b, type: not_null, column: AMOUNT, dimension: completeness}
"""


def built(folder: Path) -> Path:
    run = {"metadata": {"invocation_id": "1", "project_name": "shop"}}
    node = {
        "name": "stg_orders",
        "resource_type": "model",
        "package_name": "shop",
        "checksum": {"name": "sha256", "checksum": checksum_of(SQL)},
        "columns": {},
    }
    columns = {name: {"name": name, "type": "INTEGER"} for name in ("id", "amount")}
    key = "model.shop.stg_orders"
    files = {
        "floe.yaml": PRODUCT,
        "dbt_project.yml": "name: shop\nprofile: shop\n",
        "models/stg_orders.sql": SQL,
        "target/manifest.json": json.dumps({**run, "nodes": {key: node}, "sources": {}}),
        "target/catalog.json": json.dumps({**run, "nodes": {key: {"columns": columns}}}),
    }
    return project(folder, files) / "floe.yaml"


def codes(spec: Path) -> list[str]:
    return [each.code for each in analyze(spec).diagnostics if each.code != "E205"]


def test_a_column_that_is_not_in_the_catalog_is_told(tmp_path: Path) -> None:
    spec = built(tmp_path)
    (found,) = (each for each in analyze(spec).diagnostics if each.code == "E144")
    assert found.message == "the model 'stg_orders' has no column 'amounts'"
    assert found.severity is Severity.WARNING, "what it reads may have other columns by now"
    assert found.suggestion == "did you mean 'amount'?"


def test_nothing_is_told_of_a_model_that_was_changed_since(tmp_path: Path) -> None:
    spec = built(tmp_path)
    assert codes(spec) == ["E144"]
    _ = (tmp_path / "models/stg_orders.sql").write_text(f"{SQL}, 3 as amounts", encoding="utf-8")
    assert codes(spec) == []


def test_nothing_is_told_where_another_file_may_be_the_model(tmp_path: Path) -> None:
    """dbt takes the one that is switched on, which a variable decides since the catalog."""
    spec = built(tmp_path)
    other = tmp_path / "models/by_day/stg_orders.sql"
    other.parent.mkdir()
    _ = other.write_text(
        "{{ config(enabled=var('by_day')) }} select 3 as amounts", encoding="utf-8"
    )
    switched = f"{{{{ config(enabled=not var('by_day')) }}}} {SQL}"
    _ = (tmp_path / "models/stg_orders.sql").write_text(switched, encoding="utf-8")
    target = tmp_path / "target/manifest.json"
    text = target.read_text(encoding="utf-8")
    _ = target.write_text(text.replace(checksum_of(SQL), checksum_of(switched)), encoding="utf-8")
    facts = Sources().dbt_projects.read(tmp_path)
    node = facts.models["stg_orders"]
    assert (len(node.other_files), facts.catalog_columns(node)) == (1, None)
    assert codes(spec) == []
