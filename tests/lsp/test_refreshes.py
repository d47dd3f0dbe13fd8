"""Lenses and hints that another file changes: the editor is asked to ask again, once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from door import Door, Message

from corpus import DEFAULT_FILES
from dbt_projects import project

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("dbt files")]

LENSES, HINTS = "textDocument/codeLens", "textDocument/inlayHint"
LENS_REFRESH, HINT_REFRESH = "workspace/codeLens/refresh", "workspace/inlayHint/refresh"
CAPABILITIES: Message = {
    "workspace": {
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
    }
}
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - name: stg_orders
    tier: bronze
    compute: duckdb
"""
GATES = "governance:\n  quality_gates: {minimum_test_coverage: 80}\n"
MANIFEST = DEFAULT_FILES["manifest.yaml"] + GATES
BARE = "models:\n  - name: stg_orders\n    columns:\n      - name: id\n"
TESTED = f"{BARE}        data_tests: [not_null]\n"
FILES = {
    "manifest.yaml": MANIFEST,
    "floe.yaml": PRODUCT,
    "dbt_project.yml": "name: orders\nprofile: orders\n",
    "models/stg_orders.sql": "select 1 as id\n",
    "models/schema.yml": BARE,
}
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


class Editor:
    """An editor that shows what it was answered last."""

    def __init__(self, door: Door, folder: Path) -> None:
        self.door, self.folder = door, folder
        self._versions: dict[str, int] = {}

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    async def open(self, *names: str) -> None:
        for name in names:
            self.door.open(self.uri(name), FILES[name])
        await self.rest()

    async def edit(self, name: str, text: str) -> None:
        version = self._versions[name] = self._versions.get(name, 1) + 1
        self.door.change(self.uri(name), version, {"text": text})
        await self.rest()

    async def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        changes = [{"uri": self.uri(name), "type": 2}]
        self.door.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        await self.rest()

    async def lenses(self, name: str = "floe.yaml") -> list[str]:
        answer = await self.door.ask(LENSES, {"textDocument": {"uri": self.uri(name)}})
        return [each["command"]["title"] for each in answer["result"]]

    async def hints(self) -> list[str]:
        given = {"textDocument": {"uri": self.uri("floe.yaml")}, "range": WHOLE}
        return [each["label"] for each in (await self.door.ask(HINTS, given))["result"]]

    async def rest(self) -> None:
        """Wait until all is analysed and nothing is about to be asked for."""
        refresher = self.door.conversation.refresher
        await self.door.until(lambda: self.door.rests and refresher._timer is None)
        await self.door.rest()

    def asked(self) -> list[str]:
        """What the editor was asked to ask again, since the last time."""
        found = [each["method"] for each in self.door.said if "refresh" in each.get("method", "")]
        self.door.said.clear()
        return found


@pytest_asyncio.fixture
async def editor(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[Editor]:
    capabilities: Any = getattr(request, "param", CAPABILITIES)
    async with Door() as door:
        made = Editor(door, project(tmp_path, FILES))
        await door.initialize(tmp_path, capabilities=capabilities)
        await made.rest()
        yield made


@pytest.mark.parametrize("is_open", [False, True])
async def test_a_property_file_changes_what_stands_above_a_transform(
    editor: Editor, *, is_open: bool
) -> None:
    await editor.open("floe.yaml", *(["models/schema.yml"] if is_open else []))
    assert "coverage 0 % (80 %)" in await editor.lenses()
    change = editor.edit if is_open else editor.write
    await change("models/schema.yml", TESTED)
    assert editor.asked() == [LENS_REFRESH]
    assert "coverage 100 % (80 %)" in await editor.lenses()


async def test_a_model_counts_as_a_reader(editor: Editor) -> None:
    await editor.open("floe.yaml")
    before = await editor.lenses()
    await editor.write("models/gold.sql", "select * from {{ ref('stg_orders') }}\n")
    assert editor.asked() == [LENS_REFRESH]
    assert set(await editor.lenses()) - set(before) == {"2 references"}


async def test_a_manifest_changes_lenses_and_hints(editor: Editor) -> None:
    await editor.open("floe.yaml", "manifest.yaml")
    assert "coverage 0 % (80 %)" in await editor.lenses()
    assert await editor.hints() == []
    changed = MANIFEST.replace("80", "70").replace("type: duckdb", "type: spark")
    await editor.edit("manifest.yaml", changed)
    assert editor.asked() == [LENS_REFRESH, HINT_REFRESH]
    assert "coverage 0 % (70 %)" in await editor.lenses()
    assert await editor.hints() == ["duckdb"]


async def test_what_is_typed_changes_what_stands_above_a_model_beside_it(editor: Editor) -> None:
    await editor.open("floe.yaml", "models/stg_orders.sql")
    _ = await editor.lenses()
    assert await editor.lenses("models/stg_orders.sql") == [
        "transform stg_orders: bronze, read by no model"
    ]
    await editor.edit("floe.yaml", PRODUCT.replace("bronze", "gold"))
    assert editor.asked() == [LENS_REFRESH]
    assert await editor.lenses("models/stg_orders.sql") == [
        "transform stg_orders: gold, read by no model"
    ]


async def test_nothing_is_asked_for_while_nothing_else_would_be_answered(editor: Editor) -> None:
    await editor.open("floe.yaml", "models/stg_orders.sql", "models/schema.yml")
    for _ in range(2):
        _ = await editor.lenses(), await editor.lenses("models/stg_orders.sql")
        _ = await editor.hints()
        await editor.edit("models/schema.yml", f"{BARE}# Of the shop\n")
    await editor.edit("floe.yaml", PRODUCT + "    description: of the shop\n")
    assert editor.asked() == []


async def test_an_edit_of_the_file_itself_is_none_of_another(editor: Editor) -> None:
    await editor.open("floe.yaml")
    _ = await editor.lenses()
    gold = "  - name: gold\n    dependsOn: [stg_orders]\n"
    await editor.edit("floe.yaml", PRODUCT + gold)
    assert editor.asked() == [], "it asks by itself"
    assert "2 references" in await editor.lenses()


async def test_what_is_not_asked_again_is_asked_for_once(editor: Editor) -> None:
    await editor.open("floe.yaml")
    _ = await editor.lenses()
    await editor.write("models/schema.yml", TESTED)
    await editor.write("models/schema.yml", BARE)
    await editor.write("models/schema.yml", TESTED)
    assert editor.asked() == [LENS_REFRESH]


async def test_a_setting_that_switches_them_off(editor: Editor) -> None:
    await editor.open("floe.yaml")
    assert await editor.lenses() != []
    settings = {"settings": {"codeLenses": False}}
    editor.door.notify("workspace/didChangeConfiguration", settings)
    await editor.rest()
    assert editor.asked() == [LENS_REFRESH]
    assert await editor.lenses() == []


async def test_of_a_file_that_is_closed_nothing_is_kept(editor: Editor) -> None:
    await editor.open("floe.yaml")
    _ = await editor.lenses()
    editor.door.close_document(editor.uri("floe.yaml"))
    await editor.write("models/schema.yml", TESTED)
    assert editor.asked() == []
    assert editor.door.conversation.refresher._told == {}


@pytest.mark.parametrize("editor", [{"workspace": {"codeLens": {}}}], indirect=True)
async def test_an_editor_that_cannot_ask_again(editor: Editor) -> None:
    await editor.open("floe.yaml")
    _ = await editor.lenses()
    await editor.write("models/schema.yml", TESTED)
    assert editor.asked() == []
