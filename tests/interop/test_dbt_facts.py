"""What floe reads of a dbt project equals what real dbt makes of it, or is marked as unknown.

``dbt parse`` runs in the environment of FLOE_TEST_DBT_PYTHON, with its DuckDB adapter.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commands import copy_examples, other_python
from dbt_manifest import differences, facts_of, parsed_by_dbt, unknown_of
from parsed_projects import (
    COMPUTED,
    CONFIGURED,
    PACKAGES,
    PLACES,
    SAME_NAMES,
    SNAPSHOTS,
    VERSIONED,
)

from floe_lsp.dbt.nodes import Fact

pytestmark = pytest.mark.requirement("dbt facts")


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _ = path.write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_the_examples_are_known_whole(tmp_path: Path, name: str) -> None:
    project = copy_examples(tmp_path) / name
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


def test_the_project_that_dbt_itself_starts_with_is_known_whole(tmp_path: Path) -> None:
    python = Path(other_python("FLOE_TEST_DBT_PYTHON"))
    (starter,) = python.parents[1].glob("lib/python*/site-packages/dbt/include/starter_project")
    project = shutil.copytree(starter, tmp_path / "starter")
    file = project / "dbt_project.yml"
    text = file.read_text(encoding="utf-8").replace("{project_name}", "starter")
    _ = file.write_text(text.replace("{profile_name}", "starter"), encoding="utf-8")
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


def test_what_folders_property_files_and_models_set_is_joined_as_by_dbt(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", CONFIGURED)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


def test_the_files_are_those_that_dbt_finds(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", PLACES)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


def test_of_files_of_one_name_the_one_that_dbt_takes_counts(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", SAME_NAMES)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {
        "open": {fact.value for fact in Fact},
        "reads_open": {"edges"},
    }


def test_versions_of_models_are_told_apart_as_by_dbt(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", VERSIONED)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    # dbt takes the tests of a version 0 for those of the latest.
    of_versions = {f"dim.v{number}": {"tests"} for number in (0, 1, 2)}
    # It keeps some of what is set by the name of a version's file.
    of_versions["dim.v0"] |= {"tags", "meta"}
    assert unknown_of(facts) == {**of_versions, "open": {"edges"}}
    assert facts.models["dim"].version == "1"
    assert facts.models["text"].version == "b"


def test_snapshots_are_read_as_by_dbt(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", SNAPSHOTS)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


def test_packages_lend_models_sources_macros_and_docs(tmp_path: Path) -> None:
    project = write(tmp_path, PACKAGES) / "shop"
    manifest = parsed_by_dbt(project)
    facts = facts_of(project)
    assert differences(facts, manifest) == []
    assert unknown_of(facts) == {"shared": {"edges"}, "dispatched": {"edges"}}


def test_what_is_computed_is_unknown_and_never_wrong(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", COMPUTED)
    facts = facts_of(project)
    manifest = parsed_by_dbt(project)
    assert differences(facts, manifest) == []
    edges = {"edges"}
    assert unknown_of(facts) == {
        "by_var": {"enabled"},
        "tagged": {"tags"},
        "by_name": edges,
        "in_loop": edges,
        "if_var": edges,
        "renamed": {"edges", "tags", "meta", "enabled"},
        "by_own_macro": edges,
        "set_by_macro": {"tags", "meta", "enabled"},
        "set_by_var": {"tags"},
        "shorthand": edges,
        "called": edges,
        "local": edges,
        "orders": {"description", "tags", "tests"},
    }
    assert facts.nodes["model.shop.skipped"].depends_on == ("model.shop.others",)


def test_what_hangs_on_a_name_that_dbt_fills_in_is_unknown_and_never_wrong(tmp_path: Path) -> None:
    """Beside that, what dbt reads and Jinja does not, and macros that are handed on."""
    project = write(
        tmp_path / "shop",
        {
            "dbt_project.yml": """\
name: "{{ env_var('DBT_PROJECT_NAME', 'shop') }}"
profile: shop
models: {shop: {+tags: [core], +meta: {owner: me}, offd: {+enabled: false}}}
data_tests: {shop: {+enabled: false}}
""",
            "models/a.sql": "select 1 as id",
            "models/offd/b.sql": "select 1 as id",
            "models/c.sql": "select * from {{ ref('shop', 'a') }}",
            "models/d.sql": "{%- set r = get_a -%}select * from {{ r() }}",
            "models/e.sql": "select * from {{ shop['get_a']() }}",
            "models/f.sql": "select {{ cents('id') }} as id from {{ ref('a') }}",
            "models/p.yml": "models: [{name: a, columns: [{name: id, data_tests: [not_null]}]}]",
            "macros/m.sql": (
                "{% macro get_a() %}{{ return(ref('a')) }}{% endmacro %}\n"
                "{% macro cents(column: string, scale: integer = 2) %}{{ column }}{% endmacro %}\n"
            ),
        },
    )
    facts = facts_of(project)
    parsed = json.dumps(parsed_by_dbt(project)).replace("model.shop.", "model.None.")
    assert differences(facts, json.loads(parsed)) == []
    of_config = {"tags", "meta", "enabled"}
    assert unknown_of(facts) == {
        "a": of_config | {"tests"},
        "b": of_config,
        **dict.fromkeys("cdef", of_config | {"edges"}),
    }


def test_the_manifest_of_dbt_tells_the_rest_while_its_files_are_the_same(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", COMPUTED)
    manifest = parsed_by_dbt(project)
    target = project / "target/manifest.json"
    _ = write(project, {"target/manifest.json": json.dumps(manifest)})
    facts = facts_of(project)
    assert differences(facts, manifest) == []
    # No artifact of dbt tells with which variables it was made.
    of_variables = {
        "by_var": {"enabled"},
        "tagged": {"tags"},
        "by_name": {"edges"},
        "if_var": {"edges"},
        "set_by_var": {"tags"},
        "orders": {"description", "tags", "tests"},
    }
    assert unknown_of(facts) == of_variables
    _ = write(project, {"models/renamed.sql": COMPUTED["models/renamed.sql"] + ", 1"})
    edited = {"renamed": {"edges", "tags", "meta", "enabled"}}
    assert unknown_of(facts_of(project)) == {**of_variables, **edited}
    _ = write(project, {"macros/m.sql": COMPUTED["macros/m.sql"].replace("100", "1000")})
    unknown = unknown_of(facts_of(project))
    assert "edges" in unknown["by_own_macro"]
    assert unknown["set_by_macro"] == {"tags", "meta", "enabled"}
    assert target.is_file()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("dbt_project.yml", "which: orders, is_on: true", "which: others, is_on: false"),
        ("models/p.yml", "tests: [unique:", "tests: [not_null, unique:"),
        ("models/p.yml", 'tags: ["', 'tags: [new, "'),
        ("models/p.yml", "models:\n", "models:\n  - {name: set_by_macro, config: {tags: [new]}}\n"),
        ("macros/m.sql", "tags=['by_macro']", "tags=['new'], enabled=false, meta={'a': 1}"),
        ("macros/m.sql", "{{ ref('orders') }}", "{{ ref('others') }}"),
    ],
)
def test_an_old_manifest_of_dbt_makes_nothing_known_that_is_another_by_now(
    tmp_path: Path, name: str, before: str, after: str
) -> None:
    project = write(tmp_path / "shop", COMPUTED)
    old = parsed_by_dbt(project)
    _ = write(project, {name: COMPUTED[name].replace(before, after)})
    manifest = parsed_by_dbt(project)
    _ = write(project, {"target/manifest.json": json.dumps(old)})
    assert differences(facts_of(project), manifest) == []
