"""What is kept of a dbt project, until something of it changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.compilation.territory import Territory
from floe_lsp.dbt import projects, reader
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("dbt project")


@pytest.mark.requirement("robustness")
def test_nothing_of_a_property_file_is_kept_but_what_it_says(folder: Path) -> None:
    sources = Sources()
    assert sources.dbt_projects.read(folder).models["stg_orders"].description
    assert folder / "models/staging/schema.yml" not in sources._read
    known = sources.dbt_projects._reader.known
    assert list(known) == [folder / "models/staging/schema.yml"]
    sources.keep(Territory([], []))
    assert known == {}


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


@pytest.mark.parametrize("made", ["DbtProjects", "ProjectFacts"])
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
