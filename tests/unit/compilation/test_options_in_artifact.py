"""The options of an engine in the artifact: as they were written, without a credential."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from floe_lsp.compilation import compile_pipeline

pytestmark = pytest.mark.requirement("FR-005")

SPEC = """
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms: [{name: stg_orders}]
"""
MANIFEST = """
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator: {type: dagster}
  compute:
"""


def options(folder: Path, compute: str) -> dict[str, Any]:
    (folder / "floe.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "manifest.yaml").write_text(f"{MANIFEST}    {compute}\n", encoding="utf-8")
    compilation = compile_pipeline(folder / "floe.yaml", dry_run=True)
    assert compilation.artifacts is not None, compilation.diagnostics
    artifact = compilation.artifacts.to_dict()
    assert "hunter2" not in str(artifact)
    return artifact["plugins"]["compute"]["config"]


def test_a_password_under_its_other_name(tmp_path: Path) -> None:
    config = options(
        tmp_path,
        "{type: postgres, config: {host: db, dbname: shop, schema: raw, pass: hunter2}}",
    )
    assert config == {
        "host": "db",
        "dbname": "shop",
        "schema": "raw",
        "pass": "{{ env_var('FLOE_SECRET_POSTGRES_PASSWORD') }}",
    }


def test_a_key_that_its_name_does_not_tell(tmp_path: Path) -> None:
    config = options(
        tmp_path, "{type: duckdb, config: {secrets: [{type: s3, key_id: hunter2, region: eu}]}}"
    )
    variable = "{{ env_var('FLOE_SECRET_DUCKDB_SECRETS_1_KEY_ID') }}"
    assert config == {"secrets": [{"type": "s3", "key_id": variable, "region": "eu"}]}


def test_the_name_of_a_secret_stays(tmp_path: Path) -> None:
    attached = "{path: lake, alias: lake, type: iceberg, secret: lake_login}"
    config = options(tmp_path, f"{{type: duckdb, config: {{attach: [{attached}]}}}}")
    assert "lake_login" in config["attach"][0].values()


def test_a_filter_and_a_placeholder_stay(tmp_path: Path) -> None:
    key = "{{ env_var('KEY', 'hunter2') | as_native }}"
    config = options(
        tmp_path,
        "{type: bigquery, config: {method: service-account-json, "
        f'schema: "{{product_slug}}_{{environment}}", keyfile_json: "{key}"}}}}',
    )
    variable = "{{ env_var('FLOE_SECRET_BIGQUERY_KEYFILE_JSON') | as_native }}"
    assert config["keyfile_json"] == variable
    assert config["schema"] == "orders_{environment}"
