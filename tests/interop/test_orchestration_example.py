"""examples/orchestration: plain Dagster, in the environment of the released packages, real dbt."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from commands import copy_examples, floe, load_yaml, other_python
from released_packages import among_released, environment_with_dbt, rows_of

pytestmark = pytest.mark.requirement("FR-007")

DESCRIBE: Final = """
import json
from definitions import definitions
graph = definitions.resolve_asset_graph()
keys = graph.get_all_asset_keys()
def name(key):
    return ".".join(key.path)
def age(policy):
    return policy and policy.fail_window.to_timedelta().total_seconds()
steps = (*definitions.assets, *definitions.asset_checks)
steps = [each for each in steps if hasattr(each, "op")]
print(json.dumps({
    "assets": {name(key): {
        "above": sorted(map(name, graph.get(key).parent_keys)),
        "built": graph.get(key).is_materializable,
        "tags": dict(graph.get(key).tags),
        "stale_after": age(graph.get(key).freshness_policy),
    } for key in keys},
    "checks": sorted([name(key.asset_key), key.name] for key in graph.asset_check_keys),
    "steps": {each.op.name: each.op.tags for each in steps},
    "tries": [each.op.retry_policy and each.op.retry_policy.max_retries for each in steps],
    "jobs": {each.name: each.tags for each in definitions.jobs},
    "schedules": [
        [each.job_name, each.cron_schedule, each.execution_timezone, each.default_status.value]
        for each in definitions.schedules
    ],
}))
"""

RUN: Final = """
import json, sys
from definitions import definitions
job = definitions.resolve_job_def(definitions.jobs[0].name)
run = job.execute_in_process(raise_on_error=False)
print(json.dumps({
    "success": run.success,
    "built": [each.asset_key.path[-1] for each in run.get_asset_materialization_events()],
    "checks": {each.check_name: [each.passed, each.severity.value, each.metadata["failures"].value]
               for each in run.get_asset_check_evaluations()},
    "failed": [each.step_key for each in run.all_events if each.is_step_failure],
    "tried_again": [each.step_key for each in run.all_events if each.is_step_up_for_retry],
    "said": [each.event_specific_data.user_failure_data.metadata["dbt"].value
             for each in run.all_events
             if each.is_step_failure and each.event_specific_data.user_failure_data],
}))
"""

BOTH: Final = pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
CHECK: Final = """\
    qualityChecks:
      - name: %s
        type: accepted_values
        column: shop
        dimension: validity
        severity: %s
        parameters: {values: [harbour, market]}
"""
MANIFEST: Final = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: shop-platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator: {type: dagster}
  compute: {type: duckdb, config: {path: "{product_slug}.duckdb"}}
governance: {data_contracts: {enforcement: warn, drift_detection: {enabled: false}}}
"""
PRODUCT: Final = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
transforms:
  - name: orders
    qualityChecks:
      - name: people exist
        type: relationships
        column: customer
        dimension: accuracy
        severity: critical
        parameters: {to: people, field: customer}
      - name: never
        type: not_null
        column: customer
        dimension: completeness
        enabled: false
  - name: people
    dependsOn: [orders]
"""
QUERIES: Final = {
    "orders": "select 1 as order_id, 7 as customer\n",
    "people": "select distinct customer from {{ ref('orders') }}\n",
}


def among_examples(
    script: str, examples: Path, name: str, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a script beside definitions.py for one of the products; the JSON of its last line."""
    chosen = {"FLOE_PRODUCT": str(examples / name), **(variables or {})}
    home = examples.parent
    return json.loads(
        among_released(script, cwd=examples / "orchestration", home=home, variables=chosen)
    )


