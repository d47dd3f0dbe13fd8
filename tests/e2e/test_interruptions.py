"""What may happen to a process while it works: signals, closed pipes, full disks, company."""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from commands import BIN, environment, floe

FLOE = str(BIN / "floe")
ARTIFACT = Path("target", "compiled_artifacts.json")
WRITTEN = {"compiled_artifacts.json", "orchestration.json", "profiles.yml"}
"""In the layout that the manifest of the examples chooses."""


def start(
    *arguments: str,
    cwd: Path,
    before: Callable[[], object] | None = None,
    stdout: int | BinaryIO = subprocess.PIPE,
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [FLOE, *arguments],
        cwd=cwd,
        env=environment(),
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=before,  # noqa: PLW1509 - no threads here
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def drop_rights() -> None:
    """Take from root the right to write where the mode of a folder forbids it."""
    if os.geteuid() == 0:
        drop_from_bounding_set, override = 24, 1
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(drop_from_bounding_set, override, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_reader_that_has_gone(product: Path) -> None:
    """``floe explain | head -1``: no traceback, and the code that a shell gives for SIGPIPE."""
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [FLOE, "schema", "floe"],
        cwd=product,
        env=environment(),
        stdout=write,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    os.close(write)
    assert (process.returncode, process.stderr) == (141, "")


def test_streams_that_are_closed(product: Path) -> None:
    def close_stdout() -> None:
        os.close(1)

    code, _, err = finish(start("compile", cwd=product, before=close_stdout))
    assert (code, err) == (0, "")
    assert (product / ARTIFACT).is_file()


def test_result_that_cannot_be_printed(product: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = subprocess.run(
            [FLOE, "check"],
            cwd=product,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
    assert process.returncode == 2
    assert process.stderr == "floe: the output cannot be written: No space left on device\n"


def test_path_that_the_encoding_lacks(product: Path) -> None:
    done = floe("compile", "-o", "café/a.json", cwd=product, env={"PYTHONIOENCODING": "ascii"})
    assert (done.code, done.err) == (0, "")
    assert "caf\\xe9/a.json" in done.out


@pytest.mark.parametrize(
    ("module", "function"),
    [("floe_lsp.compilation.pipeline", "resolve"), ("floe_lsp.cli.main", "import_module")],
)
def test_control_c(product: Path, module: str, function: str) -> None:
    """The signal comes in the middle of a stage, and while modules are still being imported."""
    script = (
        f"import os, signal, sys, time, {module} as place\n"
        # A process that runs in the background of a shell has the signal switched off.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from floe_lsp.cli import main\n"
        # Python 3.10 looks at signals later than at the end of os.kill.
        "def interrupt(*_, **__): os.kill(os.getpid(), signal.SIGINT) or time.sleep(30)\n"
        f"place.{function} = interrupt\n"
        "sys.exit(main.main(['compile']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=product,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    assert not (product / "target").exists()


def test_kill_at_any_moment_leaves_whole_files(product: Path) -> None:
    """The new file differs from the old one in length, so a mixture would not be JSON."""
    floe("compile", cwd=product)
    spec = product / "floe.yaml"
    text = spec.read_text(encoding="utf-8")
    began = time.monotonic()
    floe("compile", cwd=product)
    usual = time.monotonic() - began
    chance = random.Random(7)  # noqa: S311 - moments, no secrets
    for attempt in range(12):
        spec.write_text(text + f"x-note: {'long ' * 500 * (attempt % 2)}\n", encoding="utf-8")
        process = start("compile", cwd=product)
        # Most of the time goes into the start; the last third is where files are written.
        time.sleep(usual * chance.uniform(0.6, 1.05))
        process.kill()
        finish(process)
        artifact = json.loads((product / ARTIFACT).read_text(encoding="utf-8"))
        assert artifact["data_contracts"] == []
    spec.write_text(text, encoding="utf-8")
    assert floe("compile", cwd=product).code == 0
    assert files(product / "target") == WRITTEN


def test_read_only_folder(product: Path) -> None:
    floe("compile", cwd=product)
    before = (product / ARTIFACT).read_bytes()
    target = product / "target"
    target.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        code, out, err = finish(start("compile", cwd=product, before=drop_rights))
    finally:
        target.chmod(stat.S_IRWXU)
    assert (code, out) == (2, "")
    assert "error[E501]: 'profiles.yml' cannot be written: permission denied" in err
    assert "target/compiled_artifacts.json is from an earlier compile and is now stale\n" in err
    assert (product / ARTIFACT).read_bytes() == before


def test_full_disk(product: Path) -> None:
    """A limit on the size of files stands for the disk: the profile fits, the rest doesn't."""
    floe("compile", cwd=product)
    before = (product / ARTIFACT).read_bytes()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

    code, out, err = finish(start("compile", cwd=product, before=limit))
    assert (code, out) == (2, "")
    assert "error[E501]: 'orchestration.json' cannot be written: file too large" in err
    assert (product / ARTIFACT).read_bytes() == before
    assert files(product / "target") == WRITTEN


def test_stream_without_space(product: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        arguments = ("compile", "--quiet", "--output", "/dev/stdout")
        code, _, err = finish(start(*arguments, cwd=product, stdout=full))
    assert code == 2
    assert "error[E501]: 'stdout' cannot be written: no space left on device" in err
    assert not Path("/dev/profiles.yml").exists()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("floe.yaml/a.json", "'floe.yaml' is not a folder, so 'profiles.yml' cannot be written"),
        ("/proc/nothing/a.json", "the folder 'nothing' cannot be made: no such file or directory"),
    ],
)
def test_folder_that_cannot_be_made(product: Path, output: str, words: str) -> None:
    done = floe("compile", "--output", output, cwd=product)
    assert done.code == 2
    assert words in done.err


def test_many_compiles_at_once(product: Path) -> None:
    results = [finish(each) for each in [start("compile", cwd=product) for _ in range(6)]]
    assert [code for code, _, _ in results] == [0] * 6
    assert [err for _, _, err in results] == [""] * 6
    json.loads((product / ARTIFACT).read_text(encoding="utf-8"))
    assert files(product / "target") == WRITTEN
