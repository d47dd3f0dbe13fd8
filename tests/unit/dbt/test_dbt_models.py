"""Reading a dbt project: models by their files, what property files and dbt's manifest say."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import product
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.compilation import sources as compilation_sources
from floe_lsp.compilation.territory import Territory
from floe_lsp.dbt import files as dbt_files
from floe_lsp.dbt import projects, reader
from floe_lsp.dbt.models import DbtModels
from floe_lsp.syntax import SourceText
from floe_lsp.syntax.limits import Limits

pytestmark = pytest.mark.requirement("dbt project")

SCHEMA = """\
version: 2
models:
  - name: "stg_orders"
    description: >
      Orders as
      they arrive
    columns:
      - name: id
        description: Number of the order
        data_type: integer
        data_tests: [unique, not_null, {accepted_values: {values: [1]}}]
        tests:
          - relationships:
              to: ref('x')
              name: a_name
          - {name: own, test_name: greater_than}
      - name: amount
      - 12
  - name: fct_orders
    description: "{{ doc('fct_orders') }}"
  - name: not_there
  - description: no name
seeds:
  - name: fares
    description: Prices
sources:
  - name: shop
    tables:
      - name: orders
        description: Raw orders
        columns: [{name: id}]
"""


def project(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(
        tmp_path,
        {
            "dbt_project.yml": "name: shop\nprofile: shop\n",
            "models/staging/stg_orders.sql": "select 1",
            "models/staging/schema.yml": SCHEMA,
            "models/fct_orders.py": "",
            "models/notes.txt": "",
            "models/.hidden/old.sql": "",
            "models/target/made.sql": "",
            "models/dbt_packages/other.sql": "",
            "seeds/fares.csv": "a,b",
        },
    )


def test_models_are_the_files_below_the_folders_of_models(folder: Path) -> None:
    found = Sources().dbt_projects.read(folder)
    assert {name: model.sql_path for name, model in found.models.items()} == {
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
    assert set(first.tests) == {
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


def test_the_manifest_of_dbt_fills_in_templates_and_what_no_file_says(folder: Path) -> None:
    def node(name: str, text: str, package: str = "shop") -> dict[str, object]:
        return {
            "name": name,
            "resource_type": "model",
            "package_name": package,
            "description": text,
            "columns": {"id": {"name": "id", "description": "from dbt", "data_type": None}},
        }

    nodes = {
        "model.shop.fct_orders": node("fct_orders", "What was ordered"),
        "model.shop.stg_orders": node("stg_orders", "an old text"),
        "model.shop.new": node("new", "only dbt says so"),
        "model.other.new": node("new", "of a package", "other"),
        "model.shop.gone": node("gone", "its file is deleted"),
        "broken": 7,
    }
    built = folder / "target/manifest.json"
    project(folder, {"models/new.sql": "", "target/manifest.json": json.dumps({"nodes": nodes})})
    models = Sources().dbt_projects.read(folder).models
    assert models["fct_orders"].description == "What was ordered"
    assert models["stg_orders"].description == "Orders as they arrive"
    assert models["new"].description == "only dbt says so"
    assert [column.description for column in models["new"].columns] == ["from dbt"]
    assert models["new"].entry is None
    assert "gone" not in models
    built.write_text('{"nodes": [', encoding="utf-8")
    again = Sources().dbt_projects.read(folder).models
    assert again["fct_orders"].description == "{{ doc('fct_orders') }}"
    assert again["new"].description is None


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


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    (folder / "models/again").symlink_to(folder / "models", target_is_directory=True)
    found = Sources().dbt_projects.read(folder)
    assert sorted(found.models) == ["fct_orders", "stg_orders"]


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "linked", ["models", "models/staging/schema.yml", "models/a.sql", "target"]
)
@pytest.mark.parametrize("is_reached_by_a_link", [False, True])
def test_no_link_leads_out_of_the_project(
    linked: str, is_reached_by_a_link: bool, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    built = {"name": "fct_orders", "resource_type": "model", "description": "theirs"}
    _ = project(
        outside,
        {
            "stg_orders.sql": "",
            "secret.sql": "",
            "x.yml": "models: [{name: stg_orders, description: theirs}]",
            "manifest.json": json.dumps({"nodes": {"a": built}}),
        },
    )
    place, is_file = folder / linked, "." in linked
    if place.exists():
        place.rename(outside / "moved")
    place.symlink_to(outside / ("x.yml" if is_file else "."), target_is_directory=not is_file)
    if is_reached_by_a_link:
        there = outside / "project"
        there.symlink_to(folder, target_is_directory=True)
        folder = there
    found = Sources().dbt_projects.read(folder)
    expected = {
        "models": [],
        "models/a.sql": ["fct_orders", "stg_orders"],
    }.get(linked, ["fct_orders", "stg_orders"])
    assert sorted(found.models) == expected
    assert "theirs" not in {each.description for each in found.models.values()}


@pytest.mark.requirement("security")
def test_a_link_within_the_project_is_its_own_business(folder: Path) -> None:
    (folder / "models").rename(folder / "sql")
    (folder / "models").symlink_to("sql", target_is_directory=True)
    (folder / "sql/again.sql").symlink_to("fct_orders.py")
    found = Sources().dbt_projects.read(folder)
    assert found.model_files == {
        "again": folder / "models/again.sql",
        "fct_orders": folder / "models/fct_orders.py",
        "stg_orders": folder / "models/staging/stg_orders.sql",
    }


@pytest.mark.requirement("security")
def test_a_link_that_is_turned_out_of_the_project_counts_at_once(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = project(tmp_path_factory.mktemp("outside"), {"manifest.json": "{}"})
    sources = Sources()
    assert sources.dbt_projects.read(folder).built_file == folder / "target/manifest.json"
    (folder / "target").symlink_to(outside)
    assert sources.dbt_projects.read(folder).built_file is None


@pytest.mark.requirement("security")
def test_a_project_file_that_is_a_link_out_of_the_product_is_none(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere.yml"
    (folder / "dbt_project.yml").rename(elsewhere)
    (folder / "dbt_project.yml").symlink_to(elsewhere)
    assert Sources().dbt_projects.read(folder).project is None


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    """A product in a repository that keeps the files of its dbt project elsewhere in it."""
    (tmp_path / "repository/.git").mkdir(parents=True)
    folder = project(tmp_path / "repository/products/shop", {"floe.yaml": ""})
    _ = project(
        tmp_path / "repository/real",
        {
            "dbt_project.yml": "name: shop\n",
            "models/a.sql": "",
            "models/p.yml": "models: [{name: a, description: said}]",
        },
    )
    for name in ("dbt_project.yml", "models"):
        (folder / name).symlink_to(Path("../../real", name))
    return folder


@pytest.mark.requirement("security")
@pytest.mark.parametrize("is_reached_by_a_link", [False, True])
def test_links_within_the_repository_are_followed(
    monorepo: Path, is_reached_by_a_link: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = monorepo
    if is_reached_by_a_link:
        folder = tmp_path / "here"
        folder.symlink_to(monorepo, target_is_directory=True)
    found = Sources().dbt_projects.read(folder)
    assert found.models["a"].description == "said"
    assert caplog.messages == []


@pytest.mark.requirement("security")
@pytest.mark.parametrize("why", ["untrusted", "own repository", "no repository"])
def test_the_fence_is_the_product_where_no_repository_is_around_it(
    monorepo: Path, why: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if why == "own repository":
        (monorepo / ".git").write_text("gitdir: ../../.git/modules/shop")
    elif why == "no repository":
        (tmp_path / "repository/.git").rmdir()
    sources = Sources(trusted=why != "untrusted")
    for _ in range(3):
        assert sources.dbt_projects.read(monorepo).project is None
    start = f"dbt project '{monorepo}': what links lead to outside of the product is not read:"
    assert caplog.messages == [f"{start} 'dbt_project.yml'"]


@pytest.mark.requirement("security")
def test_links_out_of_the_repository_are_named_once(
    monorepo: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("secret.sql", "seeds/x.csv"):
        _ = project(tmp_path / "outside", {name: ""})
    (monorepo / "seeds").symlink_to(tmp_path / "outside/seeds")
    (tmp_path / "repository/real/models/b.sql").symlink_to(tmp_path / "outside/secret.sql")
    sources = Sources()
    for _ in range(3):
        found = sources.dbt_projects.read(monorepo)
        assert (list(found.models), list(found.seeds)) == (["a"], [])
    start = f"dbt project '{monorepo}': what links lead to outside of the repository is not read:"
    assert caplog.messages == [f"{start} 'models/b.sql', 'seeds'"]
    (monorepo / "seeds").unlink()
    _ = sources.dbt_projects.read(monorepo)
    assert caplog.messages[1:] == [f"{start} 'models/b.sql'"]
    sources.keep(Territory([], []))
    assert sources.dbt_projects._notices.said == {}


@pytest.mark.requirement("security")
def test_of_many_links_the_first_are_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    outside = project(tmp_path_factory.mktemp("outside"), {"x": ""}) / "x"
    for number in range(23):
        (folder / f"models/l{number:02}.sql").symlink_to(outside)
    _ = Sources().dbt_projects.read(folder)
    (said,) = caplog.messages
    assert said.endswith(", 'models/l19.sql' and 3 more")


@pytest.mark.requirement("robustness")
def test_no_folder_is_looked_into_twice_whatever_leads_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ["m", *(f"m/{'/'.join(steps)}" for n in (1, 2, 3) for steps in product("lk", repeat=n))]
    text = f"model-paths: {json.dumps(paths)}\nseed-paths: {json.dumps(paths)}\n"
    _ = project(tmp_path, {"dbt_project.yml": text, "m/x/a.sql": "", "m/y/b.csv": ""})
    for name in "lk":
        (tmp_path / "m" / name).symlink_to(".")
    looked_into: list[Path] = []
    listed = Sources.folder

    def counted(self: Sources, path: Path) -> object:
        looked_into.append(path)
        return listed(self, path)

    monkeypatch.setattr(Sources, "folder", counted)
    found = Sources().dbt_projects.read(tmp_path)
    assert looked_into == [tmp_path / "m", tmp_path / "m/x", tmp_path / "m/y"]
    assert (list(found.models), list(found.seeds)) == (["a"], ["b"])


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    ("limit", "most", "models"),
    [("_MAX_FOLDERS", 1, ["a"]), ("_MAX_FILES", 1, ["a"]), ("_MAX_PATHS", 1, ["a"])],
)
def test_all_paths_of_a_project_share_their_limits(
    limit: str, most: int, models: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_files, limit, most)
    text = "model-paths: [one, two]\n"
    _ = project(tmp_path, {"dbt_project.yml": text, "one/a.sql": "", "two/b.sql": ""})
    assert list(Sources().dbt_projects.read(tmp_path).models) == models


@pytest.mark.requirement("robustness")
def test_only_so_many_links_to_files_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_files, "_MAX_LINKS", 1)
    _ = project(tmp_path, {"dbt_project.yml": "name: x\n", "models/c.sql": ""})
    for name in "ab":
        (tmp_path / f"models/{name}.sql").symlink_to("c.sql")
    assert list(Sources().dbt_projects.read(tmp_path).models) == ["a", "c"]


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("limit", ["_MAX_CHARACTERS", "_MAX_VALUES"])
def test_property_files_beyond_the_limits_of_a_project_say_nothing(
    limit: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(reader, limit, 5)
    files = {f"models/{name}.sql": "" for name in "abc"}
    for name in "abc":
        files[f"models/{name}.yml"] = f"models: [{{name: {name}, description: x}}]"
    folder, sources = project(tmp_path, {"dbt_project.yml": "name: x", **files}), Sources()
    for _ in range(2):
        found = sources.dbt_projects.read(folder)
        assert [each.description for each in found.models.values()] == ["x", None, None]
        (folder / "models/d.sql").touch()
        (folder / "models/d.sql").unlink()
        _ = (folder / "models/c.yml").write_text("models: [{name: c}]", encoding="utf-8")
    (said,) = caplog.messages
    assert said.startswith(f"dbt project '{folder}': its property files have more than ")
    assert said.endswith("together, so what the last 2 of them describe is not known")


@pytest.mark.requirement("robustness")
def test_a_project_of_1500_models_with_25_columns_each_is_described_whole(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    column = "{name: c, description: a, data_type: b, tests: [not_null, unique]}"
    files = {"dbt_project.yml": "name: x"}
    for number in range(30):
        models = "".join(
            f"- {{name: m{number}_{each}, description: x, columns: [{', '.join([column] * 25)}]}}\n"
            for each in range(50)
        )
        files[f"models/{number:02}.yml"] = f"models:\n{models}"
    files["models/m29_49.sql"] = ""
    found = Sources().dbt_projects.read(project(tmp_path, files)).models
    assert found["m29_49"].description == "x"
    assert caplog.messages == []


@pytest.mark.requirement("robustness")
def test_a_property_file_is_as_long_as_its_characters(tmp_path: Path) -> None:
    letters = "\u6ce8" * 700_000
    files = {
        "dbt_project.yml": "name: x",
        "models/a.sql": "",
        "models/a.yml": f"models: [{{name: a, description: x}}]\n# {letters}\n",
    }
    assert Sources().dbt_projects.read(project(tmp_path, files)).models["a"].description == "x"


@pytest.mark.requirement("robustness")
def test_property_files_that_are_too_large_are_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(projects, "_MAX_PROPERTY_FILES", 3)
    texts = {
        "a": f"models: {'[' * 200}{']' * 200}",
        "b": f"models: [{', '.join(['x'] * 60_001)}]",
        "c": f"# {'x' * 2_000_000}",
        "d": "models: []",
    }
    files = {f"models/{name}.yml": text for name, text in texts.items()}
    folder, sources = project(tmp_path, {"dbt_project.yml": "name: x", **files}), Sources()
    for name in "xy":
        (folder / f"models/{name}.sql").touch()
        assert name in sources.dbt_projects.read(folder).models
    named = "'models/a.yml', 'models/b.yml', 'models/c.yml'"
    assert caplog.messages == [
        f"dbt project '{folder}': of 4 property files only the first 3 are read",
        f"dbt project '{folder}': larger than a document may be, and not read whole: {named}",
    ]


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(("most", "described"), [(800, None), (801, "x")])
def test_a_property_file_that_is_not_parsed_counts_for_a_quarter(
    most: int, described: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "DEFAULT_LIMITS", Limits(characters=1_000))
    monkeypatch.setattr(reader, "_MAX_CHARACTERS", most)
    files = {
        "dbt_project.yml": "name: x",
        "models/b.sql": "",
        "models/a.yml": "#" * 3_200,
        "models/b.yml": "models: [{name: b, description: x}]",
    }
    assert (
        Sources().dbt_projects.read(project(tmp_path, files)).models["b"].description == described
    )


@pytest.mark.requirement("robustness")
def test_nothing_of_a_property_file_is_kept_but_what_it_says(folder: Path) -> None:
    sources = Sources()
    assert sources.dbt_projects.read(folder).models["stg_orders"].description
    assert folder / "models/staging/schema.yml" not in sources._read
    known = sources.dbt_projects._reader.known
    assert list(known) == [folder / "models/staging/schema.yml"]
    sources.keep(Territory([], []))
    assert known == {}


@pytest.mark.requirement("robustness")
def test_a_long_description_is_cut_off(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: x",
        "models/a.sql": "",
        "models/b.sql": "",
        "models/a.yml": f"models: [{{name: a, description: {'x' * 20_000}}}]",
        "target/manifest.json": json.dumps(
            {
                "nodes": {
                    "b": {
                        "name": "b",
                        "package_name": "x",
                        "resource_type": "model",
                        "description": "x" * 20_000,
                    }
                }
            }
        ),
    }
    found = Sources().dbt_projects.read(project(tmp_path, files)).models
    assert {len(each.description or "") for each in found.values()} == {10_000}


def test_without_a_project_there_is_nothing(tmp_path: Path) -> None:
    project(tmp_path, {"models/a.sql": ""})
    found = Sources().dbt_projects.read(tmp_path)
    assert found.project is None
    assert (dict(found.models), dict(found.seeds), dict(found.sources)) == ({}, {}, {})
    assert DbtModels().models == {}


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


def test_the_same_object_comes_back_until_something_changes(folder: Path) -> None:
    sources = Sources()
    found = sources.dbt_projects.read(folder)
    assert sources.dbt_projects.read(folder) is found

    schema = folder / "models/staging/schema.yml"
    schema.write_text("models: []\n", encoding="utf-8")
    described = sources.dbt_projects.read(folder)
    assert described is not found
    assert described.models["stg_orders"].description is None

    (folder / "models/staging/stg_more.sql").write_text("", encoding="utf-8")
    assert "stg_more" in sources.dbt_projects.read(folder).models
    (folder / "models/staging/stg_more.sql").rename(folder / "models/staging/stg_less.sql")
    assert {"stg_less", "stg_orders", "fct_orders"} == set(sources.dbt_projects.read(folder).models)

    buffer = SourceText("models:\n  - name: stg_orders\n    description: typed just now\n")
    sources.open(schema, buffer)
    assert sources.dbt_projects.read(folder).models["stg_orders"].description == "typed just now"
    sources.close(schema)
    assert sources.dbt_projects.read(folder).models["stg_orders"].description is None

    (folder / "dbt_project.yml").write_text("model-paths: [sql]\n", encoding="utf-8")
    assert dict(sources.dbt_projects.read(folder).models) == {}


def test_nothing_is_listed_again_while_nothing_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (folder / "models", *(folder / "models").rglob("*"), folder / "seeds"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    sources = Sources()
    found = sources.dbt_projects.read(folder)
    assert found.models

    def refuse(path: Path) -> object:
        raise AssertionError(f"{path} was listed again")

    monkeypatch.setattr(os, "scandir", refuse)
    assert sources.dbt_projects.read(folder) is found


class Meeting:
    """Makes what a class makes, once two threads want to or the second one doesn't come."""

    def __init__(self, make: Callable[..., object]) -> None:
        self._make = make
        self._both_here = Barrier(2, timeout=0.5)

    def __call__(self, *args: object) -> object:
        with suppress(BrokenBarrierError):
            _ = self._both_here.wait()
        return self._make(*args)


