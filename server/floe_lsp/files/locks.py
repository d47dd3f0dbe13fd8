"""Locks of files and folders, which end with the process that holds them, even a killed one."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final

from .opening import opened_folder

_WAIT_FOR_OTHERS: Final = 2.0
"""Seconds that a writer of several files waits for another one to be done with the folder."""


if sys.platform == "win32":

    def try_lock(descriptor: int) -> bool | None:
        """Lock a file; ``None`` where there are no locks of this kind."""
        del descriptor
        return None

else:
    import fcntl

    def try_lock(descriptor: int) -> bool | None:
        """Lock a file; ``False`` if somebody else has, ``None`` where there are no locks."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True


@contextlib.contextmanager
def folder_lock(folder: Path, *, needed: bool) -> Generator[None]:
    """Keep other writers of several files from mixing theirs with ours, where there are locks.

    Who waits in vain goes on: a process that hangs must not keep all others from writing.
    """
    with opened_folder(folder) if needed else contextlib.nullcontext() as descriptor:
        if descriptor is not None:
            until = time.monotonic() + _WAIT_FOR_OTHERS
            while try_lock(descriptor) is False and time.monotonic() < until:
                time.sleep(0.01)
        yield
