"""A fix is tried with the stages that found what it is for, and with no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from door import Door, Message

from corpus import DEFAULT_FILES

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("code-actions")]

UNUSED = "  # floe: ignore[E116]\n"
REMOVE = "Remove E116 from the comment"
PRODUCT = DEFAULT_FILES["floe.yaml"]
NO_MANIFEST = "platform:\n  manifest: gone.yaml\n"
QUICK_FIXES: Message = {
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    }
}
EVERYWHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 100, "character": 0}}


async def fixes(door: Door, uri: str) -> list[str]:
    """The titles of what is offered in a file, once it has been analysed."""
    await door.rest()
    params: Message = {"textDocument": {"uri": uri}, "range": EVERYWHERE}
    params["context"] = {"diagnostics": []}
    answer = await door.ask("textDocument/codeAction", params)
    return [each["title"] for each in answer["result"] if each["kind"] == "quickfix"]


async def test_what_a_later_stage_would_find_refuses_no_fix(tmp_path: Path) -> None:
    uri = (tmp_path / "floe.yaml").as_uri()
    options = {"settings": {"stage": "VALIDATE"}}
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=QUICK_FIXES, options=options)
        door.open(uri, (PRODUCT + NO_MANIFEST).replace("\n", UNUSED, 1))
        assert REMOVE in await fixes(door, uri)


async def test_no_manifest_is_looked_for_around_what_is_not_a_file(tmp_path: Path) -> None:
    uri = "git:/somewhere/floe.yaml"
    async with Door() as door:
        await door.initialize(tmp_path, capabilities=QUICK_FIXES)
        door.open(uri, PRODUCT.replace("\n", UNUSED, 1))
        assert REMOVE in await fixes(door, uri)
