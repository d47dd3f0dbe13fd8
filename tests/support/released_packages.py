"""The environment of the released packages, and what their loader makes of a product.

It is the one that FLOE_TEST_RELEASED_PYTHON names; dbt, which makes the manifest that Dagster reads
and is what a run starts, is in that of FLOE_TEST_DBT_PYTHON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from commands import REPOSITORY, other_python

_COMPILE: Final = """
import sys
sys.path.insert(0, sys.argv[1])
sys.path.append(sys.argv[2])
from floe_lsp.cli.main import main
raise SystemExit(main(["compile"]))
"""

_LOAD: Final = """
import json, sys
from pathlib import Path
from floe_core.schemas.compiled_artifacts import CompiledArtifacts
from floe_orchestrator_dagster.loader import load_product_definitions
folder = Path(sys.argv[2])
artifact = CompiledArtifacts.from_json_file(folder / "compiled_artifacts.json")
definitions = load_product_definitions(sys.argv[1], folder)
graph = definitions.resolve_asset_graph()
keys = graph.get_all_asset_keys()
success = None
if sys.argv[3:] == ["run"]:
    job = definitions.resolve_job_def(sys.argv[1].replace("-", "_"))
    success = job.execute_in_process().success
print(json.dumps({
    "artifact": artifact.model_dump(mode="json"),
    "assets": sorted(key.path[-1] for key in keys),
    "edges": sorted(
        [above.path[-1], key.path[-1]] for key in keys for above in graph.get(key).parent_keys
    ),
    "checks": len(graph.asset_check_keys),
    "jobs": sorted(each.name for each in definitions.resolve_all_job_defs()),
    "resources": sorted(definitions.resources),
    "success": success,
}))
"""

_ROWS: Final = """
import json, sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    counted = "select count(*) from "
    print(json.dumps({
        name: connection.execute(counted + name).fetchone()[0] for name in sys.argv[2:]
    }))
"""


def environment_with_dbt(home: Path, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which ``dbt`` is found, and Dagster keeps its runs in a folder."""
    dbt = Path(other_python("FLOE_TEST_DBT_PYTHON")).parent
    return {
        **{name: each for name, each in os.environ.items() if name != "PYTHONPATH"},
        **(variables or {}),
        "DAGSTER_HOME": str(home),
        "PATH": f"{dbt}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(home),
    }


def among_released(
    script: str,
    *arguments: str | Path,
    cwd: Path,
    home: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Run a script among the released packages, with dbt on the path; return its last line.

    Args:
        script: Python code.
        arguments: Its ``sys.argv``, from the second on.
        cwd: The folder that it runs in.
        home: Where Dagster and others leave files, ``cwd`` without it.
        variables: More for its environment.
    """
    done = subprocess.run(
        [other_python("FLOE_TEST_RELEASED_PYTHON"), "-W", "ignore", "-c", script,
         *map(str, arguments)],
        cwd=cwd,
        env=environment_with_dbt(home or cwd, variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def compiled_beside_plugins(folder: Path, variables: Mapping[str, str] | None = None) -> None:
    """Compile the product of a folder with the released plugins installed, our libraries last."""
    ours = (REPOSITORY / "server", sysconfig.get_path("purelib"))
    among_released(_COMPILE, *ours, cwd=folder, variables=variables)


def parsed_by_dbt(folder: Path, variables: Mapping[str, str] | None = None) -> None:
    """Let real dbt write the manifest of a product that is compiled."""
    dbt = Path(other_python("FLOE_TEST_DBT_PYTHON")).with_name("dbt")
    parsed = subprocess.run(
        [str(dbt), "parse", "--profiles-dir", "target"],
        cwd=folder, env={**os.environ, **(variables or {})}, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert parsed.returncode == 0, parsed.stdout


def loaded(
    name: str, folder: Path, *more: str, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what the released loader makes of a product whose dbt project was parsed.

    Args:
        name: Of the product.
        folder: Where it was compiled.
        more: ``run`` to also run its job in this process.
        variables: More for the environment.
    """
    parsed_by_dbt(folder, variables)
    artifact = folder / "compiled_artifacts.json"
    artifact.write_bytes((folder / "target" / artifact.name).read_bytes())
    return json.loads(among_released(_LOAD, name, folder, *more, cwd=folder, variables=variables))


def rows_of(database: Path, *tables: str) -> dict[str, int]:
    """Return how many rows each table in a file of DuckDB has."""
    done = subprocess.run(
        [other_python("FLOE_TEST_DBT_PYTHON"), "-c", _ROWS, str(database), *tables],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
