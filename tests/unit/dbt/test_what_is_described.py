"""Models by their files, and what property files say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.dbt.nodes import Fact

pytestmark = pytest.mark.requirement("dbt project")


def test_models_are_the_files_below_the_folders_of_models(folder: Path) -> None:
    found = Sources().dbt_projects.read(folder)
    assert {name: model.path for name, model in found.models.items()} == {
        "fct_orders": folder / "models/fct_orders.py",
        "stg_orders": folder / "models/staging/stg_orders.sql",
    }
    assert found.project is not None
    assert (found.project.name, found.project.profile) == ("shop", "shop")
    assert found.seed_files["fares"] == folder / "seeds/fares.csv"
    assert found.seeds["fares"].description == "Prices"


def test_a_property_file_says_what_a_model_is(folder: Path) -> None:
    model = Sources().dbt_projects.read(folder).models["stg_orders"]
    assert model.description == "Orders as they arrive"
    assert model.entry is not None
    assert model.entry.text.slice(model.entry.span) == '"stg_orders"'
    assert model.entry.path == folder / "models/staging/schema.yml"
    assert model.entry.text.slice(model.entry.item).startswith('name: "stg_orders"')
    first, second = model.columns
    assert (first.name, first.description, first.data_type) == (
        "id",
        "Number of the order",
        "integer",
    )
    assert set(first.test_names) == {
        "unique",
        "not_null",
        "accepted_values",
        "relationships",
        "greater_than",
    }
    assert (second.name, second.tests) == ("amount", ())


def test_tables_of_sources_have_the_name_of_their_source(folder: Path) -> None:
    sources = Sources().dbt_projects.read(folder).sources
    assert list(sources) == ["shop.orders"]
    assert sources["shop.orders"].description == "Raw orders"
    assert [column.name for column in sources["shop.orders"].columns] == ["id"]


def test_folders_come_from_the_project_file_and_stay_inside_it(tmp_path: Path) -> None:
    outside = project(tmp_path / "outside", {"secret.sql": ""})
    folder = project(
        tmp_path / "inside",
        {
            "dbt_project.yml": (
                "model-paths: ['./sql/', 'sql', '../outside', '{{ x }}', 5, "
                f"'{outside.as_posix()}', 'a/../../outside']\n"
                "seed-paths: data\n"
            ),
            "sql/a.sql": "",
            "models/b.sql": "",
        },
    )
    found = Sources().dbt_projects.read(folder)
    assert list(found.models) == ["a"]


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (r'model-paths: ["a\0b"]', ["fares"]),
        (r'seed-paths: ["a\0b"]', ["orders"]),
        (r'target-path: "a\0b"', ["orders", "fares"]),
    ],
)
def test_a_folder_that_no_disk_can_have_holds_nothing(
    tmp_path: Path, field: str, found: list[str]
) -> None:
    files = {
        "dbt_project.yml": f"name: shop\n{field}\n",
        "models/orders.sql": "",
        "seeds/fares.csv": "",
    }
    read = Sources().dbt_projects.read(project(tmp_path, files))
    assert [*read.models, *read.seeds] == found


def test_without_a_project_there_is_nothing(tmp_path: Path) -> None:
    project(tmp_path, {"models/a.sql": ""})
    found = Sources().dbt_projects.read(tmp_path)
    assert found.project is None
    assert (dict(found.models), dict(found.seeds), dict(found.sources)) == ({}, {}, {})
    assert ProjectFacts().models == {}


@pytest.mark.parametrize("text", ["", "- a\n", "name: [\n", "model-paths: {a: b}\n", "\0"])
def test_a_broken_project_file_leaves_the_usual_folders(tmp_path: Path, text: str) -> None:
    project(tmp_path, {"dbt_project.yml": text, "models/a.sql": ""})
    assert list(Sources().dbt_projects.read(tmp_path).models) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "models:\n",
        "models: a",
        "models: [a, [b], {name: [c]}, {name: }]\n",
        "models:\n  - name: a\n    columns: {id: 1}\n    description: [x]\n",
        "models:\n  - name: b\n    description: 'unfinished\n",
        "sources:\n  - tables: [{name: a}]\n  - name: x\n    tables: a\n",
    ],
)
def test_odd_property_files_are_passed_over(tmp_path: Path, text: str) -> None:
    project(
        tmp_path,
        {"dbt_project.yml": "name: x", "models/a.sql": "", "models/p.yml": text},
    )
    found = Sources().dbt_projects.read(tmp_path)
    assert found.models["a"].description is None
    assert found.models["a"].columns == ()
    assert dict(found.sources) == {}


@pytest.mark.requirement("robustness")
def test_a_number_of_too_many_digits_takes_nothing_else_down(tmp_path: Path) -> None:
    number = "{{ " + "1" * 5_000 + " }}"
    files = {
        "dbt_project.yml": f"name: x\nmodels: {{+post-hook: '{number}'}}\n",
        "models/a.sql": "",
        "models/b.sql": f"select {number}",
        "models/a.yml": "models: [{name: a, description: x}]",
        "models/b.yml": f"models: [{{name: b, description: '{number}'}}]",
    }
    found = Sources().dbt_projects.read(project(tmp_path, files))
    assert found.models["a"].description == "x"
    assert not found.nodes["model.x.b"].knows(Fact.EDGES)
    assert not found.models["b"].knows(Fact.DESCRIPTION)


@pytest.mark.requirement("robustness")
def test_a_package_within_the_project_may_be_named_by_the_folder_above(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: x\nmodel-paths: [models, shared/models]\n",
        "packages.yml": "packages: [{local: ../shop/shared}]",
        "models/a.sql": "select * from {{ ref('pkg', 'b') }}",
        "shared/dbt_project.yml": "name: pkg\ndata_tests: {pkg: {+enabled: false}}\n",
        "shared/models/b.sql": "",
        "shared/models/p.yml": "models: [{name: b, columns: [{name: id, tests: [unique]}]}]",
        "shared/models/large.yml": f"models: {'[' * 200}{']' * 200}",
    }
    (tmp_path / ".git").mkdir()
    found = Sources().dbt_projects.read(project(tmp_path / "shop", files))
    assert found.nodes["model.x.a"].depends_on == ("model.pkg.b",)


def test_a_test_of_the_whole_model_may_name_its_column(tmp_path: Path) -> None:
    properties = """\
