"""The server looks whether the editor's process is alive."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Event

import pytest

from floe_lsp.lsp.wire import parent

SECONDS = 30.0


def child() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=-1)


def test_a_process_that_runs() -> None:
    assert parent.is_alive(os.getpid())


def test_a_process_that_another_user_runs() -> None:
    assert parent.is_alive(1)


def test_a_process_that_has_ended() -> None:
    process = child()
    assert parent.is_alive(process.pid)
    process.communicate()
    assert not parent.is_alive(process.pid)


def test_a_process_that_nobody_has_waited_for_is_no_more() -> None:
    process = child()
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not parent.is_alive(process.pid)
    process.communicate()


def test_the_end_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "_SECONDS", 0.01)
    process, ended = child(), Event()
    parent.watch(process.pid, ended.set)
    assert not ended.is_set()
    process.communicate()
    assert ended.wait(SECONDS)


@pytest.mark.parametrize("number", [None, 2**22 + 1])
def test_a_number_that_means_nothing_here_is_not_watched(number: int | None) -> None:
    """The editor of a server in a container: its number is of another system."""
    told: list[bool] = []
    parent.watch(number, lambda: told.append(True))
    assert told == []
