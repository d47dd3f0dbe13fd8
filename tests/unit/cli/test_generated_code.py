"""What classes compile while they are imported is compiled once, and then taken from a file."""

from __future__ import annotations

import builtins
import marshal
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.cli.generated_code import kept_in

pytestmark = pytest.mark.requirement("start")

SOURCE = "five = 2 + 3"


@pytest.fixture(autouse=True)
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were compiled."""
    sources: list[str] = []
    genuine: Any = builtins.compile

    def note(source: Any, *rest: Any, **named: Any) -> object:
        if source == SOURCE:
            sources.append(source)
        return genuine(source, *rest, **named)

    monkeypatch.setattr(builtins, "compile", note)
    return sources


def by_compile() -> object:
    values: dict[str, object] = {}
    exec(compile(SOURCE, "<generated>", "exec"), values)  # noqa: S102 - written above
    return values["five"]


def by_exec() -> object:
    values: dict[str, object] = {}
    exec(SOURCE, {}, values)  # noqa: S102 - written above
    return values["five"]


MAKERS = pytest.mark.parametrize("five", [by_compile, by_exec])
"""As attrs does it, and as dataclasses do."""


@MAKERS
def test_what_is_kept_is_not_compiled_again(
    tmp_path: Path, compiled: list[str], five: Callable[[], object]
) -> None:
    file = tmp_path / "kept"
    with kept_in(file):
        assert five() == 5
    assert compiled
    compiled.clear()
    with kept_in(file):
        assert five() == 5
    assert compiled == []
    with kept_in(tmp_path / "other"):
        assert five() == 5
    assert compiled, "each file holds its own"


@pytest.mark.parametrize("call", ["exec(text)", "exec(text, None)", "exec(text, None, None)"])
def test_what_is_executed_without_a_scope_has_that_of_its_caller(tmp_path: Path, call: str) -> None:
    scope: dict[str, object] = {"five": 5, "text": "found = five"}
    with kept_in(tmp_path / "kept"):
        exec(call, scope)  # noqa: S102 - written here
    assert scope["found"] == 5


def test_what_is_executed_keeps_its_own_scope_apart(tmp_path: Path) -> None:
    scope: dict[str, object] = {"five": 5, "text": "found = five", "own": {}}
    with kept_in(tmp_path / "kept"):
        exec("exec(text, None, own)", scope)  # noqa: S102 - written here
    assert scope["own"] == {"found": 5}
    assert "found" not in scope


FUTURE = """
from __future__ import annotations
exec("def function(of: 2 + 3): ...", globals())
compiled = {}
exec(compile("def function(of: 2 + 3): ...", "<x>", "exec"), compiled)
"""


def test_the_future_features_of_the_caller_hold_and_ours_do_not(tmp_path: Path) -> None:
    for _ in range(2):
        with kept_in(tmp_path / "kept"):
            with_future: dict[str, Any] = {}
            exec(compile(FUTURE, "<x>", "exec", dont_inherit=True), with_future)  # noqa: S102
            without: dict[str, Any] = {}
            plain = FUTURE.replace("from __future__ import annotations", "")
            exec(compile(plain, "<x>", "exec", dont_inherit=True), without)  # noqa: S102
        for made in (with_future, with_future["compiled"]):
            assert made["function"].__annotations__ == {"of": "2 + 3"}
        for made in (without, without["compiled"]):
            assert made["function"].__annotations__ == {"of": 5}


def test_a_text_that_is_compiled_for_another_purpose_is_another(tmp_path: Path) -> None:
    for _ in range(2):
        with kept_in(tmp_path / "kept"):
            assert compile("2 + 3", "<x>", "eval") != compile("2 + 3", "<x>", "exec")


def test_the_built_in_functions_are_put_back(tmp_path: Path) -> None:
    genuine = (builtins.compile, builtins.exec)
    with pytest.raises(ZeroDivisionError), kept_in(tmp_path / "kept"):
        _ = 1 // 0
    assert (builtins.compile, builtins.exec) == genuine


def test_what_is_compiled_otherwise_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with kept_in(file):
        assert compile(SOURCE.encode(), "<x>", "exec").co_filename == "<x>"
        assert compile(SOURCE, "<x>", "exec", dont_inherit=True).co_filename == "<x>"
    assert not file.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"\x00\xff" * 9,
        MAGIC_NUMBER,
        MAGIC_NUMBER + b"x",
        MAGIC_NUMBER + marshal.dumps(5),
    ],
)
def test_a_file_that_is_none_of_ours_is_written_again(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept"
    file.write_bytes(content)
    with kept_in(file):
        assert by_exec() == 5
    assert len(file.read_bytes()) > 100


def test_code_of_another_python_is_not_taken(tmp_path: Path, compiled: list[str]) -> None:
    file = tmp_path / "kept"
    with kept_in(file):
        _ = by_exec()
    file.write_bytes(b"\x00" * len(MAGIC_NUMBER) + file.read_bytes()[len(MAGIC_NUMBER) :])
    compiled.clear()
    with kept_in(file):
        assert by_exec() == 5
    assert compiled
    assert file.read_bytes().startswith(MAGIC_NUMBER)


def test_code_that_is_none_is_compiled(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with kept_in(file):
        _ = by_exec()
    kept = marshal.loads(file.read_bytes()[len(MAGIC_NUMBER) :])  # noqa: S302 - written above
    file.write_bytes(MAGIC_NUMBER + marshal.dumps(dict.fromkeys(kept, "x")))
    with kept_in(file):
        assert by_exec() == 5


def test_what_is_not_asked_for_stays(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with kept_in(file):
        _ = by_exec()
    before = file.read_bytes()
    with kept_in(file):
        pass
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_is_borne(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with kept_in(tmp_path / "taken" / "kept"):
        assert by_exec() == 5
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_nothing_is_written_where_python_writes_no_compiled_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with kept_in(tmp_path / "kept"):
        _ = by_exec()
    assert list(tmp_path.iterdir()) == []


START = """
import sys
compiled = []
sys.addaudithook(lambda event, told: compiled.append(str(told[1])) if event == "compile" else None)
sys.argv = {words}
from floe_lsp.cli import main, serve
serve._leave = int
try:
    code = getattr(main, {entry!r})()
except SystemExit:
    pass
sys.stderr.write(str(sum(not name.endswith(".py") for name in compiled)))
"""


@pytest.mark.parametrize(
    ("entry", "words", "many"),
    [
        ("language_server_main", ["floe-lsp", "--stdio"], 1000),
        ("main", ["floe", "check", "--help"], 200),
        ("main", ["floe", "compile", "--help"], 200),
    ],
)
def test_a_second_start_compiles_no_class(
    tmp_path: Path, entry: str, words: list[str], many: int
) -> None:
    """The contract with attrs and dataclasses: what they compile is the same at each start."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    _ = environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def start() -> int:
        """Return how many texts were compiled that are no modules."""
        command = [sys.executable, "-c", START.format(entry=entry, words=words)]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=True
        )
        return int(done.stderr)

    first = start()
    (file,) = (each for each in tmp_path.rglob("generated_code.*") if each.suffix != ".pyc")
    written = file.stat().st_mtime_ns
    second = start()
    assert first > many, "classes are made in another way: see whether generated_code.py still pays"
    assert second < first / 10, "something compiles other code each time, or past the built-ins"
    assert file.stat().st_mtime_ns == written, "each start writes the file again"
