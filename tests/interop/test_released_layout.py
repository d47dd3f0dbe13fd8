"""Products in the layout of floe-core, compiled beside the released plugins and run by Dagster.

The compiler runs in the environment of the released packages, with its own libraries behind theirs,
so that their storage, catalog and ingestion plugins say how tables are reached.
"""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any, Final

import pytest
from commands import copy_examples, floe, other_python

pytestmark = pytest.mark.requirement("SC-005")

REPOSITORY: Final = Path(__file__).parents[2]

COMPILE: Final = """
import sys
sys.path.append(sys.argv[1])
from floe_lsp.cli.main import main
raise SystemExit(main(["compile"]))
"""

LOAD: Final = """
import json, sys
from pathlib import Path
from floe_core.schemas.compiled_artifacts import CompiledArtifacts
from floe_orchestrator_dagster.loader import load_product_definitions
folder = Path(sys.argv[2])
artifact = CompiledArtifacts.from_json_file(folder / "compiled_artifacts.json")
definitions = load_product_definitions(sys.argv[1], folder)
graph = definitions.resolve_asset_graph()
success = None
if sys.argv[3:] == ["run"]:
    job = definitions.resolve_job_def(sys.argv[1].replace("-", "_"))
    success = job.execute_in_process().success
print(json.dumps({
    "artifact": artifact.model_dump(mode="json"),
    "assets": sorted(key.path[-1] for key in graph.get_all_asset_keys()),
    "checks": len(graph.asset_check_keys),
    "jobs": sorted(each.name for each in definitions.resolve_all_job_defs()),
    "resources": sorted(definitions.resources),
    "success": success,
}))
"""

ROWS: Final = """
import json, sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    counted = "select count(*) from "
    print(json.dumps([connection.execute(counted + name).fetchone()[0] for name in sys.argv[2:]]))
"""

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


def among_released(script: str, *arguments: str | Path, cwd: Path) -> str:
    """Run a script among the released packages, with dbt on the path; return its last line."""
    dbt = Path(other_python("FLOE_TEST_DBT_PYTHON")).parent
    done = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-W", "ignore", "-c", script,
         *map(str, arguments)],
        cwd=cwd,
        env={
            **{name: each for name, each in os.environ.items() if name != "PYTHONPATH"},
            **VARIABLES,
            "DAGSTER_HOME": str(cwd),
            "PATH": f"{dbt}{os.pathsep}{os.environ['PATH']}",
            "TMPDIR": str(cwd),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def compiled_beside_plugins(folder: Path) -> None:
    """Compile the product of a folder with the released plugins installed."""
    script = f"import sys; sys.path.insert(0, {str(REPOSITORY / 'server')!r})\n{COMPILE}"
    among_released(script, sysconfig.get_path("purelib"), cwd=folder)


def loaded(name: str, folder: Path, *more: str) -> Any:
    """What the released loader makes of a product whose dbt project was parsed."""
    dbt = Path(other_python("FLOE_TEST_DBT_PYTHON")).with_name("dbt")
    parsed = subprocess.run(
        [str(dbt), "parse", "--profiles-dir", "target"],
        cwd=folder, env={**os.environ, **VARIABLES}, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
    assert parsed.returncode == 0, parsed.stdout
    artifact = folder / "compiled_artifacts.json"
    artifact.write_bytes((folder / "target" / artifact.name).read_bytes())
    return json.loads(among_released(LOAD, name, folder, *more, cwd=folder))


def test_the_example_runs_and_its_tables_hold_the_rows(tmp_path: Path) -> None:
    """What ``make demo`` writes the released loader reads, without a word about a layout."""
    folder = copy_examples(tmp_path) / "coffee-orders"
    assert floe("compile", cwd=folder).code == 0
    made = loaded("coffee-orders", folder, "run")
    assert made["success"] is True
    models = ["fct_daily_sales", "int_orders", "stg_order_lines"]
    assert set(models) < set(made["assets"])
    assert "coffee_orders" in made["jobs"]
    assert made["checks"] > 0
    assert made["artifact"]["plugins"]["orchestrator"]["version"] == "0.1.0"
    database = folder / "data" / "coffee_orders_dev.duckdb"
    done = subprocess.run(
        [other_python("FLOE_TEST_DBT_PYTHON"), "-c", ROWS, str(database), *models],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all(count > 0 for count in json.loads(done.stdout))


@pytest.mark.requirement("FR-014")
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
    compiled_beside_plugins(tmp_path)
    made = loaded("lake-orders", tmp_path)
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
