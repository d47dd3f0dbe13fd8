"""The process ends when it should, whatever its threads wait for."""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from wire import SECONDS, Wire, wait_for

pytestmark = pytest.mark.requirement("robustness")

SCRIPT = """
import os, sys, threading
from pathlib import Path
from floe_lsp.cli import main, serve
from floe_lsp.lsp.work import product_search
from floe_lsp.lsp.handlers.commands import doctor

serve.LEAVING_SECONDS = 0.5
ready = Path(sys.argv[1], "ready")

def hang(*_):
    ready.touch()
    threading.Event().wait()

doctor._plugins = hang
if sys.argv[2] == "searching":
    product_search._products_below = hang
sys.exit(main.language_server_main(["--stdio"]))
"""


@pytest.fixture(params=["answering", "searching"])
def hanging(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Wire]:
    """A server of which all threads of a kind wait for something that never comes."""
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), request.param]
    with Wire(command=command) as wire:
        wire.initialize(tmp_path)
        if request.param == "answering":
            for _ in range(3):
                wire.start("workspace/executeCommand", {"command": "floe.doctor"})
        wait_for(tmp_path / "ready")
        yield wire


def test_exit(hanging: Wire) -> None:
    assert hanging.shut_down() == 0
    assert b"ended after 0.5 s without what still runs on" in hanging.log


def test_threads_that_are_done_are_not_waited_for(tmp_path: Path) -> None:
    spec = tmp_path / "floe.yaml"
    spec.write_text("apiVersion: floe.dev/v1\nkind: FloeSpec\n", encoding="utf-8")
    with Wire() as wire:
        wire.initialize(tmp_path)
        assert wire.diagnostics(spec.as_uri()), "found by the search"
        assert wire.shut_down() == 0
        assert wire.log == b""


def test_the_end_of_the_input(hanging: Wire) -> None:
    hanging.end_input()
    assert hanging.process.wait(SECONDS) == 1


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 1), ("SIGHUP", 1), ("SIGINT", 130)])
def test_a_signal(name: str, code: int, hanging: Wire) -> None:
    hanging.process.send_signal(getattr(signal, name))
    assert hanging.process.wait(SECONDS) == code
    assert b"Traceback" not in hanging.log


def test_a_request_that_hangs_is_cancelled_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), "answering"]
    with Wire(command=command) as wire:
        wire.initialize()
        asked = [
            wire.start("workspace/executeCommand", {"command": "floe.doctor"}) for _ in range(5)
        ]
        wait_for(tmp_path / "ready")
        for number in asked:
            wire.notify("$/cancelRequest", {"id": number})
        for number in asked:
            assert wire.answer(number)["error"]["code"] == -32800
        assert wire.shut_down() == 0
