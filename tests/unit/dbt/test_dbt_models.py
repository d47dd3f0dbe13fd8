"""Reading a dbt project: models by their files, what property files and dbt's manifest say."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.dbt import projects, reader
from floe_lsp.dbt.models import DbtModels
from floe_lsp.syntax import SourceText

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
