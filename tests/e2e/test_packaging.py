"""``pip install .`` into an empty environment, with pip itself."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from commands import copy_examples, environment

pytestmark = pytest.mark.requirement("FR-001")

NAMES = {
    "attr": "attrs",
    "ruamel": "ruamel.yaml",
    "_ruamel_yaml": "ruamel.yaml.clib",
    "openlineage": "openlineage_python",
    "opentelemetry": "opentelemetry_sdk",
    # pydantic pins the exact release of its core.
    "pydantic_core": "pydantic",
}
"""Requirements whose name is not that of the module."""

DEVELOPMENT = {"pytest", "hypothesis", "ruff", "basedpyright", "dbt-core", "dagster"}
"""Without jsonschema, which the tests use and oras needs."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The folder with the commands of an environment that holds the package alone."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    commands = folder / "venv/bin"
    subprocess.run(
        [commands / "pip", "install", "--quiet", "--disable-pip-version-check", repository],
        check=True,
        cwd=folder,
        env=environment(),
        timeout=600,
    )
    return commands


def output(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def test_only_run_time_dependencies_come_along(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(output(installed / "pip", "list", "--format", "json", cwd=tmp_path))
    names = {str(entry["name"]).lower() for entry in listed}
    assert "floe-lsp" in names
    assert names & DEVELOPMENT == set()
    assert not any(name.startswith(("dbt-", "dagster", "opentelemetry")) for name in names)


def test_both_commands_work(installed: Path, tmp_path: Path) -> None:
    folder = copy_examples(tmp_path) / "coffee-orders"
    assert "Compiled coffee-orders" in output(installed / "floe", "compile", cwd=folder)
    assert "Compiled coffee-orders" in output(installed / "floe-lsp", "--compile", cwd=folder)


def test_pages_of_the_codes_are_inside(installed: Path, tmp_path: Path, repository: Path) -> None:
    kept = {path.stem for path in (repository / "docs/codes").glob("*.md")}
    listing = output(installed / "pip", "show", "--files", "floe-lsp", cwd=tmp_path)
    assert set(re.findall(r"floe_lsp/docs/codes/(.+)\.md", listing)) == kept
    page = output(installed / "floe", "explain", "E110", cwd=tmp_path)
    assert page.startswith("# E110: unknown dependency\n")


def test_every_import_is_declared(repository: Path) -> None:
    """Each package that the source imports is a requirement of its own, not one of another's."""
    imported: set[str] = set()
    for path in (repository / "server").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    section = text[text.index("[project]") : text.index("[project.scripts]")]
    declared = {
        name.lower().replace("-", "_")
        for name in re.findall(r'^  "([\w.-]+)', section, re.MULTILINE)
    }
    used = {NAMES.get(name, name) for name in imported - set(sys.stdlib_module_names)}
    assert used - {"floe_lsp"} <= declared
