"""Which files the index of a checkout holds, be they of a commit or only added (index-format(5)).

Versions 2 to 4 are read. A split index, and any part of another that has to be understood, is not.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from .reading import Unreadable, content
from .repository import repository_of

_MOST_BYTES = 64 * 1024 * 1024
_MOST_ENTRIES = 300_000
_MOST_NAMES = 64 * 1024 * 1024
"""Bytes of all names together: version 4 writes only in what each differs from the one before."""

_HEADER = 12
_STATUS = 40
"""Bytes of an entry before the number of its object."""
_HAS_MORE_FLAGS = 0x4000
_SPARSE = b"sdir"
"""Says that an entry may be a whole folder, none of whose files is in the checkout."""


class IndexedFiles:
    """The files that git keeps track of in a checkout."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing read.

        Args:
            folder: A folder in the repository, as its true path.
        """
        self._repository = repository_of(folder)
        self._names: frozenset[bytes] | None = None
        self._is_read = False

    @property
    def state(self) -> object:
        """What compares unequal when the index has changed."""
        if self._repository is None:
            return None
        try:
            status = os.lstat(self._repository.git_folder / "index")
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def holds(self, path: Path) -> bool | None:
        """Return whether the index has a file; ``None`` where that cannot be known.

        Args:
            path: The true path of the file.
        """
        repository = self._repository
        if repository is None:
            return None
        if not self._is_read:
            self._is_read, self._names = True, self._read(repository.git_folder)
        if self._names is None:
            return None
        try:
            name = path.relative_to(repository.work_tree).as_posix()
        except ValueError:
            return None
        return os.fsencode(name) in self._names

    def _read(self, git_folder: Path) -> frozenset[bytes] | None:
        if not os.path.lexists(git_folder / "index"):
            return frozenset()
        try:
            return frozenset(names_in(content(git_folder / "index", git_folder, _MOST_BYTES)))
        except (Unreadable, IndexError, ValueError):
            return None


def names_in(data: bytes) -> Iterator[bytes]:
    """Yield the names of the files in an index.

    Args:
        data: The whole file.

    Raises:
        Unreadable: It is damaged, too large, or of a kind that is not read.
        IndexError: It is cut off.
        ValueError: It is cut off.
    """
    version, count = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:_HEADER], "big")
    if data[:4] != b"DIRC" or version not in {2, 3, 4} or count > _MOST_ENTRIES:
        raise Unreadable("the index is of a kind that is not read")
    number = _length_of_numbers(data)
    at, name, left = _HEADER, b"", _MOST_NAMES
    for _ in range(count):
        start = at
        at += _STATUS + number
        flags = data[at] << 8 | data[at + 1]
        at += 4 if version > 2 and flags & _HAS_MORE_FLAGS else 2
        if version == 4:
            dropped, at = _number(data, at)
            if dropped > len(name):
                raise Unreadable("a name of the index is damaged")
            end = data.index(b"\0", at)
            name = name[: len(name) - dropped] + data[at:end]
            at = end + 1
        else:
            end = data.index(b"\0", at)
            name = data[at:end]
            # Each entry ends with one to eight zeros, at a multiple of eight.
            at = start + (end - start + 8) // 8 * 8
        left -= len(name)
        if left < 0:
            raise Unreadable("the index has more names than are read")
        yield name
    _refuse_unknown_parts(data, at, len(data) - number)


def _length_of_numbers(data: bytes) -> int:
    """Return how many bytes the number of an object has, as the checksum at the end shows."""
    if data[-32:] == hashlib.sha256(data[:-32]).digest():
        return 32
    is_sha1 = data[-20:] == hashlib.sha1(data[:-20], usedforsecurity=False).digest()
    # Where git is told to save the time, zeros stand in its place.
    if is_sha1 or not any(data[-20:]):
        return 20
    raise Unreadable("the index is damaged")


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, as git writes offsets, and where it ends."""
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = (value + 1 << 7) + (byte & 0x7F)
        if value > _MOST_NAMES:
            raise Unreadable("a name of the index is damaged")
    return value, at + 1


def _refuse_unknown_parts(data: bytes, at: int, end: int) -> None:
    """Refuse an index with a part that has to be understood, such as one that is split."""
    while at < end:
        mark = data[at : at + 4]
        if not mark[:1].isupper() and mark != _SPARSE:
            raise Unreadable("the index has a part that is not read")
        at += 8 + int.from_bytes(data[at + 4 : at + 8], "big")
    if at != end:
        raise Unreadable("the index is damaged")
