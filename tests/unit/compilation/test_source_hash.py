"""``source_hash`` changes with all that an artifact is made of, and with nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from floe_lsp.compilation import compile_pipeline

pytestmark = pytest.mark.requirement("FR-010")

Change: TypeAlias = Callable[[Path], object]

CONTRACT = """\
apiVersion: v3.0.2
kind: DataContract
id: {name}
version: 1.0.0
status: draft
schema:
  - name: orders
    properties:
      - {{name: order_id, logicalType: integer}}
"""
FILES = {
    "platform/manifest.yaml": """\
apiVersion: floe.dev/v1
kind: Manifest
scope: enterprise
metadata: {name: acme, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb}
  orchestrator: {type: dagster}
governance:
  policy_enforcement_level: warn
  data_contracts: {enforcement: warn}
  quality_gates: {require_descriptions: true}
""",
    "platform/datacontract.yaml": CONTRACT.format(name="acme"),
    "platform/sales/manifest.yaml": """\
apiVersion: floe.dev/v1
kind: Manifest
scope: domain
parent_manifest: ../manifest.yaml
metadata: {name: sales, version: 1.0.0, owner: sales@example.com}
plugins: {}
""",
    "shop/floe.yaml": """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
platform: {manifest: ../platform/sales/manifest.yaml}
transforms:
  - name: orders
outputPorts:
  - {name: orders, description: One row an order, schema: [{name: order_id, type: integer}]}
""",
    "shop/datacontract.yaml": CONTRACT.format(name="shop"),
    "shop/dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "shop/models/orders.sql": "select 1 as order_id\n",
    "shop/models/schema.yml": """\
version: 2
models:
  - name: orders
    description: All orders of the shop
""",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    root = tmp_path / "here"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def artifact(folder: Path) -> Any:
    """The artifact as plain data, without its digest; and the digest."""
    made = compile_pipeline(folder / "shop" / "floe.yaml")
    assert made.artifacts is not None, made.diagnostics
    data = json.loads(made.output.path.read_text(encoding="utf-8"))
    return data, data["metadata"].pop("source_hash")


def appended(name: str, text: str = "# another line\n") -> Change:
    return lambda folder: (folder / name).write_text(
        (folder / name).read_text(encoding="utf-8") + text, encoding="utf-8"
    )


def replaced(name: str, old: str, new: str) -> Change:
    assert old in FILES[name]
    return lambda folder: (folder / name).write_text(
        FILES[name].replace(old, new), encoding="utf-8"
    )


INPUTS: dict[str, Change] = {
    "product": appended("shop/floe.yaml"),
    "its line ends": lambda folder: (folder / "shop/floe.yaml").write_bytes(
        FILES["shop/floe.yaml"].replace("\n", "\r\n").encode()
    ),
    "its manifest": appended("platform/sales/manifest.yaml"),
    "the manifest above": appended("platform/manifest.yaml"),
    "dbt project": appended("shop/dbt_project.yml"),
    "dbt project, profile": replaced("shop/dbt_project.yml", "profile: shop", "profile: sales"),
    "no dbt project": lambda folder: (folder / "shop/dbt_project.yml").unlink(),
    "contract": appended("shop/datacontract.yaml"),
    "no contract": lambda folder: (folder / "shop/datacontract.yaml").unlink(),
    "contract above": appended("platform/datacontract.yaml"),
    "description that a policy asks for": replaced(
        "shop/models/schema.yml", "    description: All orders of the shop\n", ""
    ),
}


@pytest.mark.parametrize("change", INPUTS.values(), ids=INPUTS)
def test_it_changes_with_each_input(folder: Path, change: Change) -> None:
    _, before = artifact(folder)
    change(folder)
    _, after = artifact(folder)
    assert after != before


def test_a_line_that_moves_to_another_file_counts(folder: Path) -> None:
    """Joined, the files are the same bytes as before."""
    product, manifest = folder / "shop/floe.yaml", folder / "platform/sales/manifest.yaml"
    line, text = "# a line\n", manifest.read_text(encoding="utf-8")
    manifest.write_text(line + text, encoding="utf-8")
    _, before = artifact(folder)
    manifest.write_text(text, encoding="utf-8")
    appended("shop/floe.yaml", line)(folder)
    assert product.read_text(encoding="utf-8").endswith(line)
    _, after = artifact(folder)
    assert after != before


OTHERS: dict[str, Change] = {
    "nothing": lambda _: None,
    "note": lambda folder: (folder / "shop/README.md").write_text("note", encoding="utf-8"),
    "SQL": appended("shop/models/orders.sql", "-- another line\n"),
    "words of a description": replaced("shop/models/schema.yml", "All orders", "Every order"),
    "seed": lambda folder: (folder / "shop/rows.csv").write_text("a\n1\n", encoding="utf-8"),
    "other product": lambda folder: shutil.copytree(folder / "shop", folder / "other"),
    "manifest of others": lambda folder: shutil.copy(
        folder / "platform/manifest.yaml", folder / "shop/manifest.yaml"
    ),
}


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
def test_it_stays_with_anything_else(folder: Path, change: Change) -> None:
    before = artifact(folder)
    change(folder)
    assert artifact(folder) == before


def test_a_contract_that_nobody_asks_for_is_no_input(folder: Path) -> None:
    off = replaced("platform/manifest.yaml", "data_contracts: {enforcement: warn}", "# none")
    _ = off(folder)
    before = artifact(folder)
    _ = appended("shop/datacontract.yaml")(folder)
    assert artifact(folder) == before


def test_it_is_of_no_time_caller_and_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, before = artifact(folder)
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    monkeypatch.setenv("FLOE_PRINCIPAL", "ana@example.com")
    monkeypatch.setenv("FLOE_ENV", "prod")
    _, after = artifact(elsewhere)
    assert after == before


def test_what_policies_count_is_in_it(folder: Path) -> None:
    """The artifact says how many files were searched for secrets."""
    _ = appended("platform/manifest.yaml", "  secret_scanning: {enabled: true}\n")(folder)
    data, before = artifact(folder)
    (folder / "shop/models/more.sql").write_text("select 1", encoding="utf-8")
    other, after = artifact(folder)
    assert other["enforcement_result"]["secrets_scanned"] == 9
    assert data["enforcement_result"]["secrets_scanned"] == 8
    assert after != before
