"""Ends the server when the editor that started it has died (LSP 3.17, ``processId``)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from threading import Thread

_SECONDS = 2.0
"""Between two looks; a server that is left behind may live this long."""


def watch(process_id: int | None, ended: Callable[[], None]) -> None:
    """Call ``ended`` on a thread of its own when the process is gone."""
    if process_id is None or not is_alive(process_id):
        # A server in a container is given a number that means nothing there.
        return

    def look() -> None:
        while is_alive(process_id):
            time.sleep(_SECONDS)
        ended()

    Thread(target=look, name="parent", daemon=True).start()


def is_alive(process_id: int) -> bool:
    """Return whether a process runs."""
    if sys.platform == "win32":
        return _is_alive_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return not _is_zombie(process_id)


def _is_zombie(process_id: int) -> bool:
    try:
        # Bytes: the name in it is cut after fifteen, in the middle of a letter if need be.
        with open(f"/proc/{process_id}/stat", "rb") as file:  # noqa: PTH123
            return file.read().rpartition(b")")[2].split()[0] == b"Z"
    except (OSError, IndexError):
        return False


def _is_alive_on_windows(process_id: int) -> bool:
    import ctypes  # noqa: PLC0415 - only there

    synchronize, timed_out = 0x0010_0000, 0x102
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - unknown to other platforms' types
    handle = kernel.OpenProcess(synchronize, False, process_id)
    if not handle:
        return False
    waited: int = kernel.WaitForSingleObject(handle, 0)
    kernel.CloseHandle(handle)
    return waited == timed_out
