"""What real dbt says of a project, in the form of floe's facts, so that both can be compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import other_python

from floe_lsp.compilation import Sources
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.dbt.unknown import UNKNOWN

_KINDS = ("model", "seed", "snapshot")
_PROFILE = """\
{name}:
  target: dev
  outputs:
    dev: {{type: duckdb, path: ':memory:', schema: main}}
"""


@dataclass(frozen=True)
class Node:
    """What can be known of a node, but for its name."""

    description: str
    columns: Mapping[str, tuple[str, frozenset[str]]]
    """Description and tags by name."""
    tests: Mapping[str | None, tuple[str, ...]]
    """Names of tests by column, ``None`` for those of the whole node; sorted."""
    tags: frozenset[str]
    meta: Mapping[str, object]
    depends_on: frozenset[str]


def parsed_by_dbt(project: Path, *, without_warnings: bool = False) -> dict[str, Any]:
    """Return the manifest that ``dbt parse`` writes; what it writes is taken away again.

    Args:
        project: The folder of the project.
        without_warnings: Whether a warning of dbt fails the test.
    """
    profiles = project.parent / f"{project.name}-profiles"
    profiles.mkdir(exist_ok=True)
    name = _profile_of(project)
    _ = (profiles / "profiles.yml").write_text(_PROFILE.format(name=name), encoding="utf-8")
    if (project / "packages.yml").is_file():
        _dbt(project, profiles, "deps")
    _dbt(project, profiles, "parse", *(["--warn-error"] if without_warnings else []))
    found: dict[str, Any] = json.loads((project / "target/manifest.json").read_bytes())
    shutil.rmtree(project / "target")
    return found


def _profile_of(project: Path) -> str:
    for line in (project / "dbt_project.yml").read_text(encoding="utf-8").splitlines():
        if line.startswith("profile:"):
            return line.partition(":")[2].strip().strip("'\"")
    raise AssertionError(f"{project} names no profile")


def _dbt(project: Path, profiles: Path, command: str, *flags: str) -> None:
    dbt = Path(other_python("FLOE_TEST_DBT_PYTHON")).with_name("dbt")
    done = subprocess.run(
        [
            *(str(dbt), "--no-use-colors", "--no-send-anonymous-usage-stats", *flags, command),
            *("--profiles-dir", str(profiles), "--no-partial-parse")[
                : 2 if command == "deps" else 3
            ],
        ],
        cwd=project,
        env={**os.environ, "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def nodes_of_dbt(manifest: Mapping[str, Any]) -> dict[str, Node]:
    """Return the enabled nodes of the project itself, sources among them."""
    own = manifest["metadata"]["project_name"]
    tests: dict[str, dict[str | None, list[str]]] = {}
    for test in manifest["nodes"].values():
        about = test.get("test_metadata")
        if test["resource_type"] == "test" and about:
            attached = test["attached_node"] or _source_of(test)
            full = ".".join(filter(None, (about["namespace"], about["name"])))
            column = _column_of(test, {**manifest["nodes"], **manifest["sources"]}[attached])
            tests.setdefault(attached, {}).setdefault(column, []).append(full)
    nodes = {**manifest["nodes"], **manifest["sources"]}
    return {
        _id(each): Node(
            each["description"].strip(),
            {
                name: (column["description"].strip(), frozenset(column["tags"]))
                for name, column in each["columns"].items()
            },
            {column: tuple(sorted(names)) for column, names in tests.get(key, {}).items()},
            frozenset(each["tags"]),
            each["meta"],
            frozenset(each.get("depends_on", {}).get("nodes", ())),
        )
        for key, each in nodes.items()
        if each["package_name"] == own and each["resource_type"] in (*_KINDS, "source")
    }


def _column_of(test: Mapping[str, Any], node: Mapping[str, Any]) -> str | None:
    """Return the column of a test as it is written: of one that is quoted dbt adds the quotes."""
    name: str | None = test["column_name"]
    if name is None or not node["columns"].get(name[1:-1], {}).get("quote"):
        return name
    return name[1:-1]


def _source_of(test: Mapping[str, Any]) -> str:
    (only,) = (each for each in test["depends_on"]["nodes"] if each.startswith("source."))
    return str(only)


def _id(node: Mapping[str, Any]) -> str:
    return str(node["unique_id"])


def facts_of(project: Path) -> ProjectFacts:
    """Return what floe reads of a project."""
    return Sources().dbt_projects.read(project)


def differences(facts: ProjectFacts, manifest: Mapping[str, Any]) -> list[str]:
    """Return, in words, where facts that are known are not those of dbt."""
    theirs = nodes_of_dbt(manifest)
    found: list[str] = []
    for key, node in facts.nodes.items():
        if node.knows(Fact.ENABLED) and node.is_enabled is not (key in theirs):
            found.append(f"{key} is {'enabled' if node.is_enabled else 'disabled'} for floe alone")
        elif key in theirs:
            found.extend(f"{key}: {each}" for each in _differences(node, theirs[key]))
    found.extend(f"{key} is not there for floe" for key in theirs.keys() - facts.nodes.keys())
    return found


def unknown_of(facts: ProjectFacts) -> dict[str, set[str]]:
    """Return what is not known of which node, by its name."""
    return {
        each.search_name: {fact.value for fact in each.unknown}
        for each in facts.nodes.values()
        if each.unknown
    }


def _differences(node: DbtNode, theirs: Node) -> list[str]:
    columns = {
        each.name: (
            (each.description or "") if each.is_described else None,
            None if each.tags is None else frozenset(each.tags),
        )
        for each in node.columns
    }
    their_columns = {
        name: tuple(
            None if name in columns and columns[name][at] is None else value
            for at, value in enumerate(both)
        )
        for name, both in theirs.columns.items()
    }
    tests: dict[str | None, tuple[str, ...]] = {
        each.name: tuple(sorted(each.test_names)) for each in node.columns if each.test_names
    }
    own = tuple(sorted(each.name for each in node.tests if each.is_enabled is not False))
    if own:
        tests[None] = own
    meta = {key: value for key, value in node.meta.items() if value is not UNKNOWN}
    pairs: list[tuple[Fact, object, object]] = [
        (Fact.DESCRIPTION, node.description or "", theirs.description),
        (Fact.COLUMNS, columns, their_columns),
        (Fact.COLUMNS, len(node.columns), len(theirs.columns)),
        (Fact.TESTS, tests, dict(theirs.tests)),
        (Fact.TAGS, frozenset(node.tags), theirs.tags),
        (Fact.META, meta, {key: theirs.meta.get(key) for key in meta}),
        (Fact.META, set(node.meta), set(theirs.meta)),
        (Fact.EDGES, frozenset(node.depends_on), theirs.depends_on),
    ]
    return [
        f"{fact.value} is {ours!r} for floe, {dbt!r} for dbt"
        for fact, ours, dbt in pairs
        if node.knows(fact) and ours != dbt
    ]
