"""Who chooses to fix all is told what was fixed and what was left; who saves a file is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("code-actions")

KINDS = ["source.fixAll", "source.fixNearMisses"]
ACTIONS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": KINDS}}}
CAPABILITIES: Message = {**FULL, "textDocument": {**FULL["textDocument"], "codeAction": ACTIONS}}
TEXT = DEFAULT_FILES["floe.yaml"] + (
    "    Tier: silver\n  - name: gold\n    dependsOn: [stg_order]\n    tier: copper\n"
)
ALL = "1 finding fixed: E108; 2 left: E110, E111"
NEAR = "2 findings fixed: E108, E110; 1 left: E111"


def actions(wire: Wire, uri: str, trigger: int) -> list[Message]:
    place = {"line": 0, "character": 0}
    params: Message = {
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": KINDS, "triggerKind": trigger},
    }
    return wire.ask("textDocument/codeAction", params)["result"]


def test_what_was_fixed_and_what_was_left(tmp_path: Path) -> None:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    uri = (tmp_path / "floe.yaml").as_uri()
    with Wire() as wire:
        wire.initialize(tmp_path, capabilities=CAPABILITIES)
        wire.open(uri, TEXT)
        assert {each["code"] for each in wire.diagnostics(uri, 1)} == {"E108", "E110", "E111"}
        chosen = actions(wire, uri, 1)
        assert [each["title"] for each in chosen] == [
            "Apply all safe fixes",
            "Fix all near misses",
        ]
        said = [each["command"]["arguments"][0]["message"] for each in chosen]
        assert said == [ALL, NEAR]
        assert all("command" not in each for each in actions(wire, uri, 2))
        command = chosen[0]["command"]
        params = {"command": command["command"], "arguments": command["arguments"]}
        assert wire.ask("workspace/executeCommand", params)["result"]["message"] == ALL
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log