models:
  - name: orders
    data_tests:
      - not_null: {column_name: amount}
      - unique: {arguments: {column_name: id}}
      - unique: {arguments: {column_name: shop}, config: {enabled: false}}
      - dbt_utils.equal_rowcount: {arguments: {compare_model: ref('orders')}}
    columns:
      - {name: id}
      - {name: amount}
      - {name: shop, data_tests: [{not_null: {config: {enabled: false}}}]}
      - {name: status, data_tests: [not_null]}
"""
    files = {"dbt_project.yml": "name: p\n", "models/orders.sql": "", "models/p.yml": properties}
    model = Sources().dbt_projects.read(project(tmp_path, files)).models["orders"]
    assert [each.column for each in model.tests] == ["amount", "id", "shop", None]
    assert model.tested_columns == {"id", "amount", "status"}


OFF = "{{ config(enabled=false) }} "
OPEN = "{{ config(enabled=var('is_new')) }} "


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [(OFF, "", "b"), ("", OFF, "a"), (OFF, OFF, "a"), (OFF, OPEN, "b"), (OPEN, OFF, "a")],
)
def test_of_two_files_of_one_name_the_one_that_is_not_disabled_counts(
    tmp_path: Path, first: str, second: str, taken: str
) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/a/x.sql": f"{first}select 1",
        "models/b/x.sql": f"{second}select 2",
        "models/p.yml": "models: [{name: x, description: One, config: {tags: [t]}}]",
    }
    node = Sources().dbt_projects.read(project(tmp_path, files)).models["x"]
    assert node.path == tmp_path / f"models/{taken}/x.sql"
    assert (node.other_files, node.description, node.tags) == ((), "One", ("t",))
    assert node.is_enabled is (first != OFF or second != OFF)
    assert node.knows(Fact.ENABLED) is (OPEN not in (first, second))


@pytest.mark.parametrize(("first", "second"), [(OPEN, OPEN), ("", OPEN), (OPEN, ""), ("", "")])
def test_nothing_is_known_where_only_dbt_can_tell_which_of_two_files_it_takes(
    tmp_path: Path, first: str, second: str
) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/a/x.sql": f"{OFF}select 1",
        "models/b/x.sql": f"{first}select 1",
        "models/c/x.py": "def model(dbt, session): dbt.config(enabled=bool(1))",
        "models/d/x.sql": f"{second}select 1",
        "models/p.yml": "models: [{name: x, description: One, config: {tags: [t]}}]",
    }
    node = Sources().dbt_projects.read(project(tmp_path, files)).nodes["model.shop.x"]
    assert node.unknown == set(Fact)
    assert node.path == tmp_path / "models/b/x.sql"
    assert node.other_files == (tmp_path / "models/c/x.py", tmp_path / "models/d/x.sql")


def test_what_describes_a_model_does_not_tell_which_of_two_files_it_is(tmp_path: Path) -> None:
    """As dbt, which refuses two enabled files before it looks into property files."""
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/a/x.sql": f"{OFF}select 1",
        "models/b/x.sql": "select 1",
        "models/p.yml": "models: [{name: x, config: {enabled: false}}]",
        "seeds/a/s.csv": "a",
        "seeds/b/s.csv": "a",
        "seeds/p.yml": "seeds: [{name: s, config: {enabled: false}}]",
    }
    found = Sources().dbt_projects.read(project(tmp_path, files))
    model, seed = found.models["x"], found.seeds["s"]
    assert (model.path, model.is_enabled) == (tmp_path / "models/b/x.sql", False)
    assert (seed.unknown, seed.other_files) == (set(Fact), (tmp_path / "seeds/b/s.csv",))


def test_what_is_set_below_a_name_that_dbt_fills_in_is_unknown(tmp_path: Path) -> None:
    text = """\
