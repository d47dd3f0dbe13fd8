"""The commands as processes, run as a person runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from ruamel.yaml import YAML

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "examples"
BIN = Path(sys.executable).parent

_DROPPED = (
    "FLOE_",
    "OTEL_",
    "OPENLINEAGE_",
    "TRACEPARENT",
    "NO_COLOR",
    "SOURCE_DATE_EPOCH",
    "PYTHONIOENCODING",
)
_MADE_BY_TOOLS = ("target", "logs", "dbt_packages", "*.duckdb", ".user.yml", "profiles.yml")


class Run(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment without what changes the commands' behaviour, but for ``changes``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    return {**kept, **(changes or {})}


def run(
    command: str, *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> Run:
    """Run ``floe`` or ``floe-lsp`` to its end."""
    done = subprocess.run(
        [str(BIN / command), *map(str, arguments)],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def floe(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run ``floe``."""
    return run("floe", *arguments, cwd=cwd, env=env)


def load_yaml(text: str) -> Any:
    """Return the value of a YAML text, read by a parser that is not ours."""
    return cast("Any", YAML(typ="safe", pure=True)).load(text)


def copy_examples(folder: Path) -> Path:
    """Copy the examples without what compilers and dbt made there; return their folder."""
    return shutil.copytree(
        EXAMPLES, folder / "examples", ignore=shutil.ignore_patterns(*_MADE_BY_TOOLS)
    )


def other_python(variable: str) -> str:
    """Return the interpreter of another environment, which ``make test`` makes and names.

    Raises:
        RuntimeError: The variable is not set.
    """
    python = os.environ.get(variable)
    if python is None:
        raise RuntimeError(f"{variable} is not set: run this test by 'make test', which sets it")
    return python
