"""Products in the layout of floe-core, compiled beside the released plugins and run by Dagster.

The compiler runs in the environment of the released packages, with its own libraries behind theirs,
so that their storage, catalog and ingestion plugins say how tables are reached.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from commands import copy_examples, floe, load_yaml
from released_packages import compiled_beside_plugins, loaded, rows_of

pytestmark = pytest.mark.requirement("SC-005")

MANIFEST: Final = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: lake-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb, config: {path: "data/{product_slug}.duckdb"}}
  orchestrator: {type: dagster}
  storage:
    type: minio
    config: {endpoint: "http://minio:9000", bucket: lake}
  catalog:
    type: polaris
    config:
      uri: http://polaris:8181/api/catalog
      warehouse: lake
      oauth2:
        client_id: reader
        client_secret: "{{ env_var('POLARIS_CLIENT_SECRET') }}"
        token_url: http://polaris:8181/api/catalog/v1/oauth/tokens
  ingestion: {type: dlt}
defaults: {contract: floe-core}
"""
ENVIRONMENTS: Final = """\
artifacts:
  registry: {uri: "oci://registry.example.com/floe", auth: {type: anonymous}}
  promotion:
    environments:
      - {name: uat, gates: {}}
      - {name: live, gates: {}}
"""
PRODUCT: Final = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: lake-orders, version: 1.0.0}
transforms:
  - name: orders
schedule: {cron: "0 6 * * *"}
ingestion:
  sources:
    - name: raw-orders
      sourceType: filesystem
      format: csv
      path: landing/orders.csv
      destinationTable: bronze.raw_orders
"""
VARIABLES: Final = {
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "POLARIS_CLIENT_ID": "x",
    "POLARIS_CLIENT_SECRET": "x",
    "POLARIS_OAUTH2_SERVER_URI": "x",
}


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_an_example_runs_and_its_tables_hold_rows(tmp_path: Path, name: str) -> None:
    """What ``make demo`` writes the released loader reads, without a word about a layout."""
    folder = copy_examples(tmp_path) / name
    assert floe("compile", cwd=folder).code == 0
    made = loaded(name, folder, "run")
    assert made["success"] is True
    transforms = load_yaml((folder / "floe.yaml").read_text(encoding="utf-8"))["transforms"]
    models = [each["name"] for each in transforms]
    assert set(models) < set(made["assets"])
    slug = name.replace("-", "_")
    assert slug in made["jobs"]
    assert made["checks"] > 0
    assert made["artifact"]["plugins"]["orchestrator"]["version"] == "0.1.0"
    counts = rows_of(folder / "data" / f"{slug}_dev.duckdb", *models)
    assert [model for model, count in counts.items() if count == 0] == []


@pytest.mark.requirement("FR-014")
@pytest.mark.slow
def test_the_released_runtime_takes_the_environments_of_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One artifact, of environments that floe-core has no names for, runs where FLOE_ENV says."""
    examples = copy_examples(tmp_path)
    with (examples / "manifest.yaml").open("a", encoding="utf-8") as manifest:
        _ = manifest.write(ENVIRONMENTS)
    folder = examples / "coffee-orders"
    assert floe("compile", cwd=folder).code == 0
    for chosen, database in ((None, "coffee_orders_uat"), ("live", "coffee_orders_live")):
        if chosen is not None:
            monkeypatch.setenv("FLOE_ENV", chosen)
        made = loaded("coffee-orders", folder, "run")
        assert made["success"] is True
        assert (folder / "data" / f"{database}.duckdb").exists()
    assert len(list((folder / "data").glob("*.duckdb"))) == 2


def test_a_product_with_ingestion_reaches_its_tables(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (tmp_path / "dbt_project.yml").write_text(
        "name: lake\nprofile: lake_orders\nmodel-paths: [models]\n", encoding="utf-8"
    )
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "orders.sql").write_text("select 1 as id\n", encoding="utf-8")
    compiled_beside_plugins(tmp_path, VARIABLES)
    made = loaded("lake-orders", tmp_path, variables=VARIABLES)
    artifact = made["artifact"]
    assert {"orders", "run_ingestion_raw_orders"} == set(made["assets"])
    assert {"dbt", "iceberg", "ingestion", "lineage"} <= set(made["resources"])
    deployment = artifact["deployment"]
    assert deployment["storage"]["warehouse"]["uri"] == "s3://lake"
    assert deployment["catalog"]["polaris"]["catalog_uri"] == "http://polaris:8181/api/catalog"
    assert deployment["ingestion"]["dlt"]["destination_filesystem"]["bucket_url"] == "s3://lake"
    profile = artifact["dbt_profiles"]["lake_orders"]
    assert profile["target"] in profile["outputs"]
    for output in profile["outputs"].values():
        assert output["attach"][0]["options"]["endpoint"] == "http://polaris:8181/api/catalog"
        variable = output["secrets"][0]["client_secret"]
        assert variable == "{{ env_var('POLARIS_CLIENT_SECRET') }}"
    versions = {name: each and each["version"] for name, each in artifact["plugins"].items()}
    assert versions["storage"] == versions["catalog"] == versions["orchestrator"] == "0.1.0"
