"""Whatever happened before: a server at rest shows what a fresh one shows of the same state."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from door import Door
from held import held, state_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import DEFAULT_FILES
from floe_lsp.lsp.work import analysis_scheduler

pytestmark = pytest.mark.requirement("robustness")

PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
TEXTS = [
    PRODUCT,
    PRODUCT + "  - name: gold\n    dependsOn: [stg_order]\n",
    PRODUCT + "platform:\n  manifest: ../base.yaml\n",
    MANIFEST,
    MANIFEST.replace("duckdb", "duckbd"),
    MANIFEST + "parent_manifest: ../base.yaml\n",
    "kind: Pod\n",
    "name: [\n",
    "",
]
"""Products, manifests and other files, right and wrong: a file may become any other."""
FILES = [
    *("shop/floe.yaml", "shop/floe.yml", "shop/manifest.yaml", "shop/dbt_project.yml"),
    *("shop/models/schema.yml", "manifest.yaml", "base.yaml"),
]
FOLDERS = ["shop", "shop/models", "moved"]
SETTINGS: list[dict[str, Any]] = [
    {},
    {"checkAllProducts": False},
    {"severities": {"E110": "off"}},
    {"manifest": "base.yaml"},
]

_file, _text = st.sampled_from(FILES), st.sampled_from(TEXTS)
EVENTS = st.one_of(
    st.tuples(st.sampled_from(["open", "change", "write"]), _file, _text),
    st.tuples(st.sampled_from(["close", "save", "delete", "dry run"]), _file),
    st.tuples(st.just("remove"), st.sampled_from(FOLDERS)),
    st.tuples(st.just("move"), st.sampled_from(FOLDERS), st.sampled_from(FOLDERS)),
    st.tuples(st.just("set"), st.sampled_from(SETTINGS)),
    st.tuples(st.just("wait")),
)


class World:
    """A folder, an editor, and its server."""

    def __init__(self, folder: Path, door: Door) -> None:
        self.folder, self.door = folder, door
        self.open: dict[Path, str] = {}
        self.settings: dict[str, Any] = {}
        self._version = 0

    async def do(self, what: str, *given: Any) -> None:
        if what == "set":
            (self.settings,) = given
            self.door.notify("workspace/didChangeConfiguration", {"settings": self.settings})
        elif what == "wait":
            await self.door.rest()
        else:
            path = self.folder / given[0]
            match what:
                case "open" | "change":
                    self._show(path, given[1])
                case "close" | "save":
                    self._leave(path, what)
                case "dry run":
                    command = {"command": "floe.dryRun", "arguments": [path.as_uri()]}
                    await self.door.ask("workspace/executeCommand", command)
                case "move":
                    self._move(path, self.folder / given[1])
                case _:
                    self._on_disk(path, what, *given[1:])
        await asyncio.sleep(0)

    def _show(self, path: Path, text: str) -> None:
        self._version += 1
        if path in self.open:
            self.door.change(path.as_uri(), self._version, {"text": text})
        else:
            self.door.open(path.as_uri(), text, self._version)
        self.open[path] = text

    def _leave(self, path: Path, what: str) -> None:
        if path not in self.open:
            return
        if what == "save":
            self._on_disk(path, "write", self.open[path])
            self.door.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})
        else:
            del self.open[path]
            self.door.close_document(path.as_uri())

    def _on_disk(self, path: Path, what: str, text: str = "") -> None:
        if what == "write":
            kind = 2 if path.exists() else 1
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.tell((path, kind))
        elif path.is_dir():
            shutil.rmtree(path)
            self.tell((path, 3))
        elif path.exists():
            path.unlink()
            self.tell((path, 3))

    def _move(self, path: Path, to: Path) -> None:
        if path.exists() and not to.exists() and to.parent.exists() and path not in to.parents:
            path.rename(to)
            self.tell((path, 3), (to, 1))

    def tell(self, *events: tuple[Path, int]) -> None:
        changes = [{"uri": path.as_uri(), "type": kind} for path, kind in events]
        self.door.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    async def clear(self) -> None:
        """Close and delete everything."""
        for path in list(self.open):
            self._leave(path, "close")
        for path in sorted(self.folder.iterdir()):
            self._on_disk(path, "delete")
        await self.door.rest()


def all_shown(door: Door) -> dict[str, list[dict[str, Any]]]:
    """What an editor shows in each file."""
    last = {
        each["params"]["uri"]: each["params"]["diagnostics"]
        for each in door.said
        if each.get("method") == "textDocument/publishDiagnostics"
    }
    return {uri: each for uri, each in last.items() if each}


def shown(door: Door) -> dict[str, list[str]]:
    """What an analysis found of it; what a compilation found is of the one who asked for it."""
    found = {
        uri: sorted(str(each) for each in given if each["code"] < "E400")
        for uri, given in all_shown(door).items()
    }
    return {uri: each for uri, each in found.items() if each}


async def products(door: Door) -> list[str]:
    answer = await door.ask("workspace/executeCommand", {"command": "floe.doctor"})
    return sorted(each["path"] for each in answer["result"]["products"])


async def afresh(world: World) -> tuple[dict[str, list[str]], list[str]]:
    async with Door() as door:
        await door.initialize(world.folder, options={"settings": world.settings})
        await door.rest()
        for path, text in world.open.items():
            door.open(path.as_uri(), text)
        await door.rest()
        return shown(door), await products(door)


async def converse(events: list[tuple[Any, ...]], folder: Path) -> None:
    (folder / "shop").mkdir()
    (folder / "shop/floe.yaml").write_text(PRODUCT, encoding="utf-8")
    (folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await door.initialize(folder)
        await door.rest()
        world = World(folder, door)
        for event in events:
            await world.do(*event)
        await door.rest()
        assert (shown(door), await products(door)) == await afresh(world)
        await world.clear()
        assert shown(door) == {}
        door.session.sweep()
        door.said.clear()
        assert {
            each for each in held(state_of(door), folder) if each not in _roots(folder)
        } == set()


def _roots(folder: Path) -> set[str]:
    return {str(folder), folder.as_uri()}


@pytest.mark.asyncio
async def test_no_ghost_of_a_product(tmp_path: Path) -> None:
    """A manifest whose text is replaced by a product's, and put back."""
    path = tmp_path / "platform.yaml"
    path.write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        door.open(path.as_uri(), MANIFEST)
        await door.rest()
        for version, text in enumerate([PRODUCT, MANIFEST], start=2):
            door.change(path.as_uri(), version, {"text": text})
            await door.rest()
            assert await products(door) == ([str(path)] if text is PRODUCT else [])
        given = {"command": "floe.dryRun", "arguments": [path.as_uri()]}
        await door.ask("workspace/executeCommand", given)
        await door.rest()
        assert await products(door) == []
        assert all_shown(door) == {}
        door.change(path.as_uri(), 4, {"text": MANIFEST + "# edited\n"})
        await door.rest()
        assert all_shown(door) == {}


@settings(max_examples=30)
@example([("write", "shop/floe.yml", TEXTS[1]), ("wait",)])
@example([("write", "shop/floe.yml", TEXTS[1]), ("wait",), ("delete", "shop/floe.yaml")])
@example([("open", "manifest.yaml", PRODUCT), ("wait",), ("change", "manifest.yaml", MANIFEST)])
@example([("open", "shop/floe.yaml", MANIFEST), ("wait",), ("remove", "shop")])
@given(st.lists(EVENTS, max_size=12))
def test_whatever_was_done(events: list[tuple[Any, ...]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(analysis_scheduler, "_GATHER_SECONDS", 0.001),
    ):
        asyncio.run(converse(events, Path(folder).resolve()))
