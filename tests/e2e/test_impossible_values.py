"""Values that nobody means: a finding or wrong usage, never a fault of ours."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from commands import BIN, environment

from floe_lsp.cli import main

pytestmark = pytest.mark.requirement("robustness")

PATHS = {
    "long": "a" * 300 + ".yaml",
    "deep": "d/" * 3000 + "floe.yaml",
    "not UTF-8": os.fsdecode(b"\xff\xfe.yaml"),
    "a half of a pair": "\ud800.yaml",
    "NUL": "a\0b.yaml",
    "right to left": "\u202elaheka.yaml",
    "combining": "e\u0301" * 40 + ".yaml",
    "two lines": "a\nb.yaml",
    "empty": "",
    "dash": "-",
    "of another computer": "\\\\host\\share\\floe.yaml",
    "of another computer with slashes": "//host.invalid/share/floe.yaml",
    "URI": "file://host/share/floe.yaml",
    "device of Windows": "CON",
    "file of the system": "/proc/self/environ",
    "device": "/dev/zero",
    "below a file": "floe.yaml/floe.yaml",
}
COMMANDS = [
    ["check", "{}"],
    ["check", "--format", "json", "{}"],
    ["check", "--format", "sarif", "{}"],
    ["check", "--format", "github", "{}"],
    ["check", "--manifest", "{}"],
    ["compile", "--dry-run", "--spec", "{}"],
    ["compile", "--dry-run", "--manifest", "{}"],
    ["compile", "--dry-run", "--output", "{}"],
    ["compile", "--validate-only", "--spec", "{}"],
    ["compile", "--configmap-name", "{}"],
    ["compile", "--namespace", "{}"],
    ["compile", "--dry-run", "--format", "configmap", "--namespace", "{}"],
    ["explain", "{}"],
    ["schema", "{}"],
    ["schema", "--all", "floe.yaml/{}"],
]


def run(command: str, *arguments: str) -> tuple[int, str]:
    """Run a command in this process; a new one for each costs a minute."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    entry = main.main if command == "floe" else main.language_server_main
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        streams[1].reconfigure(errors="backslashreplace")  # as Python sets the genuine one up
        try:
            code = entry(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
    said = ""
    for stream in streams:
        stream.flush()
        said += stream.buffer.getvalue().decode()  # pyright: ignore[reportAttributeAccessIssue]
    return code, said


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", PATHS)
def test_a_path_that_nobody_means(
    name: str, command: list[str], product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(product)
    before = sorted(product.rglob("*"))
    code, said = run("floe", *(each.replace("{}", PATHS[name]) for each in command))
    assert code in (0, 1, 2), said
    assert "Traceback" not in said
    assert sorted(product.rglob("*")) == before


@pytest.mark.parametrize("name", PATHS)
def test_a_path_that_nobody_means_in_the_file(
    name: str, product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(product)
    path = PATHS[name].encode("unicode_escape").decode().replace('"', '\\"')
    spec = product / "floe.yaml"
    text = spec.read_text(encoding="utf-8")
    for field in (f'platform: {{manifest: "{path}"}}\n', f'platform: "{path}"\n'):
        spec.write_text(text + field, encoding="utf-8")
        for command in (["check"], ["check", "--format", "json"], ["compile", "--dry-run"]):
            code, said = run("floe", *command)
            assert code in (1, 2), said
            assert "Traceback" not in said


NUMBERS = ["99999999", "65536", "-1", "1.5", "", "x", "9" * 5000, "\uff11\uff12", "0x10"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "option",
    [["--tcp", "--port={}"], ["--ws", "--port={}"], ["--socket={}"], ["--tcp", "--port", "{}"]],
    ids=" ".join,
)
def test_a_port_that_is_none(option: list[str], number: str) -> None:
    code, said = run("floe-lsp", *(each.replace("{}", number) for each in option))
    assert code == 2
    assert "is not a port, from 0 to 65535\n" in said
    assert len(said) < 300


@pytest.mark.parametrize("number", ["-1", "x", "9" * 5000])
def test_a_process_that_is_none(number: str) -> None:
    code, said = run("floe-lsp", f"--clientProcessId={number}")
    assert code == 2
    assert "is not a process" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--pipe", "nothing"], "no editor listens on 'nothing': no such file or directory\n"),
        (["--pipe", "a" * 300], "no editor listens on 'aaa"),
        (["--socket", "1"], "no editor listens on port 1: connection refused\n"),
        (["--tcp", "--host", "203.0.113.1"], "of '203.0.113.1': cannot assign requested address\n"),
        (["--tcp", "--host", "a" * 300], "cannot listen on port 2087 of 'aaa"),
        (["--ws", "--host", "a\x1bb"], "cannot listen on port 2087 of 'a\\x1bb'"),
    ],
)
def test_an_editor_that_cannot_be_reached(options: list[str], words: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [BIN / "floe-lsp", *options],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False,
        timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert len(done.stderr) < 1000
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["floe", "check"], 2),
        (["floe", "check", "floe.yaml"], 2),
        (["floe", "compile"], 2),
        (["floe", "compile", "--output", "a.json"], 2),
        (["floe-lsp", "--compile"], 2),
        (["floe", "schema", "--all", "here"], 2),
        (["floe", "schema", "floe"], 0),
        (["floe", "explain", "E101"], 0),
    ],
    ids=str,
)
def test_a_current_folder_that_is_gone(command: list[str], code: int, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    here = os.open(tmp_path, os.O_RDONLY)
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60,
        preexec_fn=lambda: (os.chdir(gone), shutil.rmtree(gone)),
    )  # fmt: skip
    os.close(here)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if code:
        assert "the current folder cannot be used" in done.stderr or "schema" in command
