"""Links in a dbt project: which are followed, and which are named instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.compilation.territory import Territory
from floe_lsp.dbt import files as dbt_files
from floe_lsp.dbt.nodes import OF_PROPERTIES, Fact

pytestmark = pytest.mark.requirement("dbt project")


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
    # A link that is not followed may lead to more about them; dbt reads nothing below its target.
    is_described = linked in ("models/a.sql", "target")
    assert {each.knows(Fact.COLUMNS) for each in found.models.values()} <= {is_described}


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
def test_only_so_many_links_to_files_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_files, "_MAX_LINKS", 1)
    _ = project(tmp_path, {"dbt_project.yml": "name: x\n", "models/c.sql": ""})
    for name in "ab":
        (tmp_path / f"models/{name}.sql").symlink_to("c.sql")
    models = Sources().dbt_projects.read(tmp_path).models
    assert list(models) == ["a", "c"]
    assert {each.unknown for each in models.values()} == {OF_PROPERTIES}
