"""A path that no file can have is named or left out, whoever names it, and stops nothing else."""

from __future__ import annotations

import logging
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from door import Door

from corpus import DEFAULT_FILES

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

PRODUCT = DEFAULT_FILES["floe.yaml"]
WRONG = PRODUCT.replace("name: orders", "name: Bad Name")
LONG = "a/" * 20_000 + "m.yaml"
HALF = "\ud800"
PULL: dict[str, Any] = {"textDocument": {"diagnostic": {}}}
MOST_BYTES = 20_000_000
"""Of memory; a path of 20,000 folders, each kept with all those above it, takes 800 MB."""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in ("floe.yaml", "manifest.yaml"):
        (tmp_path / name).write_text(DEFAULT_FILES[name], encoding="utf-8")
    return tmp_path


def published(door: Door) -> dict[str, list[str]]:
    """The codes that the editor was sent last, by URI."""
    sent = [each["params"] for each in door.said if "publishDiagnostics" in each.get("method", "")]
    return {each["uri"]: [found["code"] for found in each["diagnostics"]] for each in sent}


def logged(door: Door) -> list[str]:
    said = [each for each in door.said if each.get("method") == "window/logMessage"]
    return [each["params"]["message"] for each in said]


@pytest.mark.parametrize("capabilities", [{}, PULL], ids=["pushed", "pulled"])
@pytest.mark.parametrize("manifest", [LONG, HALF, "a\0b"], ids=["long", "half", "NUL"])
async def test_a_setting_is_named_and_its_default_holds(
    workspace: Path,
    capabilities: dict[str, Any],
    manifest: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    (workspace / "floe.yaml").write_text(WRONG, encoding="utf-8")
    uri = (workspace / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize(
            workspace, capabilities=capabilities, options={"settings": {"manifest": manifest}}
        )
        await door.rest()
        (said,) = logged(door)
        assert said.startswith("floe: floe.manifest is '")
        assert "no file can have this path" in said
        assert len(said) < 400
        if capabilities is PULL:
            answer = await door.ask("workspace/diagnostic", {"previousResultIds": []})
            (report,) = answer["result"]["items"]
            assert [each["code"] for each in report["items"]] == ["E101"]
        else:
            assert published(door)[uri] == ["E101"]
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("bad", ["file:", "file:.", f"file:///{HALF}", "file:///" + "a/" * 20_000])
async def test_a_folder_is_left_out_and_the_others_are_searched(
    workspace: Path, bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    (workspace / "floe.yaml").write_text(WRONG, encoding="utf-8")
    uri = (workspace / "floe.yaml").as_uri()
    async with Door() as door:
        await door.initialize(bad, workspace)
        await door.rest()
        assert published(door)[uri] == ["E101"]
        event = {"added": [{"uri": bad, "name": "x"}], "removed": [{"uri": bad, "name": "x"}]}
        door.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        changes = [{"uri": each, "type": 2} for each in (bad, uri)]
        door.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        await door.rest()
        assert door.session.folders.paths == (workspace,)
    assert "a workspace folder is left out: 'file:" in caplog.text
    assert "a changed file is left out: 'file:" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "uri", ["file:floe.yaml", f"file:///{HALF}/floe.yaml", f"file:///{'a/' * 20_000}floe.yaml"]
)
async def test_a_document_is_one_that_is_not_a_file(
    workspace: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace)
    document = {"textDocument": {"uri": uri}}
    place = {"position": {"line": 3, "character": 9}, "context": {"includeDeclaration": True}}
    async with Door() as door:
        await door.initialize(workspace)
        door.open(uri, WRONG)
        await door.rest()
        assert "E101" in published(door)[uri]
        for method in ("definition", "references", "hover", "documentLink"):
            assert "result" in await door.ask(f"textDocument/{method}", {**document, **place})
        await door.ask("workspace/executeCommand", {"command": "floe.compile", "arguments": [uri]})
        door.close_document(uri)
        await door.rest()
        assert published(door)[uri] == []
    assert not (workspace / "target").exists()


async def test_an_escaped_separator_leads_to_no_file(workspace: Path) -> None:
    uri = f"web:{str(workspace).replace('/', '%2F')}%2Ffloe.yaml"
    async with Door() as door:
        await door.initialize()
        door.open(uri, WRONG)
        await door.rest()
        (document,) = door.session.store
        assert not document.path.is_relative_to(workspace)
        assert "E101" in published(door)[uri]


@pytest.mark.parametrize("field", ["platform", "parent"])
async def test_a_field_of_a_file_is_a_finding(workspace: Path, field: str) -> None:
    if field == "platform":
        path, text = workspace / "floe.yaml", f"{PRODUCT}platform:\n  manifest: {LONG}\n"
    else:
        path = workspace / "manifest.yaml"
        text = f"{DEFAULT_FILES['manifest.yaml']}parent_manifest: {LONG}\nscope: domain\n"
    async with Door() as door:
        await door.initialize(workspace)
        tracemalloc.start()
        try:
            door.open(path.as_uri(), text)
            await door.rest()
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert "E205" in published(door)[path.as_uri()]
        assert most < MOST_BYTES


async def test_a_new_product_is_refused(workspace: Path) -> None:
    async with Door() as door:
        await door.initialize(workspace)
        await door.rest()
        given = {"folder": "file:///" + "a/" * 100_000, "name": "x"}
        tracemalloc.start()
        try:
            answer = await door.ask(
                "workspace/executeCommand", {"command": "floe.newProduct", "arguments": [given]}
            )
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert answer["error"]["message"] == "the folder must be the URI of a file or folder"
        assert most < MOST_BYTES
