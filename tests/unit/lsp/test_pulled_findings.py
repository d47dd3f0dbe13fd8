"""What an editor is answered that asks for findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from door import Door

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

PULL: dict[str, Any] = {"textDocument": {"diagnostic": {}}}
WRONG = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders}\ncolour: red\n"


async def findings(door: Door, uri: str, **more: object) -> Any:
    answer = await door.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}, **more})
    return answer["result"]


@pytest.mark.parametrize("uri", ["untitled:floe.yaml", "file:///product/floe.yaml"])
async def test_the_findings_of_a_document_wherever_it_is(uri: str) -> None:
    async with Door() as door:
        await door.initialize(capabilities=PULL)
        door.open(uri, WRONG)
        found = await findings(door, uri)
        assert found["kind"] == "full"
        assert {each["code"] for each in found["items"]} == {"E103", "E108"}
        again = await findings(door, uri, previousResultId=found["resultId"])
        assert again == {"kind": "unchanged", "resultId": found["resultId"]}
        door.change(uri, 2, {"text": WRONG.replace("colour: red\n", "")})
        changed = await findings(door, uri, previousResultId=found["resultId"])
        assert changed["kind"] == "full"
        assert {each["code"] for each in changed["items"]} == {"E103"}
        assert changed["resultId"] != found["resultId"]


async def test_the_findings_of_a_file_that_is_not_open(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    path.write_text(WRONG, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=PULL)
        await door.rest()
        found = await findings(door, path.as_uri())
        assert {each["code"] for each in found["items"]} == {"E103", "E108"}


@pytest.mark.parametrize("uri", ["untitled:floe.yaml", "git:/floe.yaml", "nonsense"])
async def test_what_is_no_file_and_not_open_has_no_findings(uri: str) -> None:
    async with Door() as door:
        await door.initialize(capabilities=PULL)
        assert await findings(door, uri) == {"kind": "full", "items": []}
