"""What attrs compiles for lsprotocol's types is compiled once, and then taken from a file."""

from __future__ import annotations

import builtins
import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.lsp.wire.protocol_types import keeping

pytestmark = pytest.mark.requirement("start")

SOURCE = "five = 2 + 3"


@pytest.fixture(autouse=True)
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The sources that were compiled."""
    sources: list[str] = []
    genuine: Any = builtins.compile

    def note(source: Any, *rest: Any, **named: Any) -> object:
        if source == SOURCE:
            sources.append(source)
        return genuine(source, *rest, **named)

    monkeypatch.setattr(builtins, "compile", note)
    yield sources
    monkeypatch.undo()


def five() -> object:
    values: dict[str, object] = {}
    exec(compile(SOURCE, "<generated>", "exec"), values)  # noqa: S102 - written above
    return values["five"]


def test_what_is_kept_is_not_compiled_again(tmp_path: Path, compiled: list[str]) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        assert five() == 5
    assert compiled
    compiled.clear()
    with keeping(file):
        assert five() == 5
    assert compiled == []
    _ = five()
    assert compiled, "nothing is kept outside"


def test_a_text_that_is_compiled_for_another_purpose_is_another(tmp_path: Path) -> None:
    for _ in range(2):
        with keeping(tmp_path / "kept"):
            assert compile("2 + 3", "<x>", "eval") != compile("2 + 3", "<x>", "exec")


def test_the_built_in_function_is_put_back(tmp_path: Path) -> None:
    genuine = builtins.compile
    with pytest.raises(ZeroDivisionError), keeping(tmp_path / "kept"):
        _ = 1 // 0
    assert builtins.compile is genuine


def test_what_is_compiled_otherwise_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        assert compile(SOURCE.encode(), "<x>", "exec").co_filename == "<x>"
        assert compile(SOURCE, "<x>", "exec", dont_inherit=True).co_filename == "<x>"
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"x", b"\x00\xff" * 9, marshal.dumps(5)])
def test_a_file_that_is_none_of_ours_is_written_again(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept"
    file.write_bytes(content)
    with keeping(file):
        assert five() == 5
    assert len(file.read_bytes()) > 100


def test_code_that_is_none_is_compiled(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        _ = five()
    kept = marshal.loads(file.read_bytes())  # noqa: S302 - written above
    file.write_bytes(marshal.dumps(dict.fromkeys(kept, "x")))
    with keeping(file):
        assert five() == 5


def test_what_is_not_asked_for_stays(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with keeping(file):
        _ = five()
    before = file.read_bytes()
    with keeping(file):
        pass
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_is_borne(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "kept"
    with keeping(file):
        assert five() == 5
    assert not file.exists()


def test_nothing_is_written_where_python_writes_no_compiled_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with keeping(tmp_path / "kept"):
        _ = five()
    assert list(tmp_path.iterdir()) == []


START = """
import sys
from floe_lsp.lsp.wire.protocol_types import import_types
compiled = []
sys.addaudithook(lambda event, told: compiled.append(told[1]) if event == "compile" else None)
import_types()
print(sum("lsprotocol" in str(name) for name in compiled if not str(name).endswith(".py")))
from lsprotocol.types import Position
print(Position(1, 2), Position(1, 2) == 3, Position(1, 2) == Position(1, 2))
"""


def test_a_second_start_compiles_none_of_the_classes(tmp_path: Path) -> None:
    """The contract with attrs: it makes classes through the built-in ``compile``."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    _ = environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def start() -> list[str]:
        command = [sys.executable, "-c", START]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        return done.stdout.splitlines()

    first, *types = start()
    (file,) = tmp_path.rglob("*.types")
    written = file.stat().st_mtime_ns
    second, *types_again = start()
    assert int(first) > 500, (
        "attrs makes its classes in another way: see whether lsp/wire/protocol_types.py still pays"
    )
    assert int(second) == 0, "attrs compiles past the built-in compile, or other code each time"
    assert types == types_again == ["1:2 False True"]
    assert file.stat().st_mtime_ns == written, "each start writes the file again"