name: "{{ env_var('X', 'shop') }}"
models:
  +meta: {team: shop}
  shop:
    +tags: [core]
    offd: {+enabled: false}
data_tests: {shop: {+enabled: false}}
"""
    files = {
        "dbt_project.yml": text,
        "models/a.sql": "select 1",
        "models/offd/c.sql": "select 1",
        "models/b.sql": "select * from {{ ref('shop', 'a') }}",
        "models/p.yml": "models: [{name: a, columns: [{name: id, data_tests: [not_null]}]}]",
    }
    found = Sources().dbt_projects.read(project(tmp_path, files))
    of_config = {Fact.TAGS, Fact.META, Fact.ENABLED}
    assert of_config | {Fact.TESTS} <= found.models["a"].unknown
    assert of_config <= found.models["c"].unknown
    (reads,) = (each for each in found.nodes.values() if each.name == "b")
    assert Fact.EDGES in reads.unknown


def test_a_name_that_dbt_fills_in_leaves_nothing_open_where_nothing_is_set_by_it(
    tmp_path: Path,
) -> None:
    text = "name: \"{{ env_var('X', 'shop') }}\"\nmodels: {+tags: [core], +meta: {a: {b: 1}}}\n"
    files = {"dbt_project.yml": text, "models/a.sql": "select 1"}
    found = Sources().dbt_projects.read(project(tmp_path, files)).models["a"]
    assert (found.unknown, found.tags) == (frozenset(), ("core",))
