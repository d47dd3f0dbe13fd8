"""A platform with a catalog, a storage and a lineage backend, and a secret in plain sight.

None of the three is built in: a compile warns, and carries their options to the orchestrator. The
secret is warned of and is written nowhere.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import floe

pytestmark = pytest.mark.requirement("US1")

SECRET = "swordfish-in-the-manifest"  # noqa: S105 - what must not come out

MANIFEST = f"""\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {{name: harbour-platform, version: 1.0.0, owner: platform@example.com}}
plugins:
  compute:
    type: duckdb
    config: {{path: "data/{{product_slug}}.duckdb"}}
  orchestrator:
    type: dagster
  catalog:
    type: polaris
    config:
      uri: http://polaris.example.com/api/catalog
      warehouse: harbour
      oauth2:
        client_id: harbour-loader
        client_secret: {SECRET}
        token_url: http://polaris.example.com/oauth/tokens
  storage:
    type: s3
    config: {{endpoint: "http://minio.example.com", bucket: harbour, region: eu-west-1}}
  lineage_backend:
    type: marquez
    config: {{url: "http://marquez.example.com", allow_insecure_http: true}}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: ferry-trips, version: 1.0.0}
transforms:
  - name: stg_trips
  - name: mart_trips
    dependsOn: [stg_trips]
"""


@pytest.mark.parametrize("contract", ["floe-lsp", "floe-core"])
@pytest.mark.parametrize("kind", ["json", "yaml", "configmap"])
def test_compiles_with_warnings_and_without_the_secret(
    tmp_path: Path, contract: str, kind: str
) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    done = floe("compile", "--contract", contract, "--format", kind, "--verbose", cwd=tmp_path)
    assert done.code == 0, done.err
    words = " ".join(done.err.split())
    unchecked = "so its options are not checked"
    for plugin, line, effect in (
        ("polaris", 11, unchecked),
        ("s3", 20, "and the artifact names it as it is written here"),
        ("marquez", 23, unchecked),
    ):
        assert f"plugin '{plugin}' is not installed, {effect}" in words
        assert f" --> manifest.yaml:{line}:11\n" in done.err
    assert " --> manifest.yaml:17:24\n" in done.err
    assert "error[" not in done.err
    assert SECRET not in done.out + done.err
    for path in (tmp_path / "target").rglob("*"):
        assert SECRET not in path.read_text(encoding="utf-8"), path


def test_reports_of_a_check_do_not_show_the_secret(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    for kind in ("text", "json", "sarif", "github"):
        done = floe("check", "--format", kind, cwd=tmp_path)
        assert done.code == 0
        assert "client_secret" in done.out + done.err
        assert SECRET not in done.out + done.err


def test_artifact_refers_to_the_secret_by_a_variable(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    assert floe("compile", cwd=tmp_path).code == 0
    text = (tmp_path / "target/compiled_artifacts.json").read_text(encoding="utf-8")
    oauth2 = json.loads(text)["plugins"]["catalog"]["config"]["oauth2"]
    assert oauth2["client_id"] == "harbour-loader"
    assert oauth2["client_secret"].startswith("{{ env_var('FLOE_SECRET_POLARIS_")
