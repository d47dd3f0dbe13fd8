"""A product that takes over what dbt has is of one mind with what ``dbt parse`` makes of it.

``dbt parse`` runs in the environment of FLOE_TEST_DBT_PYTHON, with its DuckDB adapter.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import copy_examples, other_python
from dbt_manifest import facts_of, parsed_by_dbt
from parsed_projects import CONFIGURED, PACKAGES, PLACES, SNAPSHOTS, VERSIONED
from taking_over import begun_with, findings, taken_over

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.compilation.outline import outline_of
from floe_lsp.dbt.nodes import Fact

pytestmark = pytest.mark.requirement("dbt facts")

EPHEMERAL = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/stg_orders.sql": "select 1 as id",
    "models/stg_items.sql": "select 1 as id",
    "models/base.sql": (
        "{{ config(materialized='ephemeral') }}\n"
        "select * from {{ ref('stg_orders') }}, {{ ref('base_items') }}"
    ),
    "models/base_items.sql": (
        "{{ config(materialized='ephemeral') }} select * from {{ ref('stg_items') }}"
    ),
    "models/fct_orders.sql": "select * from {{ ref('base') }}",
    "models/dim_items.sql": "select * from {{ ref('base_items') }}, {{ ref('fct_orders') }}",
}
CHAIN = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    **{
        f"models/m{number}.sql": "select 1 as id"
        + "".join(f", {{{{ ref('m{other}') }}}}" for other in {number // 2, number // 3} - {0})
        for number in range(1, 40)
    },
}


def edges_of_dbt(manifest: Mapping[str, Any]) -> dict[str, set[str]]:
    """What each model that dbt builds reads of the others, by their names, through ephemerals."""
    own = manifest["metadata"]["project_name"]
    models = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["package_name"] == own
    }
    built = {key for key, node in models.items() if node["config"]["materialized"] != "ephemeral"}

    def reads(key: str) -> set[str]:
        found: set[str] = set()
        for each in models[key]["depends_on"]["nodes"]:
            if each in built:
                found.add(models[each]["name"])
            elif each in models:
                found |= reads(each)
        return found

    edges: dict[str, set[str]] = {}
    for key in built:
        name = models[key]["name"]
        edges.setdefault(name, set()).update(reads(key) - {name})
    return edges


def edges_of_product(spec: Path) -> dict[str, set[str]]:
    outline = outline_of(Sources().document(spec))
    return {
        name: {each.name for each in transform.dependencies}
        for name, transform in outline.by_name.items()
    }


def holds(folder: Path, first: str) -> None:
    spec = begun_with(folder, first)
    taken_over(folder)
    # The first transform was written without tags, for which a platform may ask.
    assert [each for each in findings(spec) if not each.startswith("FLOE-E400")] == []
    nodes = facts_of(folder).nodes.values()
    known = {node.name for node in nodes if node.knows(Fact.EDGES)}
    written, parsed = edges_of_product(spec), edges_of_dbt(parsed_by_dbt(folder))
    assert written.keys() == parsed.keys()
    for name, read in parsed.items():
        if name in known:
            assert written[name] == read, name
        else:
            assert written[name] <= read, name


@pytest.mark.parametrize(
    ("files", "first"),
    [
        (CONFIGURED, "a_model"),
        (PLACES, "made"),
        (VERSIONED, "single"),
        (SNAPSHOTS, "orders"),
        (EPHEMERAL, "fct_orders"),
        (CHAIN, "m1"),
    ],
    ids=["configured", "places", "versioned", "snapshots", "ephemeral", "chain"],
)
def test_what_is_written_is_what_dbt_reads(
    files: Mapping[str, str], first: str, tmp_path: Path
) -> None:
    holds(project(tmp_path / "shop", dict(files)), first)


def test_of_packages_nothing_is_taken_over(tmp_path: Path) -> None:
    folder = project(tmp_path, PACKAGES) / "shop"
    _ = parsed_by_dbt(folder)  # installs them
    holds(folder, "a")


@pytest.mark.parametrize(
    ("name", "first"), [("coffee-orders", "int_orders"), ("bike-share", "fct_rides")]
)
def test_the_examples_come_out_as_they_are(name: str, first: str, tmp_path: Path) -> None:
    folder = copy_examples(tmp_path) / name
    before = edges_of_product(folder / "floe.yaml")
    (folder / "floe.yaml").unlink()
    holds(folder, first)
    assert edges_of_product(folder / "floe.yaml") == before


def test_the_project_that_dbt_itself_starts_with(tmp_path: Path) -> None:
    python = Path(other_python("FLOE_TEST_DBT_PYTHON"))
    (starter,) = python.parents[1].glob("lib/python*/site-packages/dbt/include/starter_project")
    folder = shutil.copytree(starter, tmp_path / "starter")
    file = folder / "dbt_project.yml"
    text = file.read_text(encoding="utf-8").replace("{project_name}", "starter")
    _ = file.write_text(text.replace("{profile_name}", "starter"), encoding="utf-8")
    holds(folder, "my_first_dbt_model")
