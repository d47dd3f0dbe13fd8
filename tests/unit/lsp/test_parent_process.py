"""The server looks whether the editor's process is alive."""

from __future__ import annotations

import ctypes
import io
import os
import subprocess
import sys
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

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


def test_a_process_whose_name_is_no_text() -> None:
    """The system cuts a name after fifteen bytes, in the middle of a letter too."""
    code = "import sys; open('/proc/self/comm', 'wb').write(b'a) Z \\xff'); print(flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{code}; sys.stdin.read()"], stdin=-1, stdout=-1
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert parent.is_alive(process.pid)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not parent.is_alive(process.pid)


@pytest.mark.parametrize(
    ("error", "alive"),
    [(PermissionError, True), (OverflowError, True), (ProcessLookupError, False)],
)
def test_what_the_system_says_of_a_process(
    error: type[Exception], alive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(number: int, signal: int) -> None:
        assert (number, signal) == (7, 0)
        raise error

    monkeypatch.setattr(parent.os, "kill", refuse)
    assert parent.is_alive(7) is alive


def test_a_system_without_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(number: int, signal: int) -> None:
        """Say that the process is there."""

    def empty(*_: object, **__: object) -> io.BytesIO:
        return io.BytesIO(b"")

    monkeypatch.setattr(parent.os, "kill", accept)
    assert parent.is_alive(2**22 + 1)
    monkeypatch.setattr("builtins.open", empty)
    assert parent.is_alive(os.getpid())


def test_a_look_is_taken_now_and_then_and_keeps_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Thread] = []
    looks = iter([True, True, True, False])
    slept: list[float] = []

    def thread(**given: Any) -> Thread:
        made.append(Thread(**given))
        return made[0]

    monkeypatch.setattr(parent, "Thread", thread)

    def is_alive(_: int) -> bool:
        return next(looks)

    monkeypatch.setattr(parent, "is_alive", is_alive)
    monkeypatch.setattr(parent.time, "sleep", slept.append)
    ended: list[bool] = []
    parent.watch(7, lambda: ended.append(True))
    made[0].join(SECONDS)
    assert made[0].daemon
    assert made[0].name == "parent"
    assert slept == [2.0, 2.0]
    assert ended == [True]


class Kernel:
    """In place of the functions of Windows that tell of a process."""

    def __init__(self, handle: int, waited: int) -> None:
        self.calls: list[tuple[object, ...]] = []
        self._handle = handle
        self._waited = waited

    def OpenProcess(self, *arguments: object) -> int:  # noqa: N802 - as it is called there
        self.calls.append(("open", *arguments))
        return self._handle

    def WaitForSingleObject(self, *arguments: object) -> int:  # noqa: N802
        self.calls.append(("wait", *arguments))
        return self._waited

    def CloseHandle(self, *arguments: object) -> None:  # noqa: N802
        self.calls.append(("close", *arguments))


@pytest.mark.parametrize(
    ("handle", "waited", "alive"), [(5, 0x102, True), (5, 0, False), (0, 0x102, False)]
)
def test_a_process_of_windows(
    handle: int, waited: int, alive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end is what one can wait for; waiting for no time tells of it (``WAIT_TIMEOUT``)."""
    kernel = Kernel(handle, waited)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(parent.sys, "platform", "win32")
    assert parent.is_alive(7) is alive
    opened = ("open", 0x0010_0000, False, 7)
    assert kernel.calls == [opened, ("wait", 5, 0), ("close", 5)][: 3 if handle else 1]
