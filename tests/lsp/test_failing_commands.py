"""A command that fails is named as the editor asked for it, in the error and in the log."""

from __future__ import annotations

import sys
from pathlib import Path

from wire import Wire

from corpus import DEFAULT_FILES

SCRIPT = """
import sys
from floe_lsp.cli import main
from floe_lsp.lsp.work.request_runner import RequestRunner

run = RequestRunner.run

async def broken(self, name, make):
    return await run(self, name, lambda cancelled: 1 // 0)

RequestRunner.run = broken
sys.exit(main.language_server_main(["--stdio"]))
"""


def test_the_error_and_the_log_name_the_command(tmp_path: Path) -> None:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    uri = (tmp_path / "floe.yaml").as_uri()
    commands: dict[str, object] = {
        "floe.compile": uri,
        "floe.dryRun": uri,
        "floe.previewArtifacts": uri,
        "floe.graph": uri,
        "floe.newProduct": {},
        "floe.doctor": None,
    }
    with Wire(command=[sys.executable, "-c", SCRIPT]) as wire:
        wire.initialize(tmp_path)
        for command, argument in commands.items():
            params = {"command": command, "arguments": [argument]}
            error = wire.ask("workspace/executeCommand", params)["error"]
            assert error["message"].startswith(f"{command} failed: ZeroDivisionError;")
        assert wire.shut_down() == 0
    for command in commands:
        assert wire.log.decode().count(f"{command} failed; this is a fault of floe-lsp") == 1
