"""The code that attrs generates is compiled once, and then taken from a file."""

from __future__ import annotations

import builtins
import marshal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from floe_lsp.lsp.wire.protocol_types import keeping


@pytest.fixture(autouse=True)
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The sources that were compiled."""
    sources: list[str] = []
    genuine = builtins.compile

    def note(source: str, name: str, mode: str) -> object:
        sources.append(source)
        return genuine(source, name, mode)

    monkeypatch.setattr(builtins, "compile", note)
    yield sources
    monkeypatch.undo()


def point() -> object:
    @attrs.define
    class Point:
        x: int
        y: int = 0

    return Point(1)


def test_what_is_kept_is_not_compiled_again(tmp_path: Path, compiled: list[str]) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        assert repr(point()).endswith("Point(x=1, y=0)")
    assert compiled
    compiled.clear()
    with keeping(file):
        assert repr(point()).endswith("Point(x=1, y=0)")
    assert compiled == []
    _ = point()
    assert compiled, "nothing is kept outside"


@pytest.mark.parametrize("content", [b"", b"x", b"\x00\xff" * 9, marshal.dumps(5)])
def test_a_file_that_is_none_of_ours_is_written_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept"
    file.write_bytes(content)
    with keeping(file):
        assert repr(point()).endswith("Point(x=1, y=0)")
    assert len(file.read_bytes()) > 100


def test_code_that_is_none_is_compiled(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        _ = point()
    kept = marshal.loads(file.read_bytes())  # noqa: S302 - written above
    file.write_bytes(marshal.dumps(dict.fromkeys(kept, "x")))
    with keeping(file):
        assert repr(point()).endswith("Point(x=1, y=0)")


def test_what_is_not_asked_for_stays(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        _ = point()
    before = file.read_bytes()
    with keeping(file):
        pass
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_is_borne(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "kept"
    with keeping(file):
        assert repr(point()).endswith("Point(x=1, y=0)")
    assert not file.exists()


def test_nothing_is_written_where_python_writes_no_compiled_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with keeping(tmp_path / "kept"):
        _ = point()
    assert list(tmp_path.iterdir()) == []


def test_the_types_are_the_same(tmp_path: Path) -> None:
    code = (
        "from floe_lsp.lsp.wire.protocol_types import import_types; import_types();"
        "from lsprotocol.types import Position; print(Position(1, 2), Position(1, 2) == 3)"
    )
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert said[0] == said[1]
    assert "1:2" in said[0]
    assert len(list(tmp_path.rglob("*.attrs"))) == 1
