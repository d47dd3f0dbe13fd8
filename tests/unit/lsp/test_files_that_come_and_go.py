"""What is dropped, asked for and published when folders and other files come and go on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from changing_world import MANIFEST, PRODUCT, WRONG, World

from floe_lsp.lsp.work.did_modify import Cause

pytestmark = pytest.mark.requirement("one way for a change of the world")


def test_a_folder_is_deleted(world: World) -> None:
    base = world.root / "platform" / "base.yaml"
    base.parent.mkdir()
    base.write_text(MANIFEST, encoding="utf-8")
    world.sales.write_text(
        PRODUCT + "platform:\n  manifest: ../platform/base.yaml\n", encoding="utf-8"
    )
    world.analyse(world.sales)
    shutil.rmtree(base.parent)
    world.modify(Cause.DELETED, base.parent)
    assert world.asked == [world.sales], "its manifest stood there"
    shutil.rmtree(world.orders.parent)
    world.modify(Cause.DELETED, world.orders.parent)
    assert world.orders in world.published
    assert world.session.results.known() == [world.sales]
    world.open(world.sales, WRONG)
    shutil.rmtree(world.sales.parent)
    world.modify(Cause.DELETED, world.sales.parent)
    assert world.session.results.known() == [world.sales], "it is open"


@pytest.mark.requirement("robustness")
def test_many_folders_are_deleted_at_once(world: World) -> None:
    known = {world.orders.parent.with_name(f"orders{number}") for number in range(50)}
    for each in known:
        each.mkdir()
        (each / "floe.yaml").write_text(WRONG, encoding="utf-8")
        world.analyse(each / "floe.yaml")
    shutil.rmtree(world.orders.parent)
    for each in known:
        shutil.rmtree(each)
    gone = [world.orders.parent, *known]
    beside = [world.root / "order", world.root / "orders1x", world.root / "orders 2"]
    world.modify(Cause.DELETED, *gone, *beside, *[each / "notes.txt" for each in gone])
    assert world.published - {world.manifest} == {each / "floe.yaml" for each in gone}
    assert world.session.results.known() == [world.sales]


@pytest.mark.requirement("robustness")
def test_what_many_files_affect_is_looked_up_folder_by_folder(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Path] = []
    parents = Path.parents

    def counted(path: Path) -> object:
        compared.append(path)
        return parents.__get__(path)

    monkeypatch.setattr(Path, "parents", property(counted))
    files = [world.orders.parent / "models" / f"m{number}.yml" for number in range(1_000)]
    manifests = [world.root / f"p{number}" / "manifest.yaml" for number in range(1_000)]
    assert world.session.affected_by([*files, world.manifest]) == {world.orders, world.sales}
    known = len(world.session.analyses)
    assert len(compared) <= known + 2, "each folder once"
    compared.clear()
    assert world.session.affected_by(manifests) == set()
    assert len(compared) <= known + len(manifests)


@pytest.mark.requirement("robustness")
def test_a_file_of_others_is_deleted(world: World) -> None:
    before = world.session.files.generation
    for name in ("orders/notes.txt", ".git/index.lock", "node_modules/a.js"):
        world.modify(Cause.DELETED, world.root / name)
        assert (world.asked, world.published) == ([], set())
    assert world.session.files.generation == before
    world.modify(Cause.DELETED, world.root / "orders" / "dbt")
    assert world.asked == [world.orders], "a folder, as far as anybody knows"


@pytest.mark.requirement("dbt facts")
@pytest.mark.parametrize("cause", [Cause.WRITTEN, Cause.DELETED])
def test_a_model_of_the_dbt_project_comes_and_goes(world: World, cause: Cause) -> None:
    world.modify(cause, world.root / "orders/models/a.sql")
    assert world.asked == [world.orders], "its templates may be broken"


@pytest.mark.requirement("robustness")
def test_a_manifest_of_another_name_is_deleted(world: World) -> None:
    base = world.root / "platform.txt"
    base.write_text(MANIFEST, encoding="utf-8")
    world.sales.write_text(PRODUCT + "platform:\n  manifest: ../platform.txt\n", encoding="utf-8")
    world.analyse(world.sales)
    world.modify(Cause.DELETED, base)
    assert world.asked == [world.sales]


@pytest.mark.requirement("robustness")
def test_the_other_file_of_a_product_comes_and_goes(world: World) -> None:
    other = world.orders.with_name("floe.yml")
    other.write_text(WRONG, encoding="utf-8")
    world.modify(Cause.WRITTEN, other)
    assert world.asked == [], "a search passes it over"
    world.orders.unlink()
    world.modify(Cause.DELETED, world.orders)
    assert world.asked == [other], "it is the product now"
    world.analyse(other)
    world.orders.write_text(WRONG, encoding="utf-8")
    world.modify(Cause.WRITTEN, world.orders)
    assert world.asked == [world.orders]
    assert other in world.published
    assert world.session.results.get(other) is None


@pytest.mark.requirement("robustness")
def test_the_other_file_of_a_product_is_open(world: World) -> None:
    other = world.orders.with_name("floe.yml")
    other.write_text(WRONG, encoding="utf-8")
    world.open(other, WRONG)
    world.modify(Cause.WRITTEN, world.orders)
    assert world.session.results.is_product(other), "what is open is of interest"
    world.session.store.close(other.as_uri())
    world.modify(Cause.CLOSED, other)
    assert world.asked == []
    assert world.session.results.get(other) is None


def test_a_folder_is_put_in_place_of_another(world: World) -> None:
    world.modify(Cause.DELETED, world.orders.parent)
    assert world.asked == [world.orders], "it is there again, maybe with another text"
    assert world.session.results.is_product(world.orders)
    world.modify(Cause.WRITTEN, world.orders.parent)
    assert world.looked == 1, "there may be products that nobody knows of yet"


def test_a_product_of_another_name_counts_where_there_is_no_first(world: World) -> None:
    other = world.orders.with_name("floe.yml")
    other.write_text(WRONG, encoding="utf-8")
    world.modify(Cause.WRITTEN, other)
    assert other not in world.asked, "floe check passes over it too"
    world.orders.unlink()
    world.modify(Cause.DELETED, world.orders)
    assert world.asked == [other]
    world.analyse(other)
    world.orders.write_text(PRODUCT, encoding="utf-8")
    world.modify(Cause.WRITTEN, world.orders)
    assert world.asked == [world.orders]
    assert other in world.published
    assert world.session.results.get(other) is None
