"""A platform that asks for everything, and a product that has nothing of it: as processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import floe

from floe_lsp.compilation import compile_pipeline

pytestmark = pytest.mark.requirement("no pass without a check")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb}
  orchestrator: {type: dagster}
governance:
  policy_enforcement_level: strict
  quality_gates:
    minimum_test_coverage: 80
    require_descriptions: true
  policies:
    - name: every-model-has-an-owner
      type: required_tags
      action: error
      message: Models say which team they are of
      config: {required_tags: [team]}
    - name: small-products
      type: max_transforms
      action: block
      message: A product is one table
      config: {threshold: 1}
  data_contracts:
    enforcement: strict
"""
FLOE = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - name: stg_orders
  - name: orders
    dependsOn: [stg_orders]
    tags: [team]
outputPorts:
  - name: orders
    schema:
      - {name: id, type: integer}
"""
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-orders
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - {name: id, logicalType: integer}
      - {name: email, logicalType: string}
"""
PROPERTIES = """\
models:
  - name: stg_orders
    description: Orders as they arrive.
    columns:
      - {name: id, data_tests: [unique]}
      - {name: amount}
  - name: orders
    columns:
      - {name: id, data_tests: [unique]}
"""
EXPECTED = {
    "FLOE-E210": ("floe.yaml", 5, "stg_orders"),
    "FLOE-E220": ("floe.yaml", 6, "orders"),
    "FLOE-E600 tags": ("floe.yaml", 5, "stg_orders"),
    "FLOE-E600 most": ("floe.yaml", 4, "transforms"),
    "FLOE-E531": ("datacontract.yaml", 10, "email"),
    # Without a contract of dbt or a catalog nobody knows all columns of the model.
    "E308": ("manifest.yaml", 24, "enforcement"),
}
"""By code: where it is, with the line from 1, and what is marked there."""


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """A product that breaks all that its platform asks for."""
    files = {
        "manifest.yaml": MANIFEST,
        "floe.yaml": FLOE,
        "dbt_project.yml": "name: orders\nprofile: orders\n",
        "models/stg_orders.sql": "select 1 as id, 2 as amount\n",
        "models/orders.sql": "select id from {{ ref('stg_orders') }}\n",
        "models/models.yml": PROPERTIES,
        "datacontract.yaml": CONTRACT,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def errors(folder: Path) -> list[dict[str, Any]]:
    """The errors that a check reports as JSON, in its order."""
    done = floe("check", "--format", "json", cwd=folder)
    assert done.code == 2
    found: list[dict[str, Any]] = json.loads(done.out)["diagnostics"]
    return [each for each in found if each["severity"] == "error"]


def test_each_violation_is_found_at_its_place(strict: Path) -> None:
    found: dict[str, tuple[str, int, str]] = {}
    for each in errors(strict):
        at = each["location"]
        line = (strict / each["file"]).read_text(encoding="utf-8").splitlines()[at["line"] - 1]
        kind = each["code"]
        if kind == "FLOE-E600":
            kind += " tags" if "tag" in each["message"] else " most"
        found[kind] = (each["file"], at["line"], line[at["column"] - 1 : at["endColumn"] - 1])
    assert found == EXPECTED


def test_nothing_is_written(strict: Path) -> None:
    done = floe("compile", cwd=strict)
    assert done.code == 2
    assert not (strict / "target").exists()
    for code in EXPECTED:
        assert f"error[{code.split()[0]}]" in done.err


def test_a_dry_run_says_that_it_has_not_passed(strict: Path) -> None:
    done = floe("compile", "--dry-run", cwd=strict)
    assert done.code == 0
    assert f"a compile stops at {len(EXPECTED)} errors of the policies (2)" in done.err
    assert not (strict / "target").exists()
    compilation = compile_pipeline(strict / "floe.yaml", dry_run=True)
    assert compilation.analysis.enforcement is not None
    result = compilation.analysis.enforcement.result.model_dump(mode="json")
    assert (result["passed"], result["error_count"]) == (False, len(EXPECTED))
    outcomes = {each["field"]: each for each in result["fields"]}
    coverage = outcomes["quality_gates.minimum_test_coverage"]
    assert (coverage["outcome"], coverage["models"], coverage["failed"]) == ("checked", 2, 1)
    assert outcomes["data_contracts.enforcement"]["outcome"] == "not_checkable"


def test_what_is_mended_passes_but_for_what_nobody_looked_at(strict: Path) -> None:
    spec = FLOE.replace("  - name: stg_orders\n", "").replace("    dependsOn: [stg_orders]\n", "")
    (strict / "floe.yaml").write_text(spec, encoding="utf-8")
    described = PROPERTIES.replace("name: orders\n", "name: orders\n    description: Orders.\n")
    (strict / "models/models.yml").write_text(described, encoding="utf-8")
    promised = CONTRACT.replace("      - {name: email, logicalType: string}\n", "")
    (strict / "datacontract.yaml").write_text(promised, encoding="utf-8")
    assert [each["code"] for each in errors(strict)] == ["E308"]


def test_the_record_says_what_is_asked_and_what_is_there(strict: Path) -> None:
    done = floe("governance", "report", "--format", "json", cwd=strict)
    found = {each["code"]: each for each in json.loads(done.out)["violations"]}
    coverage = found["FLOE-E210"]
    assert (coverage["model"], coverage["column"]) == ("stg_orders", "amount")
    assert coverage["expected"] == "tests on 80 % of the columns"
    assert coverage["actual"] == "tests on 50 % of them"
    assert (found["FLOE-E220"]["expected"], found["FLOE-E220"]["actual"]) == (
        "a description",
        "none",
    )