@pytest.mark.parametrize("made", ["DbtProjects", "DbtModels"])
def test_two_threads_that_ask_at_once_get_the_same_project(
    folder: Path, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projects, made, Meeting(getattr(projects, made)))
    sources = Sources()
    both_ask = Barrier(2, timeout=10)

    def ask(folder: Path) -> tuple[object, object]:
        _ = both_ask.wait()
        return sources.dbt_projects, sources.dbt_projects.read(folder)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(ask, [folder, folder])
    assert first[0] is second[0]
    assert first[1] is second[1]


@pytest.mark.requirement("robustness")
def test_a_property_file_that_breaks_us_keeps_no_other_from_being_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _ = project(folder, {"models/a_first.yml": "version: 2\nmodels: []\n"})
    genuine = reader.read_property_file

    def failing(file: reader.YamlFile) -> object:
        if file.path.name == "a_first.yml":
            raise ZeroDivisionError
        return genuine(file)

    monkeypatch.setattr(reader, "read_property_file", failing)
    models = Sources().dbt_projects.read(folder).models
    assert models["stg_orders"].description == "Orders as they arrive"
    assert "this is a fault of floe" in caplog.text


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("filling", ["[],", "{},", "0,", '"a",'])
def test_a_manifest_of_dbt_that_would_fill_the_memory_is_not_read(
    filling: str, tmp_path: Path
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(f"[{filling * 1_000_000} 0]", encoding="utf-8")
    assert Sources().json(path) is None
    path.write_text(f"[{filling * 1_000} 0]", encoding="utf-8")
    assert Sources().json(path) is not None


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    ("content", "is_read"),
    [
        (json.dumps(["x" * 1_000]), True),
        (json.dumps(["x" * 1_000 + "\u00e9"]), False),
        (json.dumps(["x" * 1_000 + "\u00e9"], ensure_ascii=False), False),
        (json.dumps(["x" * 500 + "\u20ac"]), True),
        (json.dumps(["x" * 500 + "\U0001f600"]), False),
        (json.dumps(["x" * 500 + "\U0001f600"], ensure_ascii=False), False),
        (json.dumps(["x" * 200 + "\U0001f600"]), True),
        (json.dumps({str(n): 1 for n in range(4)}), True),
        (json.dumps({str(n): 1 for n in range(6)}), False),
    ],
)
def test_wide_characters_and_colons_count(
    content: str, is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compilation_sources, "_MAX_JSON_BYTES", 1_500)
    monkeypatch.setattr(compilation_sources, "_MAX_JSON_VALUES", 10)
    path = tmp_path / "manifest.json"
    path.write_text(content, encoding="utf-8")
    assert (Sources().json(path) is not None) is is_read
