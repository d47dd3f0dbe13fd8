"""A compiled floe product in plain Dagster: schedule, assets, checks, retries and resources.

FLOE_PRODUCT names the folder of the product, FLOE_ENV the environment that dbt connects to.
"""

import re
from datetime import timedelta

import dagster as dg
from pydantic import TypeAdapter

import compiled
from compiled import ARTIFACT

NAME = ARTIFACT["metadata"]["product_name"].replace("-", "_")
OPTIONS = ARTIFACT["plugins"]["orchestrator"].get("config") or {}
ISO_8601 = {None: "{}", "m": "PT{}M", "h": "PT{}H", "d": "P{}D"}  # Durations by their unit.
RETRY = dg.RetryPolicy(**OPTIONS["retries"]) if "retries" in OPTIONS else None


def size(engine):
    """Return the tag by which the launcher and the executor of dagster-k8s size a pod."""
    needs = ARTIFACT["resources"]["engines"][engine]
    return {"dagster-k8s/config": {"container_config": {"resources": needs}}}


def freshness(name):
    """Return how old a table may be, by the data contract of its output port."""
    for contract in ARTIFACT.get("data_contracts", []):
        tables = [table["name"] for table in contract.get("schema", [])]
        for level in contract.get("slaProperties", []):
            about = re.findall(r"[^\s,]+", level.get("element") or " ".join(tables))
            if level["property"] == "freshness" and name in (each.split(".")[0] for each in about):
                spelled = ISO_8601[level.get("unit")].format(level["value"])
                age = TypeAdapter(timedelta).validate_python(spelled)
                return dg.FreshnessPolicy.time_window(fail_window=age)
    return None


def asset_of(asset):
    """Return a model as an asset; what ingestion loads is built elsewhere and only named."""
    if asset["kind"] != "model":
        return dg.AssetSpec(asset["key"].split("."))
    tier = {"tier": asset["tier"]} if asset.get("tier") else {}

    @dg.asset(
        key=asset["key"], deps=asset["depends_on"], group_name=NAME, kinds={"dbt"},
        tags={**dict.fromkeys(asset["tags"], ""), **tier}, op_tags=size(asset["compute"]),
        retry_policy=RETRY, freshness_policy=freshness(asset["key"]),
    )  # fmt: skip
    def build(context):
        compiled.build(context, asset)

    return build


def check_of(model, check):
    """Return a quality check; a critical one that fails keeps what is below from being built."""
    critical = check["severity"] == "critical"
    severity = dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN
    later = {compiled.other_model(check)} & {asset["key"] for asset in ARTIFACT["assets"]}

    @dg.asset_check(
        name=re.sub(r"\W", "_", check["name"]), asset=model["name"], blocking=critical and not later,
        additional_deps=later - {model["name"]}, op_tags=size(model["compute"]), retry_policy=RETRY,
    )  # fmt: skip
    def count(context):
        rows = compiled.failures(context, model, check)
        return dg.AssetCheckResult(passed=not rows, severity=severity, metadata={"failures": rows})

    return count


def schedule_of(job, schedule):
    """Return when the job runs, by the clock of the product's time zone."""
    status = dg.DefaultScheduleStatus.RUNNING if schedule["enabled"] else None
    return dg.ScheduleDefinition(
        job=job, cron_schedule=schedule["cron"], execution_timezone=schedule["timezone"],
        default_status=status or dg.DefaultScheduleStatus.STOPPED,
    )  # fmt: skip


job = dg.define_asset_job(NAME, tags=size(compiled.DEFAULT_ENGINE))
definitions = dg.Definitions(
    assets=[asset_of(asset) for asset in ARTIFACT["assets"]],
    asset_checks=[
        check_of(model, check)
        for model in ARTIFACT["transforms"]["models"]
        for check in model.get("quality_checks") or []
        if check["enabled"]
    ],
    jobs=[job],
    schedules=[schedule_of(job, ARTIFACT["schedule"])] if ARTIFACT.get("schedule") else [],
    executor=dg.in_process_executor,  # A file of DuckDB has one writer at a time.
)
