"""The one place where floe runs what a repository holds: ``dbt parse``.

Only ``--dbt-parse`` of a command line leads here (``dbt_parse.py``). dbt renders the templates of
the project, which may do what the user may do.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import IO, NamedTuple

from floe_lsp.compilation.caller import TOKEN

DEADLINE = 300.0
"""Seconds after which dbt is stopped."""

_HEARD = 0.1
"""Seconds until it is noticed that nobody wants it any more."""

_MOST_OUTPUT = 64_000
"""Bytes that are kept of what dbt prints."""

_REST = 5.0
"""Seconds in which its output has to end after dbt has; a process that it left may hold it open."""


class Ended(NamedTuple):
    """How a process ended."""

    code: int | None
    """Its exit code, ``None`` for one that took longer than it may and was stopped."""
    output: str
    """The beginning of what it printed."""


def find_dbt() -> Path | None:
    """Return the dbt of the PATH, ``None`` without one.

    An entry that depends on the current folder does not count: a repository could put a program
    there.
    """
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(each for each in entries if Path(each).is_absolute())
    found = shutil.which("dbt", path=path) if path else None
    # Windows looks into the current folder first, whatever the path.
    return Path(found) if found is not None and Path(found).is_absolute() else None


@contextlib.contextmanager
def temporary_folder() -> Generator[Path]:
    """Make a folder that only this user can read, and take it away with all that dbt wrote."""
    with TemporaryDirectory(prefix="floe-dbt-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def run_dbt(arguments: Sequence[str], folder: Path, stop: Event | None = None) -> Ended:
    """Run dbt to its end, or for as long as it may, with nothing to read and a bounded output.

    What it started itself ends with it. The token of who asks floe is not handed on.

    Args:
        arguments: The program and its arguments, which no shell reads.
        folder: Where it runs.
        stop: Ends it before its time when it is set, by any thread.

    Raises:
        OSError: It cannot be started.
    """
    environment = {name: value for name, value in os.environ.items() if name != TOKEN}
    process = subprocess.Popen(  # noqa: S603 - a list, and the program is the user's own
        arguments,
        cwd=folder,
        env={**environment, "DO_NOT_TRACK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    output = _Output(process.stdout)
    try:
        code = _wait(process, stop or Event())
    finally:
        _stop(process)
    return Ended(code, output.text())


def _wait(process: subprocess.Popen[bytes], stop: Event) -> int | None:
    """Return how a process ends; ``None`` where it takes too long, or longer than it is wanted."""
    until = time.monotonic() + DEADLINE
    while (left := until - time.monotonic()) > 0 and not stop.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(min(left, _HEARD))
    return None


class _Output:
    """The beginning of what a process prints; the rest is read and dropped, so that it goes on."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._kept = bytearray()
        self._thread = Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[bytes] | None) -> None:
        if stream is None:
            return
        with contextlib.suppress(OSError, ValueError), stream:
            while part := os.read(stream.fileno(), _MOST_OUTPUT):
                self._kept += part[: _MOST_OUTPUT - len(self._kept)]

    def text(self) -> str:
        self._thread.join(_REST)
        return bytes(self._kept).decode("utf-8", "replace")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it has left, and wait for it."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            # Its session bears its number as long as one of them lives.
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    _ = process.wait()
