"""What floe compiled, and the dbt commands that build and check it."""

import json
import os
import re
import subprocess
from pathlib import Path

import dagster as dg

COFFEE = Path(__file__).parents[1] / "coffee-orders"
PRODUCT = Path(os.environ.get("FLOE_PRODUCT", COFFEE)).resolve()


def read(name):
    """Return the data of a file that ``floe compile`` wrote."""
    return json.loads((PRODUCT / "target" / name).read_text("utf-8"))


ARTIFACT = read("compiled_artifacts.json")
if "assets" not in ARTIFACT:  # In the layout of floe-core the rest stands beside it.
    ARTIFACT |= read("orchestration.json")
DEFAULT_ENGINE = ARTIFACT["transforms"]["default_compute"]


def dbt(context, engine, *arguments):
    """Run dbt to its end and return what it printed; when it fails, so does the step."""
    command = ["dbt", *arguments, "--profiles-dir", "target"]
    if engine != DEFAULT_ENGINE:  # Its outputs stand in the profile as <environment>_<engine>.
        [profile] = ARTIFACT["dbt_profiles"].values()
        [default] = re.findall(r"'FLOE_ENV', '(\w+)'", profile["target"])
        environment = os.environ.get("FLOE_ENV", default)
        command += ["--target", f"{environment}_{engine}"]
    done = subprocess.run(
        command, cwd=PRODUCT, env={**os.environ, "DBT_USE_COLORS": "false"}, check=False,
        capture_output=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    context.log.info("%s\n%s%s", " ".join(command), done.stdout, done.stderr)
    if done.returncode:
        raise dg.Failure(f"dbt ended with {done.returncode}", {"dbt": done.stdout[-4000:]})
    return done.stdout


def build(context, asset):
    """Build a model and run its tests, after what is above it and no asset: seeds and the like."""
    selected = ["--select", f"+{asset['key']}"]
    if asset["depends_on"]:
        selected += ["--exclude", *(f"+{above}" for above in asset["depends_on"])]
    # A test of two models runs with the later one, when both are built.
    dbt(context, asset["compute"], "build", *selected, "--indirect-selection", "buildable")


def other_model(check):
    """Return the model that a check compares with, or an empty text."""
    return re.sub(r"^ref\(\W*(\w+)\W*\)$", r"\1", check["parameters"].get("to", ""))


def failures(context, model, check):
    """Return how many rows fail a quality check, by the generic test of dbt with its type's name.

    Rows are counted and not shown, since a log is no place for what they hold.
    """
    given = {"column_name": check.get("column"), **check["parameters"]}
    given = {name: json.dumps(value) for name, value in given.items() if value is not None}
    given["model"] = f'ref("{model["name"]}")'
    if other_model(check):
        given["to"] = f'ref("{other_model(check)}")'
    test = re.sub(r"(\w+)$", r"test_\1", check["type"])
    call = f"{test}({', '.join(f'{name}={value}' for name, value in given.items())})"
    query = f"select count(*) as failures from ({{{{ {call} }}}}) as failing"
    shown = dbt(context, model["compute"], "--quiet", "show", "--output=json", "--inline", query)
    [row] = json.loads(shown)["show"]
    return int(next(iter(row.values())))
