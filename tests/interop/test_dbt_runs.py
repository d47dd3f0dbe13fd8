"""Real dbt runs what was compiled: the examples on DuckDB, and the other engines as far as parse.

The adapters live in the environment that FLOE_TEST_DBT_PYTHON names.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from commands import copy_examples, floe, load_yaml, other_python

from floe_lsp.plugins.templates import environment_variables

pytestmark = pytest.mark.requirement("SC-004")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator: {type: dagster}
  compute:
    type: %s
    config: %s
"""
CONFIGS: dict[str, dict[str, str]] = {
    "bigquery": {"project": "shop-{environment}", "dataset": "{product_slug}", "method": "oauth"},
    "databricks": {"host": "shop.example.com", "http_path": "/sql", "schema": "{product_slug}"},
    "duckdb": {"path": "{product_slug}_{environment}.duckdb"},
    "postgres": {"host": "db.example.com", "database": "shop", "schema": "{product_slug}"},
    "snowflake": {"account": "shop", "database": "{environment}", "schema": "{product_slug}"},
    "spark": {"method": "thrift", "host": "spark.example.com", "schema": "{product_slug}"},
}
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: orders
  - name: totals
    dependsOn: [orders]
    compute: %s
"""
MODELS = {
    "orders": "select 1 as order_id",
    "totals": "select count(*) as orders from {{ ref('orders') }}",
}


def dbt(project: Path, *arguments: str, env: dict[str, str] | None = None) -> str:
    """Run dbt with the compiled profile, and return what it printed."""
    python = Path(other_python("FLOE_TEST_DBT_PYTHON"))
    done = subprocess.run(
        [
            str(python.with_name("dbt")),
            "--no-use-colors",
            "--no-send-anonymous-usage-stats",
            *arguments,
            "--profiles-dir",
            "target",
        ],
        cwd=project,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_examples_build(tmp_path: Path, name: str, environment: str) -> None:
    project = copy_examples(tmp_path) / name
    assert floe("compile", cwd=project).code == 0
    chosen = {"FLOE_ENV": environment}
    assert "All checks passed!" in dbt(project, "debug", env=chosen)
    assert "ERROR=0" in dbt(project, "build", env=chosen)
    slug = name.replace("-", "_")
    databases = [path.name for path in (project / "data").glob("*.duckdb")]
    assert databases == [f"{slug}_{environment}.duckdb"]


def project_on(
    tmp_path: Path, engine: str, override: str, more: str = ""
) -> tuple[Path, dict[str, Any]]:
    (tmp_path / "models").mkdir()
    for model, sql in MODELS.items():
        (tmp_path / "models" / f"{model}.sql").write_text(sql, encoding="utf-8")
    project = "name: shop\nversion: 1.0.0\nconfig-version: 2\nprofile: shop\n"
    (tmp_path / "dbt_project.yml").write_text(project, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(
        MANIFEST % (engine, json.dumps(CONFIGS[engine])) + more, encoding="utf-8"
    )
    (tmp_path / "floe.yaml").write_text(PRODUCT % override, encoding="utf-8")
    done = floe("compile", cwd=tmp_path)
    assert done.code == 0, done.err
    text = (tmp_path / "target/profiles.yml").read_text(encoding="utf-8")
    profiles = load_yaml(text)
    required = [found for found in environment_variables(profiles) if found.required]
    listed = done.out.partition("Set these variables before dbt runs:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == [found.name for found in required]
    return tmp_path, profiles["shop"]["outputs"]


@pytest.mark.parametrize("engine", ["bigquery", "databricks", "postgres", "snowflake", "spark"])
def test_other_engines_parse_with_dummy_variables(tmp_path: Path, engine: str) -> None:
    """The variables that a compile lists are all that dbt asks for, for each environment."""
    project, outputs = project_on(tmp_path, engine, engine)
    dummies = {
        found.name: "5432" if found.name.endswith("_PORT") else "dummy"
        for found in environment_variables(outputs)
        if found.required
    }
    assert list(outputs) == ["dev", "staging", "prod"]
    for environment in outputs:
        dbt(project, "parse", "--no-partial-parse", env={**dummies, "FLOE_ENV": environment})


UAT = """\
artifacts:
  registry: {uri: "oci://registry.example.com/floe", auth: {type: anonymous}}
  promotion:
    environments:
      - {name: uat, gates: {}}
      - {name: pre-prod, gates: {}}
      - {name: "null", gates: {}}
"""


@pytest.mark.requirement("FR-014")
def test_environments_of_the_manifest_are_targets_of_dbt(tmp_path: Path) -> None:
    """Chosen by FLOE_ENV or by --target; without both it is the first that the manifest names."""
    project, outputs = project_on(tmp_path, "duckdb", "duckdb", UAT)
    assert list(outputs) == ["uat", "pre-prod", "null"]
    for name in outputs:
        chosen = (
            dbt(project, "debug", "--target", name),
            dbt(project, "debug", env={"FLOE_ENV": name}),
        )
        for printed in chosen:
            assert f"path: shop_{name}.duckdb" in printed
            assert "All checks passed!" in printed
    assert "path: shop_uat.duckdb" in dbt(project, "debug")
    dbt(project, "build", "--target", "pre-prod")
    assert [path.name for path in sorted(project.glob("*.duckdb"))] == [
        *("shop_null.duckdb", "shop_pre-prod.duckdb", "shop_uat.duckdb"),
    ]


def test_engine_of_one_transform_has_targets_of_its_own(tmp_path: Path) -> None:
    """Both engines parse from the one profile; only the overriding one needs variables."""
    project, outputs = project_on(tmp_path, "duckdb", "postgres")
    assert list(outputs) == [
        *("dev", "staging", "prod"),
        *("dev_postgres", "staging_postgres", "prod_postgres"),
    ]
    dbt(project, "parse", "--no-partial-parse", env={"FLOE_ENV": "prod"})
    dummies = {
        found.name: "5432" if found.name.endswith("_PORT") else "dummy"
        for found in environment_variables(outputs["prod_postgres"])
        if found.required
    }
    dbt(project, "parse", "--no-partial-parse", "--target", "prod_postgres", env=dummies)
