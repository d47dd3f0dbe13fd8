"""When an editor is shown what is found while somebody types, pushed or pulled."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from door import Door

import corpus
from floe_lsp.lsp.state import patience

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("quiet typing")]

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - name: orders
    tier: gold
"""
MANIFEST = corpus.DEFAULT_FILES["manifest.yaml"]
LINE = PRODUCT.index("tier")
METHOD = "floe/didMoveCaret"
ERROR, HINT = 1, 4
PULL: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


@pytest.fixture(autouse=True)
def long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing come by itself that a test is to bring about."""
    monkeypatch.setattr(patience, "WORD_SECONDS", 100.0)
    monkeypatch.setattr(patience, "ENTRY_SECONDS", 200.0)


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "WORD_SECONDS", 1.0)


def insertion(line: int, character: int, text: str) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


def pushed(door: Door) -> list[list[str]]:
    """The codes of each time that findings were pushed."""
    messages = [
        each for each in door.said if each.get("method") == "textDocument/publishDiagnostics"
    ]
    return [[found["code"] for found in each["params"]["diagnostics"]] for each in messages]


async def analysed(door: Door) -> None:
    scheduler = door.conversation.scheduler
    await door.until(lambda: not scheduler.is_busy())


async def typed(door: Door, uri: str) -> None:
    """Make ``gold`` into ``goldx``, and wait until that is analysed."""
    door.open(uri, PRODUCT)
    await door.rest()
    door.change(uri, 2, insertion(5, 14, "x"))
    await analysed(door)


@pytest.mark.usefixtures("short_wait")
async def test_a_mistake_is_pushed_after_a_pause(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST)
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize()
        await typed(door, uri)
        assert pushed(door)[-1] == []
        await door.until(lambda: pushed(door)[-1] == ["E111"])


async def test_a_caret_that_leaves_the_line_shows_it(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST)
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize()
        await typed(door, uri)
        for line, found in ((5, []), (4, ["E111"])):
            caret = {"textDocument": {"uri": uri}, "position": {"line": line, "character": 0}}
            door.notify(METHOD, caret)
            await asyncio.sleep(0)
            assert pushed(door)[-1] == found


@pytest.mark.parametrize(
    "params",
    [
        None,
        {},
        [],
        [1, "x"],
        {"textDocument": 1},
        {"textDocument": {"uri": 1}, "position": {"line": 1, "character": 1}},
        {"textDocument": {"uri": "file:///elsewhere.py"}, "position": {"line": 0, "character": 0}},
        {"textDocument": {"uri": "file:///floe.yaml"}, "position": {"line": "x"}},
        {"textDocument": {"uri": "file:///floe.yaml"}, "position": {"line": -1, "character": 2}},
    ],
)
async def test_a_caret_that_is_nowhere_lets_nothing_wait(params: Any) -> None:
    async with Door() as door:
        await door.initialize()
        await typed(door, "file:///floe.yaml")
        door.notify(METHOD, params)
        await asyncio.sleep(0)
        assert pushed(door)[-1] == ["E111"]


async def test_a_save_shows_all(tmp_path: Path) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize()
        await typed(door, uri)
        door.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert pushed(door)[-1] == ["E111"]


async def test_who_compiles_is_told_of_everything(tmp_path: Path) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize()
        await typed(door, uri)
        await door.ask("workspace/executeCommand", {"command": "floe.dryRun", "arguments": [uri]})
        await door.rest()
        assert pushed(door)[-1] == ["E111"]


@pytest.mark.usefixtures("short_wait")
async def test_who_pulls_is_asked_to_ask_again(tmp_path: Path) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()

    async def found(door: Door) -> list[str]:
        params = {"textDocument": {"uri": uri}}
        answer = await door.ask("textDocument/diagnostic", params)
        return [each["code"] for each in answer["result"]["items"]]

    def refreshes(door: Door) -> int:
        method = "workspace/diagnostic/refresh"
        return sum(each.get("method") == method for each in door.said)

    async with Door() as door:
        await door.initialize(capabilities=PULL)
        await typed(door, uri)
        assert await found(door) == []
        before = refreshes(door)
        await door.until(lambda: refreshes(door) > before)
        assert await found(door) == ["E111"]


@pytest.mark.usefixtures("short_wait")
async def test_who_pulls_and_cannot_be_asked_to_ask_again_is_told(tmp_path: Path) -> None:
    """Neovim 0.11 asks after an edit, which is too early, and after nothing else."""
    (tmp_path / "manifest.yaml").write_text(MANIFEST)
    uri = (tmp_path / "floe.yaml").as_uri()
    capabilities: dict[str, Any] = {"textDocument": {"diagnostic": {}, "publishDiagnostics": {}}}
    async with Door() as door:
        await door.initialize(capabilities=capabilities)
        await typed(door, uri)
        assert pushed(door)[-1] == []
        await door.until(lambda: pushed(door)[-1] == ["E111"])


async def test_nothing_waits_for_an_editor_that_asks_once_and_takes_nothing_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST)
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize(capabilities={"textDocument": {"diagnostic": {}}})
        await typed(door, uri)
        answer = await door.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert [each["code"] for each in answer["result"]["items"]] == ["E111"]


async def test_it_is_a_setting(tmp_path: Path) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize(options={"settings": {"patience": False}})
        await typed(door, uri)
        assert pushed(door)[-1] == ["E111"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("E016", HINT)]),
        ("# orders\n", [("E016", HINT)]),
        ("apiV", [("E017", HINT)]),
        ("apiVersion: floe.d", [("E125", HINT)]),
        ("metadata: [1", [("E008", ERROR)]),
        ("hello", [("E017", ERROR)]),
        ("<html>x</html>", [("E017", ERROR)]),
        ("apiVersion: v1\nkind: Pod\n", [("E125", ERROR), ("E125", ERROR)]),
    ],
)
async def test_only_what_is_to_be_written_is_a_hint(
    tmp_path: Path, text: str, found: list[tuple[str, int]]
) -> None:
    path = tmp_path / "floe.yaml"
    async with Door() as door:
        await door.initialize()
        door.open(path.as_uri(), "transforms: []\n")
        door.change(path.as_uri(), 2, {"text": text})
        await analysed(door)
        door.conversation.session.patience.rest()
        door.conversation.changed({path})
        (*_, last) = (
            each["params"]["diagnostics"]
            for each in door.said
            if each.get("method") == "textDocument/publishDiagnostics"
        )
        assert [(each["code"], each["severity"]) for each in last] == found


async def test_an_empty_file_is_no_fault_but_for_a_save(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    path.touch()
    uri = path.as_uri()

    def shown(door: Door) -> list[tuple[str, int]]:
        (*_, last) = (
            each["params"]["diagnostics"]
            for each in door.said
            if each.get("method") == "textDocument/publishDiagnostics"
        )
        return [(each["code"], each["severity"]) for each in last]

    async with Door() as door:
        await door.initialize()
        door.open(uri, "")
        await door.rest()
        assert shown(door) == [("E016", HINT)]
        door.change(uri, 2, {"text": "apiVersion: floe.dev/v1\nkind: FloeSpec\n"})
        await analysed(door)
        assert shown(door) == []
        caret = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        door.notify(METHOD, caret)
        await asyncio.sleep(0)
        assert shown(door) == []
        door.conversation.session.patience.rest()
        door.conversation.changed({path})
        assert shown(door) == [("E103", HINT), ("E103", HINT)]
        door.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert shown(door) == [("E103", ERROR), ("E103", ERROR)]
