"""What an editor is asked to tell of files on disk, and what it tells."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from door import Door

from corpus import DEFAULT_FILES
from floe_lsp.lsp.work import product_search

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

WRONG = DEFAULT_FILES["floe.yaml"] + "  - name: gold\n    dependsOn: [stg_order]\n"
MANIFEST = DEFAULT_FILES["manifest.yaml"]
WATCHES: dict[str, Any] = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
CREATED, DELETED = 1, 3


def registered(door: Door) -> list[dict[str, Any]]:
    asked = [each for each in door.said if each.get("method") == "client/registerCapability"]
    return [each for message in asked for each in message["params"]["registrations"]]


def tell(door: Door, *changes: tuple[Path, int]) -> None:
    """Tell of changes on disk."""
    events = [{"uri": path.as_uri(), "type": kind} for path, kind in changes]
    door.notify("workspace/didChangeWatchedFiles", {"changes": events})


def found(door: Door) -> dict[Path, list[str]]:
    """The products that are known, with the codes of what is found in each."""
    known = door.session.analyses
    return {each: [one.code for one in door.session.diagnostics(each)] for each in known}


def product(folder: Path, text: str = WRONG) -> Path:
    """Write a product, with the folders that it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "floe.yaml"
    file.write_text(text, encoding="utf-8")
    return file


async def test_all_that_comes_or_goes_is_told_as_well() -> None:
    """Visual Studio Code names a folder alone, which is called like no YAML file."""
    async with Door() as door:
        await door.initialize(capabilities=WATCHES)
        (files,) = registered(door)
        assert files["registerOptions"]["watchers"] == [
            {"globPattern": "**/*.{yaml,yml}"},
            {"globPattern": "**/*.{sql,py,csv,md}"},
            {"globPattern": "**/.{gitignore,gitattributes,dbtignore}"},
            {"globPattern": "**/*.{YAML,YML,SQL,PY,CSV,MD}"},
            {"globPattern": "**/target/{manifest,catalog}.json"},
            {"globPattern": "**/*", "kind": 5},
        ]


@pytest.mark.parametrize("capabilities", [{}, {"workspace": {"didChangeWatchedFiles": {}}}])
async def test_nothing_is_registered_where_that_is_not_understood(
    capabilities: dict[str, Any],
) -> None:
    async with Door() as door:
        await door.initialize(capabilities=capabilities)
        assert registered(door) == []


