"""Reads the files of a repository, which somebody else may have made: bounded, without waiting."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to does not keep us
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


class Unreadable(Exception):
    """What stands there is missing, damaged, too large, or of a kind that is not read."""


@contextmanager
def opened(path: Path, folder: Path) -> Generator[BinaryIO]:
    """Open a regular file below a folder; no link between the two is followed.

    Raises:
        Unreadable: There is no such file.
    """
    try:
        if os.path.realpath(path.parent) != os.path.join(  # noqa: PTH118 - to compare with text
            os.path.realpath(folder), *path.parent.relative_to(folder).parts
        ):
            raise Unreadable(f"{path.name} lies behind a link")
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path.name} cannot be opened") from error
    try:
        # Asked of the descriptor: Python makes no file of one that is a folder, and leaves it open.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(f"{path.name} is no regular file")
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            yield file  # pyright: ignore[reportReturnType] - a raw file reads as one
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read") from error
    finally:
        os.close(descriptor)


def content(path: Path, folder: Path, limit: int) -> bytes:
    """Return the bytes of a regular file below a folder.

    Args:
        path: The file.
        folder: No link below it is followed.
        limit: The most bytes that it may have.

    Raises:
        Unreadable: There is no such file, or it is longer.
    """
    with opened(path, folder) as file:
        return read(file, limit + 1, at_most=limit)


def read(file: BinaryIO, length: int, *, at_most: int | None = None) -> bytes:
    """Return up to ``length`` bytes from where the file stands.

    Raises:
        Unreadable: There are more than ``at_most``.
        OSError: The file cannot be read.
    """
    parts: list[bytes] = []
    missing = length
    while missing > 0 and (part := file.read(min(missing, 1 << 20))):
        parts.append(part)
        missing -= len(part)
    if at_most is not None and length - missing > at_most:
        raise Unreadable(f"a file is longer than {at_most} bytes")
    return b"".join(parts)
