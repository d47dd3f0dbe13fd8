"""Which settings hold for a file, whatever folders the editor has open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from floe_lsp.compilation.territory import Territory
from floe_lsp.lsp.state.folders import WorkspaceFolder, WorkspaceFolders
from floe_lsp.lsp.state.settings import Settings

pytestmark = pytest.mark.requirement("docs/settings.md")

SHOP, ORDERS, OTHER = Path("/shop"), Path("/shop/orders"), Path("/other")


def folders_of(*paths: Path) -> WorkspaceFolders:
    made = WorkspaceFolders()
    made.set([WorkspaceFolder(path) for path in paths])
    return made


def manifests(folders: WorkspaceFolders, paths: Iterable[Path]) -> list[str | None]:
    """What the settings of a product in each folder say, in short."""
    return [folders.settings_of(path / "floe.yaml").manifest for path in paths]


def test_settings_sent_alone_hold_everywhere() -> None:
    folders = folders_of(SHOP, ORDERS)
    for sent in ({"manifest": "a.yaml"}, {"floe": {"manifest": "a.yaml"}, "other": 1}):
        assert folders.take(sent) == []
        assert manifests(folders, (SHOP, ORDERS, OTHER)) == ["a.yaml"] * 3
        assert folders.elsewhere.manifest == "a.yaml"
        assert folders.paths == (SHOP, ORDERS)
        folders.take(None)
        assert manifests(folders, (SHOP, ORDERS, OTHER)) == [None] * 3
    (problem,) = folders.take([1])
    assert problem


def test_settings_of_each_folder_and_the_last_ones_elsewhere() -> None:
    folders = folders_of(SHOP, ORDERS)
    given = [{"manifest": "a"}, {"manifest": "b", "stage": 5}, {"manifest": "c", "stage": 6}]
    said = folders.take_each((SHOP, ORDERS), given)
    assert len(said) == 2
    assert "5" in said[0]
    assert "6" in said[1]
    # Those of the innermost folder hold.
    assert manifests(folders, (SHOP, ORDERS, ORDERS / "more", OTHER)) == ["a", "b", "b", "c"]
    assert folders.elsewhere.manifest == "c"


def test_answers_for_folders_that_have_gone_hold_only_elsewhere() -> None:
    folders = folders_of(SHOP)
    assert folders.take_each((SHOP,), [{"manifest": "a"}, {"manifest": "b"}]) == []
    assert folders.take_each((ORDERS,), [{"manifest": "c"}, {"manifest": "d"}]) == []
    assert manifests(folders, (SHOP, OTHER)) == ["a", "d"]
    # Without folders only those that hold elsewhere are asked for.
    none = WorkspaceFolders()
    assert none.take_each((), [{"manifest": "e"}]) == []
    assert manifests(none, (SHOP,)) == ["e"]


def test_the_manifest_is_relative_to_the_innermost_folder() -> None:
    folders = folders_of(SHOP, ORDERS)
    folders.take({"manifest": "platform/manifest.yaml"})
    found = [folders.manifest_of(path / "x" / "floe.yaml") for path in (SHOP, ORDERS, OTHER)]
    assert found == [
        Path("/shop/platform/manifest.yaml"),
        Path("/shop/orders/platform/manifest.yaml"),
        # Without a folder it stands beside the product.
        Path("/other/x/platform/manifest.yaml"),
    ]
    folders.take({})
    assert folders.manifest_of(SHOP / "floe.yaml") is None


@pytest.mark.parametrize(
    ("outer", "inner", "found"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_a_product_is_found_where_all_of_a_folder_is_checked(
    outer: bool, inner: bool, found: bool, tmp_path: Path
) -> None:
    product = tmp_path / "orders" / "floe.yaml"
    product.parent.mkdir()
    product.touch()
    folders = WorkspaceFolders()
    folders.set(
        [
            WorkspaceFolder(tmp_path, Settings(check_all_products=outer)),
            WorkspaceFolder(product.parent, Settings(check_all_products=inner)),
        ]
    )
    assert folders.finds(product) is found
    assert not folders.finds(tmp_path.parent / "floe.yaml")
    assert not folders.finds(product.with_name("other.yaml"))


def test_what_is_known_of_files_is_dropped_with_them() -> None:
    folders = folders_of(SHOP)
    product, other = SHOP / "floe.yaml", ORDERS / "floe.yaml"
    for path in (product, other):
        folders.settings_of(path)
    folders.keep(Territory([product], []))
    assert set(folders._known) == {product}
    assert folders.settings_of(other) is folders.settings_of(product)
