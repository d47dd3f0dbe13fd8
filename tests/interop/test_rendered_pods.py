"""Real dbt builds a product from what a rendered pod has: its command, variables and files alone.

No cluster runs here, so the folders of the pod are folders of the test.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from clusters import rendered
from commands import copy_examples, other_python

pytestmark = pytest.mark.requirement("floe deploy render")


def _files(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def test_the_pod_builds_the_product_and_writes_nothing_beside_it(tmp_path: Path) -> None:
    project = copy_examples(tmp_path) / "coffee-orders"
    resources = rendered(project, tmp_path / "out", "--environment", "staging")
    pod = resources["cronjob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    folders: dict[str, Path] = {}
    for mount in container["volumeMounts"]:
        folders[mount["mountPath"]] = tmp_path / mount["name"]
        folders[mount["mountPath"]].mkdir()
    for name, text in resources["configmap-compiled"]["data"].items():
        (folders["/etc/floe"] / name).write_text(text, "utf-8")
    variables: dict[str, str] = {}
    for name, value in resources["configmap-environment"]["data"].items():
        mount = next((each for each in folders if f"{value}/".startswith(f"{each}/")), "")
        variables[name] = f"{folders[mount]}{value[len(mount) :]}" if mount else value
    before, config = _files(project), _files(folders["/etc/floe"])
    python = Path(other_python("FLOE_TEST_DBT_PYTHON"))
    done = subprocess.run(
        container["command"],
        cwd=project,
        env={**variables, "PATH": f"{python.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Completed successfully" in done.stdout
    # The one thing that the note of floe deploy render asks a volume for.
    assert _files(project) - before == {"data/coffee_orders_staging.duckdb"}
    assert _files(folders["/etc/floe"]) == config
    assert (folders["/work"] / "target" / "manifest.json").is_file()
    assert (folders["/work"] / "logs" / "dbt.log").is_file()
