"""The one way in which a file that is not our own is opened: an ordinary file, and never waiting.

What a repository holds is somebody else's choice. A pipe or a terminal would block for ever, and a
device may do something when it is opened. What a path is can change between a look at it and its
opening, so what counts is asked of the open file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple

from .elsewhere import names_device
from .status import kind_in_words, no_such_file, status_of

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to does not keep us
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)

_PIECE: Final = 1 << 20
"""Bytes that are asked for at once."""


class RefusedFile(OSError):
    """What stands at a path is there and is not read; ``strerror`` says why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(errno.EACCES, reason, str(path))


class OpenFile(NamedTuple):
    """A file that is open, and its state."""

    file: FileIO
    """Unbuffered, at its beginning."""
    status: os.stat_result


@contextmanager
def opened(path: Path, *, follow: bool = True) -> Generator[OpenFile]:
    """Open an ordinary file to read it.

    Args:
        path: The file.
        follow: Whether it may be a link. Links on the way to it are followed.

    Raises:
        FileNotFoundError: There is none, or no file can have that name.
        IsADirectoryError: It is a folder.
        RefusedFile: It is a pipe, a device or a socket, or a link that is not followed.
        OSError: It may not be read.
    """
    if os.name == "nt" and names_device(str(path)):
        raise RefusedFile(path, "it is the name of a device")
    # Before the opening too: that of a device, a tape say, may do something.
    _refuse_kinds(path, status_of(path, follow=follow))
    try:
        descriptor = os.open(path, _FLAGS if follow else _FLAGS | _NO_FOLLOW)
    except ValueError:
        raise no_such_file(path) from None
    try:
        status = os.fstat(descriptor)
        _refuse_kinds(path, status)
        file = FileIO(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    with file:
        yield OpenFile(file, status)


@contextmanager
def opened_folder(folder: Path) -> Generator[int | None]:
    """Open a folder itself, to lock it or to bring its names to the disk.

    Yields:
        Its descriptor; ``None`` where it cannot be opened, as on Windows.
    """
    descriptor: int | None = None
    with suppress(OSError):
        descriptor = os.open(folder, _FOLDER)
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def read_up_to(file: FileIO, most: int, first: int = _PIECE) -> bytes:
    """Return the bytes from where a file stands, whatever it says of its size.

    Args:
        file: The file.
        most: How many bytes are read at most.
        first: How many are asked for at first: one more than are there spares a second question.

    Raises:
        OSError: The disk fails.
    """
    pieces: list[bytes] = []
    left, ask = most, first
    while left > 0 and (piece := file.read(min(ask, left))):
        pieces.append(piece)
        left -= len(piece)
        ask = _PIECE
    return b"".join(pieces)


def _refuse_kinds(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is not a file", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise RefusedFile(path, f"it is {kind_in_words(status.st_mode)}")
