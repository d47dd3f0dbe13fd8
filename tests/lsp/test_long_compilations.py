"""A compilation that takes long: progress by stage, and an end at the next stage when asked.

The server runs with a RESOLVE that waits, in compilations only, until a file of the test exists; a
file says that a compilation has ended, in whatever way.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest
from wire import FULL, SECONDS, Message, Wire, wait_for

from corpus import DEFAULT_FILES

SCRIPT = """
import sys, threading, time
from pathlib import Path
from floe_lsp.cli import main
from floe_lsp.compilation import pipeline
from floe_lsp.lsp.work import progress

from floe_lsp.lsp.handlers.commands import compiling

progress._AFTER_SECONDS = float(sys.argv[2])
resolve, compile_pipeline = pipeline.resolve, compiling.compile_pipeline
reached, gate, ended = (Path(sys.argv[1], name) for name in ("reached", "gate", "ended"))

def waiting(*arguments, **options):
    if threading.current_thread().name.startswith("answers"):
        reached.touch()
        while not gate.exists():
            time.sleep(0.01)
    return resolve(*arguments, **options)

def ending(*arguments, **options):
    try:
        return compile_pipeline(*arguments, **options)
    finally:
        ended.touch()

pipeline.resolve, compiling.compile_pipeline = waiting, ending
sys.exit(main.language_server_main(["--stdio"]))
"""
CANCELLED = -32800


class Compiling(NamedTuple):
    """A server, a product, and what lets a compilation go on."""

    wire: Wire
    product: Path
    folder: Path

    def start(self) -> int:
        params = {"command": "floe.compile", "arguments": [self.product.as_uri()]}
        return self.wire.start("workspace/executeCommand", params)

    def go_on(self) -> None:
        (self.folder / "gate").touch()

    def progress(self) -> Message:
        return self.wire.notification("$/progress")

    def begin(self) -> tuple[int, str]:
        """Start, let the server show progress; return the request and the token."""
        number = self.start()
        asked = self.wire.take(lambda it: it.get("method") == "window/workDoneProgress/create")
        self.wire.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
        return number, asked["params"]["token"]

    @property
    def written(self) -> list[str]:
        target = self.product.parent / "target"
        return sorted(each.name for each in target.iterdir()) if target.exists() else []


class Start(Protocol):
    """Starts a server for an editor that shows progress or doesn't, once a command takes long."""

    def __call__(self, shows_progress: bool, *, long: float = 0.3) -> Compiling: ...


@pytest.fixture
def compiling(tmp_path: Path) -> Generator[Start]:
    started: list[Wire] = []
    folder = tmp_path / "orders"
    folder.mkdir()
    for name, text in DEFAULT_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def start(shows_progress: bool, *, long: float = 0.3) -> Compiling:
        wire = Wire(command=[sys.executable, "-c", SCRIPT, str(tmp_path), str(long)])
        started.append(wire)
        capabilities: dict[str, Any] = {**FULL, "window": {"workDoneProgress": shows_progress}}
        wire.initialize(folder, capabilities=capabilities)
        return Compiling(wire, folder / "floe.yaml", tmp_path)

    yield start
    for wire in started:
        with wire:
            pass


def test_progress_by_stage(compiling: Start) -> None:
    opened = compiling(True)
    number, token = opened.begin()
    begun = opened.progress()
    assert begun["token"] == token
    title, message = "Compiling orders", "resolve"
    shown = begun["value"]
    assert (shown["kind"], shown["title"], shown["message"]) == ("begin", title, message)
    assert shown["cancellable"] is True
    opened.go_on()
    assert opened.wire.answer(number)["result"]["ok"]
    reported = [opened.progress()["value"] for _ in range(4)]
    assert [(each["kind"], each.get("message")) for each in reported] == [
        ("report", "enforce"),
        ("report", "compile"),
        ("report", "generate"),
        ("end", None),
    ]
    shares = [shown["percentage"], *(each["percentage"] for each in reported[:-1])]
    assert shares == sorted(set(shares))
    assert all(0 < each < 100 for each in shares)
    assert opened.written == ["compiled_artifacts.json", "profiles.yml"]


def test_a_person_who_cancels(compiling: Start) -> None:
    opened = compiling(True)
    number, token = opened.begin()
    opened.progress()
    opened.wire.notify("window/workDoneProgress/cancel", {"token": token})
    # A message that is answered after it says that the server has read it.
    opened.wire.ask("floe/read-so-far")
    opened.go_on()
    answer = opened.wire.answer(number)["result"]
    assert (answer["ok"], answer["cancelled"], answer["written"]) == (False, True, [])
    assert answer["message"] == "cancelled; nothing was written"
    assert opened.progress()["value"]["kind"] == "end"
    assert opened.wire.shut_down() == 0
    assert opened.written == []
    assert b"Traceback" not in opened.wire.log


def test_a_request_that_is_cancelled(compiling: Start) -> None:
    opened = compiling(False)
    number = opened.start()
    wait_for(opened.folder / "reached")
    opened.wire.notify("$/cancelRequest", {"id": number})
    assert opened.wire.answer(number)["error"]["code"] == CANCELLED
    opened.go_on()
    wait_for(opened.folder / "ended")
    assert opened.wire.shut_down() == 0
    assert opened.written == []
    assert b"Traceback" not in opened.wire.log


def test_an_editor_that_shows_no_progress_gets_none(compiling: Start) -> None:
    opened = compiling(False)
    number = opened.start()
    wait_for(opened.folder / "reached")
    opened.go_on()
    assert opened.wire.answer(number)["result"]["ok"]
    assert opened.wire.shut_down() == 0
    methods = [each["method"] for each in opened.wire.left]
    assert [each for each in methods if "rogress" in each] == []


def test_a_compilation_that_is_quick_shows_no_progress(compiling: Start) -> None:
    opened = compiling(True, long=SECONDS)
    opened.go_on()
    assert opened.wire.answer(opened.start())["result"]["ok"]
    assert opened.wire.shut_down() == 0
    assert "rogress" not in json.dumps(opened.wire.left)
