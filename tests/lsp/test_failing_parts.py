"""What an editor is sent when a part of an answer fails: the rest of it, and no error of ours.

As when a library of the server is packed without a file that it reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("robustness")

SCRIPT = """
import sys
from cron_descriptor import GetText
from floe_lsp.cli import main

def load_locale(self, code, place=None):
    raise FileNotFoundError("secret text of a file")

GetText.GetText.load_locale = load_locale
sys.argv = ["floe-lsp", "--stdio"]
sys.exit(main.language_server_main())
"""

SPEC = f"""{DEFAULT_FILES["floe.yaml"]}    compute: postgres
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
"""
CRON = SPEC.splitlines().index('  cron: "0 6 * * *"')


def at(uri: str, line: int, character: int) -> Message:
    document = {"textDocument": {"uri": uri}}
    return {**document, "position": {"line": line, "character": character}}


def test_the_rest_of_the_answers_comes_and_the_failure_is_logged_once(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    spec = tmp_path / "floe.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    uri = spec.as_uri()
    view = {"start": {"line": 0, "character": 0}, "end": {"line": CRON + 2, "character": 0}}
    with Wire(command=[sys.executable, "-c", SCRIPT]) as wire:
        wire.initialize(tmp_path, capabilities=FULL)
        wire.open(uri, SPEC)
        for version in range(2, 6):
            wire.change(uri, version, {"text": f"{SPEC}# {version}\n"})
            asked = {"textDocument": {"uri": uri}, "range": view}
            hints = wire.ask("textDocument/inlayHint", asked)["result"]
            engine, run = (each["label"] for each in hints)
            assert engine == "postgres"
            assert run.startswith("next ")
            assert hints[1]["tooltip"] == "Europe/Berlin"
            hover = wire.ask("textDocument/hover", at(uri, CRON, 10))["result"]
            assert "Next runs, in" in hover["contents"]["value"]
        assert wire.shut_down() == 0
        log = wire.log.decode()
    failed = [line for line in log.splitlines() if "this is a fault of floe-lsp" in line]
    assert len(failed) == 2, log
    assert "floe_lsp.ide.inlay_hints._schedule failed" in failed[0]
    assert "floe_lsp.ide.hover.schedules._in_words failed" in failed[1]
    assert "secret text" not in log
