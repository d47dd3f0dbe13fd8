"""A fault of floe itself: code 70, what to report, and no traceback unless it is asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from commands import environment, floe

SCRIPT = (
    "import sys, {module} as place\n"
    "from floe_lsp.cli import main\n"
    "def broken(*_, **__): raise {error}\n"
    "place.{function} = broken\n"
    "sys.exit(main.main(sys.argv[1:]))\n"
)


def run_broken(
    *arguments: str,
    cwd: Path,
    error: str = "ZeroDivisionError('secret text of a file')",
    module: str = "floe_lsp.compilation.pipeline",
    function: str = "resolve",
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command of which one function raises."""
    script = SCRIPT.format(module=module, function=function, error=error)
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", ["check", "compile"])
def test_what_is_said(command: str, product: Path) -> None:
    done = run_broken(command, cwd=product)
    assert (done.returncode, done.stdout) == (70, "")
    said = "this is a fault of floe, not of your file: ZeroDivisionError in <string>:3"
    words = " ".join(done.stderr.split())
    assert f"error[E503]: {said} --> floe.yaml" in words
    assert "please report it with this line, the file and what floe --version says" in words
    assert "secret text" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not (product / "target").exists()


def test_a_failure_outside_of_any_file(product: Path) -> None:
    """The last resort, where there is no file that a finding could be about."""
    place = "floe_lsp.cli.check"
    done = run_broken("check", cwd=product, module=place, function="progress")
    assert (done.returncode, done.stdout) == (70, "")
    assert re.fullmatch(
        r"floe: this is a fault of floe, not of your files: ZeroDivisionError in <string>:3\n"
        r"Please report it with this line and the file that you gave it "
        r"\(floe [\w.]+, Python [\d.]+, \w+\)\. FLOE_TRACEBACK=1 shows more\.\n",
        done.stderr,
    )


def test_an_error_of_the_system_that_nobody_foresaw(product: Path) -> None:
    done = run_broken("check", cwd=product, error="PermissionError(13, 'no')")
    assert done.returncode == 70
    assert "PermissionError in <string>:3" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("options", "env"), [(["--verbose"], {}), ([], {"FLOE_TRACEBACK": "1"})], ids=["option", "env"]
)
def test_the_trace_for_those_who_mend_it(
    options: list[str], env: dict[str, str], product: Path
) -> None:
    done = run_broken("check", *options, cwd=product, env=env)
    assert done.returncode == 70
    assert "Traceback (most recent call last)" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "error[E503]" in done.stderr


def test_an_artifact_that_was_there_stays(product: Path) -> None:
    assert floe("compile", cwd=product).code == 0
    before = {path: path.read_bytes() for path in (product / "target").iterdir()}
    place = "floe_lsp.compilation.generate.generator"
    done = run_broken("compile", cwd=product, module=place, function="generate")
    assert done.returncode == 70
    assert {path: path.read_bytes() for path in (product / "target").iterdir()} == before
