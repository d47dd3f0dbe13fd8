"""What changes while an analysis runs is not lost, though the analysis read what was before.

The server runs with an analysis of products that stops at its end until a file of the test exists.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from wire import Wire, wait_for

from corpus import DEFAULT_FILES

SCRIPT = """
import sys, time
from pathlib import Path
from floe_lsp.cli import main
from floe_lsp.lsp.work import analysis

analyze, ended, gate = analysis.analyze, Path(sys.argv[1], "ended"), Path(sys.argv[1], "gate")

def waiting(*arguments, **options):
    found = analyze(*arguments, **options)
    ended.touch()
    while not gate.exists():
        time.sleep(0.01)
    return found

analysis.analyze = waiting
sys.exit(main.language_server_main(["--stdio"]))
"""
PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
WRONG = MANIFEST.replace("duckdb", "duckbd")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    for name, text in DEFAULT_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def wire(folder: Path) -> Generator[Wire]:
    """A server whose analysis of the product has read everything and not yet ended."""
    with Wire(command=[sys.executable, "-c", SCRIPT, str(folder.parent)]) as wire:
        # Not the product's folder: it would be looked through, and the product analysed once more.
        (folder.parent / "another").mkdir()
        wire.initialize(folder.parent / "another")
        wire.open((folder / "floe.yaml").as_uri(), PRODUCT)
        wait_for(folder.parent / "ended")
        yield wire


def test_a_manifest_is_edited(wire: Wire, folder: Path) -> None:
    manifest = (folder / "manifest.yaml").as_uri()
    wire.open(manifest, WRONG)
    wire.ask("floe/read-so-far")
    (folder.parent / "gate").touch()
    while codes(wire, manifest) != {"E207"}:
        pass


def test_a_manifest_changes_on_disk(wire: Wire, folder: Path) -> None:
    path = folder / "manifest.yaml"
    path.write_text(WRONG, encoding="utf-8")
    change = {"uri": path.as_uri(), "type": 2}
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    wire.ask("floe/read-so-far")
    (folder.parent / "gate").touch()
    while codes(wire, path.as_uri()) != {"E207"}:
        pass


def codes(wire: Wire, uri: str) -> set[str]:
    return {each["code"] for each in wire.diagnostics(uri)}
