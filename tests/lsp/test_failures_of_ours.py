"""What an editor is sent when floe itself fails with an open file: the finding that the check has.

Never silence, which would pass for a check (invariant 4, E503).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import environment
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("robustness")

SCRIPT = """
import sys
from floe_lsp.cli import main
from floe_lsp.compilation import guarding, pipeline
from floe_lsp.compilation.analysis_run import AnalysisRun
from floe_lsp.compilation.sources import Sources

where, program, *arguments = sys.argv[1:]
sys.argv[1:] = arguments

def fails(function, when):
    def made(*given, **named):
        if when(*given):
            raise ZeroDivisionError("secret text of a file")
        return function(*given, **named)
    return made

def says_broken(sources, path):
    return "broken" in sources.document(path).text.text

if where == "LOAD":
    pipeline.load_product = fails(
        pipeline.load_product, lambda path, _, sources: says_broken(sources, path)
    )
elif where == "COMPILE":
    pipeline._compile = fails(
        pipeline._compile, lambda run, _: says_broken(run.sources, run.path)
    )
elif where == "around the stages":
    # Not to be told from the parser's own failure: before any stage has a document.
    AnalysisRun.freeze = fails(
        AnalysisRun.freeze, lambda run: says_broken(run.sources, run.path)
    )
else:
    run = guarding.Guard.run
    guarding.Guard.run = fails(
        run, lambda _, rule, document, find: rule == where and "broken" in document.text.text
    )
sys.exit(getattr(main, program)(arguments))
"""

SOUND = DEFAULT_FILES["floe.yaml"]
BROKEN = f"{SOUND}# broken\n"
EVERYWHERE = ["LOAD", "around the stages", "dependencies"]
PULL: Message = {
    "workspace": {"workspaceFolders": True, "diagnostics": {"refreshSupport": True}},
    "textDocument": {"diagnostic": {}},
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "floe.yaml"


def server(where: str) -> Wire:
    return Wire(command=[sys.executable, "-c", SCRIPT, where, "language_server_main", "--stdio"])


def codes(found: list[Any]) -> list[str]:
    return [each["code"] for each in found]


@pytest.mark.parametrize("where", EVERYWHERE)
def test_it_is_pushed_for_the_text_that_failed_and_goes_with_it(where: str, spec: Path) -> None:
    uri = spec.as_uri()
    with server(where) as wire:
        wire.initialize(spec.parent, capabilities=FULL)
        wire.open(uri, SOUND)
        assert codes(wire.diagnostics(uri, 1)) == []
        for version in range(2, 7):  # also when the rule has been switched off
            wire.change(uri, version, {"text": f"{BROKEN}# {version}\n"})
            assert codes(wire.diagnostics(uri, version)) == ["E503"]
        if where != "dependencies":
            wire.change(uri, 9, {"text": SOUND})
            assert codes(wire.diagnostics(uri, 9)) == []
        assert wire.shut_down() == 0
        log = wire.log.decode()
    assert log.count("this is a fault of floe-lsp") == 1
    assert "ZeroDivisionError" in log
    assert "secret text" not in log


@pytest.mark.parametrize("where", EVERYWHERE)
def test_it_is_in_what_an_editor_pulls(where: str, spec: Path) -> None:
    uri = spec.as_uri()
    with server(where) as wire:
        wire.initialize(spec.parent, capabilities=PULL)
        wire.open(uri, BROKEN)
        report = wire.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})["result"]
        assert codes(report["items"]) == ["E503"]
        whole = wire.ask("workspace/diagnostic", {"previousResultIds": []})["result"]
        (of_product,) = [each for each in whole["items"] if each["uri"] == uri]
        assert codes(of_product["items"]) == ["E503"]
        assert wire.shut_down() == 0


@pytest.mark.parametrize("where", ["LOAD", "dependencies"])
def test_the_check_says_the_same(where: str, spec: Path) -> None:
    spec.write_text(BROKEN, encoding="utf-8")
    uri = spec.as_uri()
    with server(where) as wire:
        wire.initialize(spec.parent, capabilities=FULL)
        wire.open(uri, BROKEN)
        shown = [each["message"] for each in wire.diagnostics(uri, 1)]
        assert wire.shut_down() == 0
    command = [sys.executable, "-c", SCRIPT, where, "main", "check", "--format", "json"]
    done = subprocess.run(
        command, cwd=spec.parent, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 70
    said = json.loads(done.stdout)["diagnostics"]
    assert codes(said) == ["E503"]
    assert [shown[0].startswith(each["message"]) for each in said] == [True]


@pytest.mark.parametrize("where", ["LOAD", "dependencies", "COMPILE"])
def test_a_compilation_that_fails_writes_nothing_and_is_no_error_of_the_protocol(
    where: str, spec: Path
) -> None:
    uri = spec.as_uri()
    with server(where) as wire:
        wire.initialize(spec.parent, capabilities=FULL)
        wire.open(uri, BROKEN)
        given = {"command": "floe.compile", "arguments": [uri, {"quiet": True}]}
        answer = wire.ask("workspace/executeCommand", given)
        assert answer["result"]["ok"] is False
        assert answer["result"]["written"] == []
        assert wire.shut_down() == 0
    assert not (spec.parent / "target").exists()
