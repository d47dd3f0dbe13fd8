"""Reads the files of a repository, which somebody else may have made: bounded, behind no link."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from floe_lsp.files import opening


class Unreadable(Exception):
    """What stands there is missing, damaged, too large, or of a kind that is not read."""


class TooLong(Unreadable):
    """A file that was opened has more bytes than it may have."""


@contextmanager
def opened(path: Path, folder: Path) -> Generator[FileIO]:
    """Open an ordinary file below a folder; no link between the two is followed.

    Raises:
        Unreadable: There is no such file, or the disk fails while it is open.
    """
    if _lies_behind_link(path, folder):
        raise Unreadable(f"{path.name} lies behind a link")
    try:
        with opening.opened(path, follow=False) as (file, _):
            yield file
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read") from error


def _lies_behind_link(path: Path, folder: Path) -> bool:
    try:
        way = path.parent.relative_to(folder).parts
        true = os.path.join(os.path.realpath(folder), *way)  # noqa: PTH118 - to compare with text
        return os.path.realpath(path.parent) != true
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path.name} cannot be read") from error


def content(path: Path, folder: Path, limit: int) -> bytes:
    """Return the bytes of a regular file below a folder.

    Args:
        path: The file.
        folder: No link below it is followed.
        limit: The most bytes that it may have.

    Raises:
        TooLong: It is longer.
        Unreadable: There is no such file.
    """
    with opened(path, folder) as file:
        return read(file, limit + 1, at_most=limit)


def read(file: FileIO, length: int, *, at_most: int | None = None) -> bytes:
    """Return up to ``length`` bytes from where the file stands.

    Raises:
        TooLong: There are more than ``at_most``.
        OSError: The file cannot be read.
    """
    data = opening.read_up_to(file, length)
    if at_most is not None and len(data) > at_most:
        raise TooLong(f"a file is longer than {at_most} bytes")
    return data
