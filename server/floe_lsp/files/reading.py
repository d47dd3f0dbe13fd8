"""The one way in which a file that is not our own is read: whole and bounded.

It is opened as ``opening`` says. What is left to refuse: a file of the system says what nobody put
into the repository, and a large file fills the memory.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePath
from typing import Final, NamedTuple

from .opening import RefusedFile, opened, read_up_to
from .status import no_such_file

_SYSTEM: Final = (PurePath("/proc"), PurePath("/sys"), PurePath("/dev"))
"""Where the system shows itself as files: the environments of processes, memory, devices."""

_IN_MEMORY: Final = PurePath("/dev/shm")  # noqa: S108 - a folder of people's own files
"""A file system of people's own files, in which builds put checkouts."""


class Content(NamedTuple):
    """What was read, and the state of the file from which it was read."""

    data: bytes
    status: os.stat_result


def read_bytes(path: Path, most: int) -> bytes:
    """Return the first ``most`` bytes of a file (see ``read``)."""
    return read(path, most).data


def read_whole(path: Path, most: int) -> bytes:
    """Return all bytes of a file.

    Raises:
        OSError: As of ``read``; also for a file of more than ``most`` bytes.
    """
    data = read_bytes(path, most + 1)
    if len(data) > most:
        raise RefusedFile(path, f"it is larger than {most:,} bytes")
    return data


def read(path: Path, most: int) -> Content:
    """Return the first ``most`` bytes of a file, and its state as it was then.

    Args:
        path: The file; links are followed.
        most: How many bytes are read at most, whatever the file says of its size.

    Raises:
        FileNotFoundError: There is none, or no file can have that name.
        IsADirectoryError: It is a folder.
        RefusedFile: It is a pipe, a device, a socket or a file of the system.
        OSError: It may not be read, or the disk fails.
    """
    with opened(path) as (file, status):
        if is_of_system(_true_path(file.fileno(), path)):
            raise RefusedFile(path, "it is a file of the system")
        # One byte more than the file has: the first answer is all of it, as a rule.
        return Content(read_up_to(file, most, status.st_size + 1), status)


def names_in(folder: Path, true: str | None = None) -> list[os.DirEntry[str]]:
    """Return what stands directly in a folder, in no order.

    Args:
        folder: The folder; links are followed.
        true: Its path without links, where a walk knows it already.

    Raises:
        OSError: It is missing, is not a folder, may not be read, or is one of the system.
    """
    try:
        if is_of_system(PurePath(true or os.path.realpath(folder))):
            raise RefusedFile(folder, "it is a folder of the system")
        with os.scandir(folder) as entries:
            return list(entries)
    except ValueError:
        raise no_such_file(folder) from None


def is_of_system(path: PurePath) -> bool:
    """Whether a path without links leads to where the system shows itself as files."""
    if path.is_relative_to(_IN_MEMORY):
        return False
    return any(path.is_relative_to(each) for each in _SYSTEM)


def _true_path(descriptor: int, path: Path) -> PurePath:
    """Return where an open file stands, links followed."""
    if sys.platform == "linux":
        try:
            return PurePath(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115 - one call
        except OSError:
            pass  # Where no /proc is mounted.
    return PurePath(os.path.realpath(path))
