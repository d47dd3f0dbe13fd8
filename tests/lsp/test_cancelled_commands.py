"""A command that is cancelled while it waits for the editor, which answers all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from wire import FULL, Message, Wire

pytestmark = pytest.mark.requirement("New Product")
CANCELLED = -32800
CREATES_FILES = {
    **FULL,
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
}


@pytest.mark.parametrize(
    "late",
    [{"result": {"applied": True}}, {"error": {"code": -32803, "message": "it is closed"}}],
    ids=["an answer", "an error"],
)
def test_a_late_answer_disturbs_nothing(late: Message, tmp_path: Path) -> None:
    chosen = {"folder": tmp_path.as_uri(), "name": "coffee"}
    command = {"command": "floe.newProduct", "arguments": [chosen]}
    with Wire() as wire:
        wire.initialize(tmp_path, capabilities=CREATES_FILES)
        number = wire.start("workspace/executeCommand", command)
        asked = wire.take(lambda each: each.get("method") == "workspace/applyEdit")
        wire.notify("$/cancelRequest", {"id": number})
        assert wire.answer(number)["error"]["code"] == CANCELLED
        wire.send({"jsonrpc": "2.0", "id": asked["id"], **late})
        again = wire.start("workspace/executeCommand", command)
        asked = wire.take(lambda each: each.get("method") == "workspace/applyEdit")
        wire.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": True}})
        assert wire.answer(again)["result"]["ok"]
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log
