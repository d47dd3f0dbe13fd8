"""How much of a dbt project is read."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt import files as dbt_files
from floe_lsp.dbt import listing, projects, reader
from floe_lsp.dbt.code_files import checksum_of
from floe_lsp.dbt.nodes import OF_PROPERTIES, Fact
from floe_lsp.syntax.limits import Limits

pytestmark = pytest.mark.requirement("dbt project")


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
    assert looked_into[:3] == [tmp_path / "m", tmp_path / "m/x", tmp_path / "m/y"]
    assert len(looked_into) == len(set(looked_into))
    assert (list(found.models), list(found.seeds)) == (["a"], ["b"])


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    ("module", "limit"),
    [(dbt_files, "_MAX_FOLDERS"), (dbt_files, "_MAX_FILES"), (listing, "_MAX_PATHS")],
)
def test_all_paths_of_a_project_share_their_limits(
    module: ModuleType, limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, 1)
    text = "model-paths: [one, two]\n"
    _ = project(tmp_path, {"dbt_project.yml": text, "one/a.sql": "", "two/b.sql": ""})
    models = Sources().dbt_projects.read(tmp_path).models
    assert list(models) == ["a"]
    # What is not looked into may describe it.
    assert models["a"].unknown == OF_PROPERTIES


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
@pytest.mark.parametrize("limit", ["_MAX_CODE", "_MAX_COST"])
def test_models_beyond_the_limits_of_a_project_say_nothing_and_macros_count_first(
    limit: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = "select * from {{ ref('a') }}"
    macro = "{% macro m() %}{{ 1 }}{% endmacro %}"
    # So much that the model c passes it: the macro has 19 tokens, each other model 9.
    most = {"_MAX_CODE": len(macro) + len(model) + 9, "_MAX_COST": 30}[limit]
    monkeypatch.setattr(reader, limit, most)
    files = {f"models/{name}.sql": model for name in "bcde"}
    files |= {"models/a.sql": "select 1", "macros/m.sql": macro}
    folder, sources = project(tmp_path, {"dbt_project.yml": "name: x", **files}), Sources()
    for _ in range(2):
        found = sources.dbt_projects.read(folder)
        unknown = [each.name for each in found.nodes.values() if not each.knows(Fact.EDGES)]
        assert unknown == ["d", "e"]
        assert found.package is not None
        assert [each.name for each in found.package.macros] == ["m"]
        _ = (folder / "models/a.sql").write_text("select 2", encoding="utf-8")
    (said,) = caplog.messages
    assert said.startswith(f"dbt project '{folder}': its models, macros and snapshots have more ")
    assert said.endswith("together, so what 2 of them ask for is not known")
    (folder / "models/d.sql").unlink()
    (folder / "models/e.sql").unlink()
    assert sources.dbt_projects.read(folder).nodes
    assert "code" not in sources.dbt_projects._notices.said[folder]


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
    monkeypatch.setattr(projects, "MAX_PROPERTY_FILES", 3)
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
def test_a_long_description_is_cut_off(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: x",
        "models/a.sql": "",
        "models/b.sql": "",
        "models/a.yml": f"models: [{{name: a, description: {'x' * 20_000}}}]",
        "models/b.yml": "models: [",
        "target/manifest.json": json.dumps(
            {
                "nodes": {
                    "model.x.b": {
                        "name": "b",
                        "package_name": "x",
                        "resource_type": "model",
                        "checksum": {"checksum": checksum_of("")},
                        "description": "x" * 20_000,
                    }
                }
            }
        ),
    }
    found = Sources().dbt_projects.read(project(tmp_path, files)).models
    assert {len(each.description or "") for each in found.values()} == {10_000}
