"""Runs tests in a process of its own that tells which test it begins, until the first failure."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pytest

COLLECTING: Final = "collecting the tests"
IMPOSSIBLE: Final = 3
"""Exit code of a process that could not do what it was asked."""
_FAILED: Final = 1
_SECONDS: Final = 20.0
"""A test hangs when it takes this and twenty times as long as it should."""


@dataclass(frozen=True)
class Watched:
    """How a run of tests ended."""

    failed: str | None
    """The test in which it ended before the last had passed."""
    how: str
    begun: int
    possible: bool = True


class Telling:
    """Tells of each test that begins, and ends the process at the first that fails."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell of a test (pytest calls this)."""
        _ = os.write(self._descriptor, nodeid.encode() + b"\n")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End at a failure (pytest calls this); its text goes to the log."""
        if report.failed:
            print(report.longreprtext[-4000:], flush=True)
            os._exit(_FAILED)


def watch(run: Callable[[int], int], seconds: Mapping[str, float]) -> Watched:
    """Run something in a forked process and watch it.

    Args:
        run: Is given the descriptor for ``Telling``, returns the exit code.
        seconds: How long each test should take.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = _FAILED
        try:
            os.setsid()
            code = run(writing)
        finally:
            sys.stdout.flush()
            os._exit(code)
    os.close(writing)
    begun, hangs = _listen(reading, seconds)
    os.close(reading)
    if hangs:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # the servers that it has left
    last = begun[-1] if begun else COLLECTING
    if hangs:
        return Watched(last, "hangs", len(begun))
    code = os.waitstatus_to_exitcode(status)
    if code == IMPOSSIBLE:
        return Watched(None, "", 0, possible=False)
    if code == 0:
        return Watched(None, "", len(begun))
    return Watched(last, "fails" if code > 0 else f"dies of signal {-code}", len(begun))


def _listen(reading: int, seconds: Mapping[str, float]) -> tuple[list[str], bool]:
    """Return the tests that were begun, and whether the last of them hangs."""
    begun: list[str] = []
    rest = b""
    while True:
        expected = seconds.get(begun[-1], 0.0) if begun else _SECONDS
        if not select.select([reading], [], [], _SECONDS + 20 * expected)[0]:
            return begun, True
        told = os.read(reading, 65536)
        if not told:
            return begun, False
        *whole, rest = (rest + told).split(b"\n")
        begun.extend(each.decode() for each in whole)
