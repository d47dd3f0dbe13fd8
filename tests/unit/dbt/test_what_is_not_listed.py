"""Files of a dbt project that are not looked for: what they may hold is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.dbt.nodes import OF_PROPERTIES, Fact

pytestmark = pytest.mark.requirement("dbt facts")

FILES = {
    "dbt_project.yml": "name: shop\n",
    "models/a.sql": "select {{ cents('id') }}",
    "models/said.sql": "select 1",
    "models/p.yml": "models: [{name: said, description: x}]",
}


def read(folder: Path, files: dict[str, str]) -> ProjectFacts:
    return Sources().dbt_projects.read(project(folder, {**FILES, **files}))


def test_a_project_that_is_looked_through_whole_is_known(tmp_path: Path) -> None:
    for listed in ("", "model-paths: [models]\ndocs-paths: []\n", "seed-paths:\n"):
        found = read(tmp_path, {"dbt_project.yml": f"name: shop\n{listed}"})
        assert {each.unknown for each in found.nodes.values()} == {frozenset()}


@pytest.mark.parametrize(
    "listed",
    [
        "model-paths: [models, ../shared]",
        "model-paths: [models, /shared]",
        "model-paths: [models, \"{{ env_var('MORE') }}\"]",
        "model-paths: [models, '{% if true %}more{% endif %}']",
        "macro-paths: \"{{ var('folders') }}\"",
        "function-paths: [../functions]",
    ],
)
def test_a_folder_that_is_not_read_may_describe_any_model(tmp_path: Path, listed: str) -> None:
    found = read(tmp_path, {"dbt_project.yml": f"name: shop\n{listed}\n"})
    assert found.nodes["model.shop.a"].unknown == {*OF_PROPERTIES, Fact.EDGES}
    # dbt refuses a second description.
    assert found.nodes["model.shop.said"].unknown == frozenset()
    assert found.nodes["model.shop.said"].description == "x"


@pytest.mark.parametrize("made", ["out/run/a.sql", "installed/other/a.sql"])
def test_what_dbt_makes_is_not_read_where_the_whole_folder_holds_models(
    tmp_path: Path, made: str
) -> None:
    text = "model-paths: ['.']\ntarget-path: out\npackages-install-path: installed\n"
    found = read(tmp_path, {"dbt_project.yml": f"name: shop\n{text}", "target/b.sql": "", made: ""})
    assert found.model_files["a"] == tmp_path / "models/a.sql"
    assert found.model_files["b"] == tmp_path / "target/b.sql"
    assert found.models["a"].unknown == OF_PROPERTIES


def test_a_virtual_environment_below_the_models_may_describe_any_model(tmp_path: Path) -> None:
    found = read(tmp_path, {"models/env/pyvenv.cfg": "", "models/env/x.yml": ""})
    assert found.models["a"].unknown == OF_PROPERTIES


def test_a_project_is_read_again_when_less_of_it_is_listed(tmp_path: Path) -> None:
    sources = Sources()
    folder = project(tmp_path, FILES)
    assert sources.dbt_projects.read(folder).models["a"].knows(Fact.COLUMNS)
    _ = project(folder, {"models/env/pyvenv.cfg": ""})
    assert not sources.dbt_projects.read(folder).models["a"].knows(Fact.COLUMNS)