def compiled(examples: Path, name: str, *arguments: str) -> dict[str, Any]:
    """Compile one of the products; floe.yaml as another parser reads it."""
    done = floe("compile", *arguments, cwd=examples / name)
    assert done.code == 0, done.err
    return load_yaml((examples / name / "floe.yaml").read_text(encoding="utf-8"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def with_check(examples: Path, severity: str) -> None:
    """Ask of the first model of coffee-orders what its rows of one shop do not fulfil."""
    product = examples / "coffee-orders" / "floe.yaml"
    staging = "  - name: stg_order_lines\n    tier: bronze\n    tags: [staging]\n"
    edit(product, staging, staging + CHECK % ("shops_by_the_sea", severity))


@BOTH
@pytest.mark.parametrize("layout", ["floe-core", "floe-lsp"])
def test_definitions_say_what_floe_yaml_says(tmp_path: Path, name: str, layout: str) -> None:
    examples = copy_examples(tmp_path)
    product = compiled(examples, name, "--contract", layout)
    made = among_examples(DESCRIBE, examples, name)
    slug = name.replace("-", "_")
    when = product["schedule"]
    assert made["schedules"] == [[slug, when["cron"], when["timezone"], "RUNNING"]]
    transforms: dict[str, Any] = {each["name"]: each for each in product["transforms"]}
    assert {key: asset["above"] for key, asset in made["assets"].items()} == {
        key: sorted(each.get("dependsOn", [])) for key, each in transforms.items()
    }
    assert made["checks"] == sorted(
        [key, check["name"]]
        for key, each in transforms.items()
        for check in each.get("qualityChecks", [])
    )
    for key, each in transforms.items():
        tags = {**dict.fromkeys(each["tags"], ""), "tier": each["tier"]}
        assert tags.items() <= made["assets"][key]["tags"].items()
    needs = {
        "requests": {"cpu": "1", "memory": "2Gi"},
        "limits": {"cpu": "2", "memory": "4Gi"},
    }
    sized = {"dagster-k8s/config": {"container_config": {"resources": needs}}}
    for tags in (*made["steps"].values(), *made["jobs"].values()):
        assert {key: json.loads(value) for key, value in tags.items()} == sized


@BOTH
def test_dagster_itself_finds_them_valid(tmp_path: Path, name: str) -> None:
    examples = copy_examples(tmp_path)
    command = Path(other_python("FLOE_TEST_RELEASED_PYTHON")).with_name("dagster")
    variables = {"FLOE_PRODUCT": str(examples / name)}

    def validated() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(command), "definitions", "validate", "-f", "definitions.py"],
            cwd=examples / "orchestration", env=environment_with_dbt(tmp_path, variables),
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    before = validated()
    assert before.returncode != 0
    assert "compiled_artifacts.json" in before.stdout + before.stderr
    compiled(examples, name)
    after = validated()
    assert after.returncode == 0, after.stdout + after.stderr


def test_a_run_builds_the_tables_of_its_environment(tmp_path: Path) -> None:
    examples = copy_examples(tmp_path)
    product = compiled(examples, "coffee-orders")
    made = among_examples(RUN, examples, "coffee-orders", {"FLOE_ENV": "prod"})
    models = [each["name"] for each in product["transforms"]]
    assert made["success"] is True
    assert made["built"] == models
    assert made["checks"] == {"one_row_per_order": [True, "ERROR", 0]}
    data = examples / "coffee-orders" / "data"
    assert [path.name for path in data.glob("*.duckdb")] == ["coffee_orders_prod.duckdb"]
    counts = rows_of(data / "coffee_orders_prod.duckdb", "raw_order_lines", *models)
    assert counts["raw_order_lines"] == 30
    assert all(counts.values())


def test_a_check_that_fails_is_reported_as_failed(tmp_path: Path) -> None:
    """The lines have one shop that the check does not accept, which dbt counts as one failure."""
    examples = copy_examples(tmp_path)
    with_check(examples, "warning")
    compiled(examples, "coffee-orders")
    made = among_examples(RUN, examples, "coffee-orders")
    assert made["checks"]["shops_by_the_sea"] == [False, "WARN", 1]
    assert made["checks"]["one_row_per_order"] == [True, "ERROR", 0]
    assert made["success"] is True
    assert made["built"][-1] == "fct_daily_sales"


@pytest.mark.slow
def test_a_critical_check_that_fails_stops_what_is_below(tmp_path: Path) -> None:
    examples = copy_examples(tmp_path)
    with_check(examples, "critical")
    compiled(examples, "coffee-orders")
    made = among_examples(RUN, examples, "coffee-orders")
    assert made["checks"] == {"shops_by_the_sea": [False, "ERROR", 1]}
    assert made["success"] is False
    assert made["built"] == ["stg_order_lines"]


@pytest.mark.slow
def test_a_model_that_dbt_cannot_build_fails_the_run_after_its_retries(tmp_path: Path) -> None:
    examples = copy_examples(tmp_path)
    orchestrator = "    type: dagster\n"
    retries = "    config: {retries: {max_retries: 1, delay: 0.1}}\n"
    edit(examples / "manifest.yaml", orchestrator, orchestrator + retries)
    compiled(examples, "coffee-orders")
    model = examples / "coffee-orders" / "models" / "int_orders.sql"
    model.write_text("select no_such_column from {{ ref('stg_order_lines') }}\n", encoding="utf-8")
    assert among_examples(DESCRIBE, examples, "coffee-orders")["tries"] == [1] * 4
    made = among_examples(RUN, examples, "coffee-orders")
    assert made["success"] is False
    assert made["built"] == ["stg_order_lines"]
    assert made["tried_again"] == made["failed"] == ["int_orders"]
    assert "no_such_column" in made["said"][0]


@pytest.mark.slow
def test_a_check_of_a_kind_that_dbt_does_not_have_is_not_passed(tmp_path: Path) -> None:
    examples = copy_examples(tmp_path)
    with_check(examples, "warning")
    edit(examples / "coffee-orders" / "floe.yaml", "type: accepted_values", "type: not_of_dbt")
    compiled(examples, "coffee-orders")
    made = among_examples(RUN, examples, "coffee-orders")
    assert made["success"] is False
    assert "shops_by_the_sea" not in made["checks"]
    assert "'test_not_of_dbt' is undefined" in made["said"][0]


def shop(folder: Path, product: str, **files: str) -> Path:
    """Write and compile a product of its own beside the example; the folder that holds both."""
    examples = copy_examples(folder)
    home = examples / "shop"
    (home / "models").mkdir(parents=True)
    (home / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (home / "floe.yaml").write_text(PRODUCT + product, encoding="utf-8")
    (home / "dbt_project.yml").write_text("name: shop\nprofile: shop\n", encoding="utf-8")
    for model, query in QUERIES.items():
        (home / "models" / f"{model}.sql").write_text(query, encoding="utf-8")
    for name, text in files.items():
        (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = floe("compile", cwd=home)
    assert done.code == 0, done.err
    return examples


@pytest.mark.slow
def test_a_check_waits_for_the_model_that_it_compares_with(tmp_path: Path) -> None:
    """That one is built from the model that is checked, which no check can stop then."""
    examples = shop(tmp_path, "")
    made = among_examples(DESCRIBE, examples, "shop")
    assert made["checks"] == [["orders", "people_exist"]]
    assert made["schedules"] == []
    assert made["tries"] == [None] * 3
    run = among_examples(RUN, examples, "shop")
    assert run["built"] == ["orders", "people"]
    assert run["checks"] == {"people_exist": [True, "ERROR", 0]}
    assert run["success"] is True


@pytest.mark.parametrize(
    ("level", "seconds"),
    [
        ("value: PT6H", 21_600),
        ("value: 2, unit: d", 172_800),
        ("value: 90, unit: m, element: people.customer", 5_400),
        ("value: PT6H, element: orders", None),
    ],
)
def test_an_asset_is_stale_when_its_contract_says_so(
    tmp_path: Path, level: str, seconds: int | None
) -> None:
    ports = ["people", "orders"] if seconds is None else ["people"]
    column = "{name: customer, type: integer}"
    floe_yaml = "outputPorts:\n" + "".join(
        f"  - {{name: {port}, schema: [{column}]}}\n" for port in ports
    )
    contract = (
        "apiVersion: v3.1.0\nkind: DataContract\nid: shop\nversion: 1.0.0\nstatus: active\n"
        f"schema: [{', '.join(f'{{name: {port}}}' for port in ports)}]\n"
        f"slaProperties:\n  - {{property: freshness, {level}}}\n"
    )
    examples = shop(tmp_path, floe_yaml, datacontract=contract)
    assets = among_examples(DESCRIBE, examples, "shop")["assets"]
    assert assets["people"]["stale_after"] == seconds
    assert assets["orders"]["stale_after"] == (21_600 if seconds is None else None)


def test_a_schedule_that_is_off_stays_off(tmp_path: Path) -> None:
    schedule = 'schedule: {cron: "15 4 * * 1", timezone: Asia/Tokyo, enabled: false}\n'
    made = among_examples(DESCRIBE, shop(tmp_path, schedule), "shop")
    assert made["schedules"] == [["shop", "15 4 * * 1", "Asia/Tokyo", "STOPPED"]]


@pytest.mark.slow
def test_what_ingestion_loads_is_named_and_not_built(tmp_path: Path) -> None:
    source = (
        "ingestion:\n  sources:\n    - {name: raw, sourceType: filesystem, format: csv,"
        " path: landing/orders.csv, destinationTable: bronze.raw_orders}\n"
    )
    loads = "  ingestion: {type: dlt}\n  storage: {type: minio}\n  catalog: {type: polaris}\n"
    examples = shop(
        tmp_path, source, manifest=MANIFEST.replace("governance:", f"{loads}governance:")
    )
    assets = among_examples(DESCRIBE, examples, "shop")["assets"]
    assert assets["bronze.raw_orders"]["built"] is False
    assert assets["orders"]["built"] is True
    run = among_examples(RUN, examples, "shop")
    assert run["built"] == ["orders", "people"]


@pytest.mark.slow
def test_a_model_of_another_engine_is_built_on_that_engine(tmp_path: Path) -> None:
    """No Postgres is there, so that what dbt says of its variables tells where it wanted to go."""
    examples = shop(tmp_path, "")
    home = examples / "shop"
    edit(home / "floe.yaml", "  - name: people\n", "  - name: people\n    compute: postgres\n")
    compiled(examples, "shop")
    run = among_examples(RUN, examples, "shop", {"FLOE_ENV": "staging"})
    assert run["success"] is False
    assert run["built"] == ["orders"]
    assert run["failed"] == ["people"]
    assert "FLOE_POSTGRES_" in run["said"][0]