async def test_a_folder_is_deleted(tmp_path: Path) -> None:
    products = [tmp_path / "all" / name / "floe.yaml" for name in ("a", "b.c")]
    for each in products:
        each.parent.mkdir(parents=True)
        each.write_text(WRONG, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.until(lambda: len(door.session.analyses) == 2)
        for product in products:
            folder = product.parent
            shutil.rmtree(folder)
            changes = [{"uri": folder.as_uri(), "type": DELETED}]
            door.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            await door.rest()
            assert door.session.diagnostics(product) == ()
            assert product not in door.session.analyses
        shown = [each["params"] for each in door.said if "Diagnostics" in each.get("method", "")]
        last = {each["uri"]: each["diagnostics"] for each in shown}
        assert last == {each.as_uri(): [] for each in products}


async def test_a_folder_is_created(tmp_path: Path) -> None:
    root, made = tmp_path / "root", tmp_path / "made"
    root.mkdir()
    for name in (".", "deep/er", "v1.2"):
        product(made / name)
    product(made / "target")
    (made / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await door.initialize(root)
        await door.rest()
        assert found(door) == {}
        made.rename(root / "made")
        tell(door, (root / "made", CREATED))
        await door.rest()
        places = ("made", "made/deep/er", "made/v1.2")
        assert found(door) == {root / each / "floe.yaml": ["E110"] for each in places}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("deleted_first", [True, False])
@pytest.mark.parametrize("holds_its_manifest", [True, False])
async def test_a_folder_is_renamed(
    holds_its_manifest: bool, deleted_first: bool, together: bool, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "after.v2"
    product(before / "orders")
    holder = before if holds_its_manifest else tmp_path
    (holder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        assert found(door) == {before / "orders" / "floe.yaml": ["E110"]}
        before.rename(after)
        changes = [(before, DELETED), (after, CREATED)]
        if not deleted_first:
            changes.reverse()
        for part in (changes,) if together else ([each] for each in changes):
            tell(door, *part)
            await door.rest()
        assert found(door) == {after / "orders" / "floe.yaml": ["E110"]}
        assert (before / "orders" / "floe.yaml") not in door.session.results.files()


@pytest.mark.parametrize("is_named", [True, False])
async def test_the_folder_of_a_manifest_goes_and_comes(is_named: bool, tmp_path: Path) -> None:
    text = DEFAULT_FILES["floe.yaml"]
    platform, away = tmp_path / "platform", tmp_path.with_name(f"{tmp_path.name} away")
    platform.mkdir()
    if is_named:
        file = product(tmp_path / "orders", text + "platform:\n  manifest: ../platform/base.yaml\n")
        (platform / "base.yaml").write_text(MANIFEST, encoding="utf-8")
    else:
        # What names it is the manifest above.
        file = product(tmp_path / "orders", text)
        child = MANIFEST + "scope: domain\nparent_manifest: platform/base.yaml\n"
        (tmp_path / "manifest.yaml").write_text(child, encoding="utf-8")
        parent = MANIFEST.replace("name: platform", "name: base") + "scope: enterprise\n"
        (platform / "base.yaml").write_text(parent, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        whole = {path for path in door.session.results.files() if door.session.diagnostics(path)}
        assert file in found(door)
        platform.rename(away)
        tell(door, (platform, DELETED))
        await door.rest()
        where = file if is_named else tmp_path / "manifest.yaml"
        assert "E205" in [each.code for each in door.session.diagnostics(where)]
        away.rename(platform)
        tell(door, (platform, CREATED))
        await door.rest()
        assert whole == {
            path for path in door.session.results.files() if door.session.diagnostics(path)
        }


@pytest.mark.parametrize("is_worktree", [True, False])
async def test_a_repository_begins_and_ends_between_a_product_and_its_manifest(
    is_worktree: bool, tmp_path: Path
) -> None:
    """The manifest is looked for up to the root of the repository."""
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    file = product(tmp_path / "repository" / "orders", DEFAULT_FILES["floe.yaml"])
    git = tmp_path / "repository" / ".git"
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        assert found(door) == {file: []}
        if is_worktree:
            git.write_text("gitdir: ../.git/worktrees/repository\n", encoding="utf-8")
        else:
            git.mkdir()
        tell(door, (git, CREATED))
        await door.rest()
        assert found(door) == {file: ["E205"]}
        if is_worktree:
            git.unlink()
        else:
            git.rmdir()
        tell(door, (git, DELETED))
        await door.rest()
        assert found(door) == {file: []}


async def test_a_worktree_is_added_and_removed(tmp_path: Path) -> None:
    main = product(tmp_path / "main", DEFAULT_FILES["floe.yaml"])
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    tree = tmp_path / "feature"
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        added = product(tree, DEFAULT_FILES["floe.yaml"])
        (tree / ".git").write_text("gitdir: ../main/.git/worktrees/feature\n", encoding="utf-8")
        tell(door, (tree, CREATED))
        await door.rest()
        assert found(door) == {main: [], added: ["E205"]}, "it has no manifest of its own"
        (tree / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
        tell(door, (tree / "manifest.yaml", CREATED))
        await door.rest()
        assert found(door) == {main: [], added: []}
        shutil.rmtree(tree)
        tell(door, (tree, DELETED))
        await door.rest()
        assert found(door) == {main: []}


async def test_what_others_create_costs_no_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[Path] = []

    def search(folder: Path, *_: object) -> list[Path]:
        searched.append(folder)
        return []

    product(tmp_path / "orders")
    async with Door() as door:
        await door.initialize(tmp_path)
        await door.rest()
        monkeypatch.setattr(product_search, "find_products", search)
        analysed = door.session.results.get(tmp_path / "orders" / "floe.yaml")
        paths = [tmp_path / "orders" / each for each in ("target/run", "a.sql", "out/b.json")]
        paths += [tmp_path / each for each in ("node_modules/x", ".git/refs", "x/.venv/lib")]
        for each in paths:
            each.mkdir(parents=True) if not each.suffix else each.parent.mkdir(exist_ok=True)
        tell(door, *((each, CREATED) for each in paths))
        await door.rest()
        assert searched == []
        made = tmp_path / "orders" / "made"
        made.mkdir()
        tell(door, (made, CREATED))
        await door.rest()
        assert searched == [made], "and what is elsewhere is known"
        assert door.session.results.get(tmp_path / "orders" / "floe.yaml") is not analysed


@pytest.mark.parametrize("agrees", [True, False])
async def test_files_are_watched_once_the_editor_has_agreed(tmp_path: Path, agrees: bool) -> None:
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=WATCHES)
        await door.until(lambda: registered(door) != [])
        assert not door.session.hears_of_files
        asked = next(
            each for each in door.said if each.get("method") == "client/registerCapability"
        )
        error = {"code": -32601, "message": "Method not found"}
        answer = {"result": None} if agrees else {"error": error}
        door.receive({"jsonrpc": "2.0", "id": asked["id"], **answer})
        await door.rest()
        assert door.session.hears_of_files is agrees
        moments = [door.session.files.sources.moment(each) for each in (tmp_path, tmp_path.parent)]
        assert [each is not None for each in moments] == [agrees, False]


async def test_a_told_change_and_some_time_are_another_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of some changes no editor hears: those of folders that its settings leave out."""
    clock = 0.5
    monkeypatch.setattr("floe_lsp.lsp.state.files.monotonic", lambda: clock)
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=WATCHES)
        door.session.hears_of_files = True
        moment = door.session.files.sources.moment
        first = moment(tmp_path)
        assert moment(tmp_path) == first
        tell(door, (tmp_path / "models/a.sql", CREATED))
        await door.rest()
        told = moment(tmp_path)
        assert told != first
        clock = 2.5
        assert moment(tmp_path) != told
