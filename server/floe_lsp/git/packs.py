"""One pack of objects and its index of version 2, of which only what is asked for is read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from .reading import Unreadable, opened, read

DELTA_OFFSET: Final = 6
DELTA_REFERENCE: Final = 7
_MAX_PACKED: Final = 16 * 1024 * 1024
"""Bytes of one object as it is packed."""
_INDEX: Final = b"\xfftOc\x00\x00\x00\x02"
_FAN_OUT: Final = len(_INDEX)
_IDS: Final = _FAN_OUT + 256 * 4
_FAR: Final = 1 << 31
_HEADER: Final = 64
"""Bytes; kind, size and base of an object take fewer."""


@dataclass(frozen=True)
class Entry:
    """An object as it stands in a pack."""

    pack: Pack
    kind: int
    size: int
    """Bytes when inflated."""
    base: bytes | int
    """What a delta changes: the id of an object or its place in the pack; 0 for a whole object."""
    data: bytes
    """Deflated, and what follows it."""


class Pack:
    """A pack; its files are open only while they are read."""

    def __init__(self, index: Path, folder: Path, id_size: int) -> None:
        self._index = index
        self._folder = folder
        self._id_size = id_size

    def offset(self, number: bytes) -> int | None:
        """Return where an object begins, ``None`` when it is not in this pack.

        Raises:
            Unreadable: The index is damaged or of another version.
        """
        with opened(self._index, self._folder) as file:
            row, count = self._first_from(file, number)
            found = _at(file, _IDS + row * self._id_size, self._id_size) if row < count else b""
            return self._place(file, row, count) if found == number else None

    def beginning_with(self, digits: str, most: int) -> list[bytes]:
        """Return the ids that begin with some hexadecimal digits, the first ``most`` of them.

        Raises:
            Unreadable: As of ``offset``.
        """
        found: list[bytes] = []
        with opened(self._index, self._folder) as file:
            lowest = bytes.fromhex(digits.ljust(2 * self._id_size, "0"))
            row, count = self._first_from(file, lowest)
            while row < count and len(found) < most:
                number = _at(file, _IDS + row * self._id_size, self._id_size)
                if not number.hex().startswith(digits):
                    break
                found.append(number)
                row += 1
        return found

    def _first_from(self, file: FileIO, number: bytes) -> tuple[int, int]:
        """Return the row of the first id that is not below a number, and the number of rows."""
        if _at(file, 0, len(_INDEX)) != _INDEX:
            raise Unreadable("an index is of a version that is not read")
        first = number[0]
        low = _number(file, _FAN_OUT + 4 * (first - 1)) if first else 0
        high = _number(file, _FAN_OUT + 4 * first)
        count = _number(file, _FAN_OUT + 4 * 255)
        while low < high:
            middle = (low + high) // 2
            if _at(file, _IDS + middle * self._id_size, self._id_size) < number:
                low = middle + 1
            else:
                high = middle
        return low, count

    def _place(self, file: FileIO, row: int, count: int) -> int:
        offsets = _IDS + count * (self._id_size + 4)
        near = _number(file, offsets + 4 * row)
        if near < _FAR:
            return near
        far = offsets + 4 * count + 8 * (near - _FAR)
        return int.from_bytes(_at(file, far, 8), "big")

    def at(self, offset: int) -> Entry:
        """Return the object that begins at a place of the pack.

        Raises:
            Unreadable: There is none.
        """
        with opened(self._index.with_suffix(".pack"), self._folder) as file:
            header = _at(file, offset, _HEADER, exactly=False)
            try:
                kind, size, used = _kind_and_size(header)
                base: bytes | int = 0
                if kind == DELTA_OFFSET:
                    distance, used = _distance(header, used)
                    if not 0 < distance < offset:
                        raise Unreadable("a delta has no base")
                    base = offset - distance
                elif kind == DELTA_REFERENCE:
                    base = header[used : used + self._id_size]
                    used += self._id_size
            except IndexError as error:
                raise Unreadable("a pack is damaged") from error
            if size > _MAX_PACKED:
                raise Unreadable("an object is too large")
            # Deflated data that cannot be made smaller grows by 5 bytes in 16 KiB.
            length = min(size + size // 1000 + 64, _MAX_PACKED)
            return Entry(self, kind, size, base, _at(file, offset + used, length, exactly=False))


def _kind_and_size(header: bytes) -> tuple[int, int, int]:
    byte = header[0]
    kind, size, shift, used = byte >> 4 & 7, byte & 15, 4, 1
    while byte & 0x80:
        byte = header[used]
        size |= (byte & 0x7F) << shift
        shift += 7
        used += 1
    return kind, size, used


def _distance(header: bytes, used: int) -> tuple[int, int]:
    byte = header[used]
    distance = byte & 0x7F
    used += 1
    while byte & 0x80:
        byte = header[used]
        distance = (distance + 1 << 7) | (byte & 0x7F)
        used += 1
    return distance, used


def _number(file: FileIO, offset: int) -> int:
    return int.from_bytes(_at(file, offset, 4), "big")


def _at(file: FileIO, offset: int, length: int, *, exactly: bool = True) -> bytes:
    try:
        file.seek(offset, os.SEEK_SET)
    except (OSError, OverflowError) as error:
        raise Unreadable("a pack is damaged") from error
    data = read(file, length)
    if exactly and len(data) != length:
        raise Unreadable("a pack is damaged")
    return data
