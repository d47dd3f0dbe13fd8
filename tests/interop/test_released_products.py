"""A product of the shape that the release shows, in the released model and Dagster's loader.

Its manifest has what theirs has: a catalog with a client's credentials, a storage plugin by a name
that is not installed, lineage and traces sent by HTTP, retention of Iceberg snapshots, the short
form of presets, and a schedule that the orchestrator's options repeat.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from commands import load_yaml
from released_packages import compiled_beside_plugins, loaded, rows_of

pytestmark = pytest.mark.requirement("SC-005")

MANIFEST: Final = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: museum-platform
  version: 1.0.0
  description: What every product of the museum runs on
  owner: platform@example.com
plugins:
  compute:
    type: duckdb
    config: {path: "data/{product_slug}.duckdb", threads: 2, memory_limit: 1GB}
  orchestrator:
    type: dagster
    config: {default_schedule: "*/15 * * * *"}
  catalog:
    type: polaris
    config:
      uri: http://polaris:8181/api/catalog
      warehouse: museum
      oauth2:
        client_id: museum-reader
        client_secret: not-to-be-told
        scope: PRINCIPAL_ROLE:ALL
        token_url: http://polaris:8181/api/catalog/v1/oauth/tokens
  storage:
    type: s3
    config: {endpoint: "http://minio:9000", bucket: museum, region: eu-west-1}
  lineage_backend:
    type: marquez
    config: {url: "http://marquez:5000", drain_timeout: 5.0, allow_insecure_http: true}
observability:
  tracing: {enabled: true, exporter: otlp, endpoint: "http://collector:4317"}
  lineage: {enabled: true, transport: http, endpoint: "http://marquez:5000/api/v1/lineage"}
  logging: {level: INFO, format: json}
governance:
  policy_enforcement_level: warn
  audit_logging: enabled
  data_retention_days: 2
  default_ttl_hours: 48
  snapshot_keep_last: 4
  stale_table_recovery_mode: repair
  quality_gates: {minimum_test_coverage: 80, require_descriptions: false, block_on_failure: false}
resource_presets:
  small: {cpu_request: 100m, cpu_limit: 500m, memory_request: 256Mi, memory_limit: 512Mi}
defaults: {contract: floe-core}
"""
PRODUCT: Final = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: museum-visits
  version: 1.0.0
  description: Tickets, tours and what visitors said
  owner: visits@example.com
  labels: {domain: museum, tier: gold}
platform: {manifest: ../manifest.yaml}
transforms:
  - {name: stg_tickets, tags: [staging], tier: bronze}
  - {name: stg_tours, tags: [staging], tier: bronze}
  - {name: stg_comments, tags: [staging], tier: bronze}
  - {name: int_days, tags: [intermediate], tier: silver, dependsOn: [stg_tickets, stg_tours]}
  - {name: int_moods, tags: [intermediate], tier: silver, dependsOn: [stg_tickets, stg_comments]}
  - {name: mart_visits, tags: [marts], tier: gold, dependsOn: [int_days, int_moods]}
schedule: {cron: "*/15 * * * *", timezone: UTC, enabled: true}
"""
JOINED: Final = "select * from {{{{ ref('{}') }}}} join {{{{ ref('{}') }}}} using (day)\n"
MODELS: Final = {
    "stg_tickets": "select range as day, 3 * range as tickets from range(1, 8)\n",
    "stg_tours": "select range as day, 2 as tours from range(1, 8)\n",
    "stg_comments": "select range as day, 'fine' as mood from range(1, 8, 2)\n",
    "int_days": JOINED.format("stg_tickets", "stg_tours"),
    "int_moods": JOINED.format("stg_tickets", "stg_comments"),
    "mart_visits": "select day, tours, mood from {{ ref('int_days') }}\n"
    "join {{ ref('int_moods') }} using (day)\n",
}
TESTS: Final = """\
models:
  - name: mart_visits
    columns:
      - {name: day, data_tests: [unique, not_null]}
"""
PROJECT: Final = "name: museum\nprofile: museum_visits\nmodel-paths: [models]\n"
VARIABLES: Final = {"FLOE_ALLOW_INSECURE_HTTP": "true"}


def museum(folder: Path, manifest: str = MANIFEST) -> Path:
    """Write the product and its platform, and compile it; the folder of the product."""
    product = folder / "visits"
    (product / "models").mkdir(parents=True)
    (product / "data").mkdir()
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    (product / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (product / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    (product / "models" / "models.yml").write_text(TESTS, encoding="utf-8")
    for name, query in MODELS.items():
        (product / "models" / f"{name}.sql").write_text(query, encoding="utf-8")
    compiled_beside_plugins(product)
    return product


def edges_of_product() -> list[list[str]]:
    """What floe.yaml says of which model is built from which."""
    transforms: list[dict[str, Any]] = load_yaml(PRODUCT)["transforms"]
    return sorted(
        [above, each["name"]] for each in transforms for above in each.get("dependsOn", ())
    )


def test_it_becomes_definitions_with_all_that_it_declares(tmp_path: Path) -> None:
    product = museum(tmp_path)
    made = loaded("museum-visits", product, variables=VARIABLES)
    assert made["assets"] == sorted(MODELS)
    assert made["edges"] == edges_of_product()
    assert made["checks"] == 2
    assert "museum_visits" in made["jobs"]
    artifact = made["artifact"]
    assert artifact["observability"]["telemetry"]["otlp_endpoint"] == "http://collector:4317"
    assert artifact["observability"]["lineage_endpoint"] == "http://marquez:5000/api/v1/lineage"
    assert artifact["plugins"]["lineage_backend"]["config"]["url"] == "http://marquez:5000"
    kept = {"default_ttl_hours": 48, "snapshot_keep_last": 4, "stale_table_recovery_mode": "repair"}
    assert kept.items() <= artifact["governance"].items()
    profile = artifact["dbt_profiles"]["museum_visits"]["outputs"]["prod"]
    assert profile["settings"] == {"memory_limit": "1GB"}
    written = [path.read_bytes() for path in (product / "target").iterdir() if path.is_file()]
    assert not any(b"not-to-be-told" in each for each in written)


def test_its_schedule_and_sizes_stand_beside_the_artifact(tmp_path: Path) -> None:
    product = museum(tmp_path)
    beside = json.loads((product / "target/orchestration.json").read_text(encoding="utf-8"))
    assert beside["schedule"] == {"cron": "*/15 * * * *", "timezone": "UTC", "enabled": True}
    assert beside["resources"]["presets"]["small"] == {
        "requests": {"cpu": "100m", "memory": "256Mi"},
        "limits": {"cpu": "500m", "memory": "512Mi"},
    }


@pytest.mark.slow
def test_it_runs_where_nothing_outside_is_asked(tmp_path: Path) -> None:
    """Without catalog, storage, lineage and collector, which a run would have to reach."""
    platform = load_yaml(MANIFEST)
    for outside in ("catalog", "storage", "lineage_backend"):
        del platform["plugins"][outside]
    platform["observability"] = {"tracing": {"enabled": False}, "lineage": {"enabled": False}}
    product = museum(tmp_path, json.dumps(platform))
    made = loaded("museum-visits", product, "run", variables=VARIABLES)
    assert made["success"] is True
    assert rows_of(product / "data" / "museum_visits.duckdb", "int_days", "mart_visits") == {
        "int_days": 7,
        "mart_visits": 4,
    }
