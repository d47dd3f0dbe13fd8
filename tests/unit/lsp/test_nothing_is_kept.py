"""Of files that are gone nothing is kept by path, whatever was done with them before."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from door import Door
from held import held, state_of
from lsprotocol import types

from corpus import DEFAULT_FILES
from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.lsp.handlers.diagnostics.push import Push
from floe_lsp.syntax import Span

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
WRONG = PRODUCT + "  - name: gold\n    dependsOn: [stg_order]\n"
PULL: dict[str, Any] = {"textDocument": {"diagnostic": {}}}


def questions(door: Door, method: str = "") -> list[dict[str, Any]]:
    """What the editor was asked."""
    asked = [each for each in door.said if "method" in each and "id" in each]
    return [each for each in asked if method in each["method"]]


@pytest.mark.parametrize("capabilities", [{}, PULL], ids=["pushed", "pulled"])
async def test_nothing_is_kept_of_a_folder_that_is_gone(
    capabilities: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=capabilities)
        for number in range(5):
            shop = folder / f"shop{number}"
            (shop / "models").mkdir(parents=True)
            (shop / "floe.yaml").write_text(WRONG, encoding="utf-8")
            (shop / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
            (shop / "dbt_project.yml").write_text("name: shop\n", encoding="utf-8")
            (shop / "models" / "schema.yml").write_text("models: []\n", encoding="utf-8")
            uris = [(shop / name).as_uri() for name in ("floe.yaml", "manifest.yaml")]
            for uri in uris:
                door.open(uri, WRONG if uri.endswith("floe.yaml") else MANIFEST)
            await door.rest()
            document = {"textDocument": {"uri": uris[0]}}
            place = {"position": {"line": 8, "character": 12}}
            for method in ("codeLens", "hover", "completion", "documentLink", "references"):
                context = {"context": {"includeDeclaration": True}}
                await door.ask(f"textDocument/{method}", {**document, **place, **context})
            if capabilities is PULL:
                await door.ask("textDocument/diagnostic", document)
                await door.ask("workspace/diagnostic", {"previousResultIds": []})
            for command in ("floe.dryRun", "floe.graph", "floe.previewArtifacts"):
                given = {"command": command, "arguments": [uris[0]]}
                await door.ask("workspace/executeCommand", given)
            for version, text in enumerate((MANIFEST, WRONG), start=2):
                door.change(uris[0], version, {"text": text})
                await door.rest()
            for uri in uris:
                door.close_document(uri)
        await door.rest()
        assert set(held(state_of(door), folder)), "what is there is known"
        shutil.rmtree(folder)
        deleted = {"changes": [{"uri": folder.as_uri(), "type": 3}]}
        door.notify("workspace/didChangeWatchedFiles", deleted)
        await door.rest()
        door.session.sweep()
        door.said.clear()
        assert set(held(state_of(door), folder)) == set()


async def test_findings_are_of_the_version_that_they_name(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    uri = path.as_uri()
    async with Door() as door:
        await door.initialize()
        door.open(uri, WRONG)
        await door.rest()
        assert isinstance(door.conversation.publisher, Push)
        door.said.clear()
        door.change(uri, 2, {"text": "kind: FloeSpec\n"})
        # Something else makes the server look at the file, before its new text is analysed.
        door.conversation.changed({path})
        assert door.said == [], "what is known is of the version before"
        await door.rest()
        told = [each["params"] for each in door.said]
        assert {each["version"] for each in told} == {2}
        found = [each for one in told for each in one["diagnostics"]]
        assert found
        assert all(each["range"]["end"]["line"] <= 1 for each in found)


async def test_an_edit_names_the_version_that_it_was_made_for(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    async with Door() as door:
        capabilities = {"workspace": {"workspaceEdit": {"documentChanges": True}}}
        await door.initialize(capabilities=capabilities)
        door.open(path.as_uri(), WRONG, version=7)
        document = door.session.files.document(path)
        assert document is not None
        edit = Edit(Location(path, Span(0, 4), document.text), "x")
        door.change(path.as_uri(), 8, {"text": ""})
        changes = list(door.session.convert.workspace_edit([edit]).document_changes or [])
        change = changes[0]
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 7


async def test_a_request_that_is_cancelled_waits_no_more(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    async with Door() as door:
        await door.initialize()
        door.open(path.as_uri(), WRONG)
        scheduler = door.conversation.scheduler
        document = {"textDocument": {"uri": path.as_uri()}}
        asked = [door.start("textDocument/codeLens", document) for _ in range(50)]
        for number in asked:
            door.notify("$/cancelRequest", {"id": number})
        await door.until(lambda: all(door.answers(number) for number in asked))
        await door.rest()
        assert scheduler._waiting == {}


@pytest.mark.parametrize("command", ["floe.compile", "floe.dryRun"])
async def test_what_is_not_there_has_no_findings(command: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / "floe.yaml"
    async with Door() as door:
        await door.initialize(tmp_path)
        given = {"command": command, "arguments": [path.as_uri()]}
        answer = await door.ask("workspace/executeCommand", given)
        assert answer["result"]["ok"] is False
        assert door.session.diagnostics(path) == ()


async def test_a_document_that_was_given_up_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    path.write_text(WRONG, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)
        door.open(path.as_uri(), PRODUCT, version=5)
        await door.rest()
        door.change(path.as_uri(), 4, {"text": ""})
        door.close_document(path.as_uri())
        await door.rest()
        assert [each.code for each in door.session.diagnostics(path)] != []


async def test_an_editor_leaves_that_answers_no_question(tmp_path: Path) -> None:
    asks = {"configuration": True, "didChangeWatchedFiles": {"dynamicRegistration": True}}
    async with Door() as door:
        await door.initialize(tmp_path, capabilities={"workspace": asks})
        await door.until(lambda: len(questions(door)) == 2)
        assert (await door.ask("shutdown"))["result"] is None


BUTTONS = {"messageButtons": True}
SHOWS: dict[str, Any] = {
    "workspace": {"diagnostics": {"refreshSupport": True}},
    "window": {"showMessage": {}, "showDocument": {"support": True}},
}


async def test_an_editor_that_never_answers_a_refresh(tmp_path: Path) -> None:
    product, manifest = tmp_path / "floe.yaml", tmp_path / "manifest.yaml"
    document = {"textDocument": {"uri": product.as_uri()}}
    async with Door() as door:
        await door.initialize(tmp_path, capabilities={**SHOWS, **PULL})
        door.open(product.as_uri(), PRODUCT)
        for times in range(1, 6):
            await door.ask("textDocument/diagnostic", document)
            if times % 2:
                manifest.write_text(MANIFEST, encoding="utf-8")
            else:
                manifest.unlink()
            changes = [{"uri": manifest.as_uri(), "type": 1 if times % 2 else 3}]
            door.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            await door.rest()
            assert len(questions(door, "refresh")) == times, "something else is found"
        await asyncio.sleep(0)
        assert len(door.protocol._request_futures) == 1


async def test_a_person_who_never_answers_a_message(tmp_path: Path) -> None:
    product = tmp_path / "floe.yaml"
    product.write_text(WRONG, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=SHOWS, options=BUTTONS)
        for _ in range(50):
            given = {"command": "floe.dryRun", "arguments": [product.as_uri()]}
            await door.ask("workspace/executeCommand", given)
        await door.until(lambda: len(questions(door, "showMessageRequest")) == 50)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(door.conversation.tasks._running) == 20, "the last ones can be answered still"
        assert len(door.protocol._request_futures) == 20
        last = questions(door, "showMessageRequest")[-1]
        door.receive({"jsonrpc": "2.0", "id": last["id"], "result": {"title": "Show"}})
        await door.until(lambda: bool(questions(door, "showDocument")))


async def test_a_message_that_cannot_be_shown_is_no_fault_of_ours(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    product = tmp_path / "floe.yaml"
    product.write_text(WRONG, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=SHOWS, options=BUTTONS)
        given = {"command": "floe.dryRun", "arguments": [product.as_uri()]}
        await door.ask("workspace/executeCommand", given)
        await door.until(lambda: bool(questions(door, "showMessageRequest")))
        (asked,) = questions(door, "showMessageRequest")
        error = {"code": -32601, "message": "no"}
        door.receive({"jsonrpc": "2.0", "id": asked["id"], "error": error})
        await door.until(lambda: not door.conversation.tasks._running)
        await asyncio.sleep(0)
        assert [each for each in caplog.records if "fault" in each.message] == []
