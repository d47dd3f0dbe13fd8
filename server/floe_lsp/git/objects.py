"""Commits and trees of a repository, loose or packed (gitformat-pack(5))."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from .deltas import applied
from .packs import DELTA_OFFSET, DELTA_REFERENCE, Entry, Pack
from .reading import Unreadable, content

MAX_OBJECT: Final = 16 * 1024 * 1024
"""Bytes; a commit is a few hundred, and a tree of 100,000 files has six million."""
_MAX_TOTAL: Final = 64 * 1024 * 1024
"""Bytes that are inflated for one repository."""
_COST_OF_DELTA: Final = 16
"""Bytes of the total that a byte of a delta counts for: two of them are a command, which takes as
long as to inflate many, and may make a single byte."""
_MAX_CHAIN: Final = 4095
"""Deltas upon each other, as many as git makes (``--depth``)."""
_MAX_PACKS: Final = 1000
MAX_OPENINGS: Final = 10_000
"""Packs and indexes that are opened for one repository: every delta may ask for its base in all."""
_COMMIT, _TREE = 1, 2
_KINDS: Final = {b"commit": _COMMIT, b"tree": _TREE}
_TREE_OF_COMMIT = re.compile(rb"tree ([0-9a-f]{40}(?:[0-9a-f]{24})?)\n")
_LOOSE_HEADER: Final = 32
FOLDER_MODE: Final = b"40000"


class Objects:
    """What one question reads of a repository; other repositories that it borrows from are not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = _MAX_TOTAL
        self._openings = 0
        self._packs: list[Pack] | None = None

    def tree_of(self, commit: str) -> str:
        """Return the id of a commit's tree.

        Raises:
            Unreadable: The commit is not here, as in a partial clone, or is damaged.
        """
        found = _TREE_OF_COMMIT.match(self._object(commit, _COMMIT))
        if found is None:
            raise Unreadable("a commit names no tree")
        return found[1].decode()

    def entry(self, tree: str, name: bytes) -> tuple[bytes, str] | None:
        """Return mode and id of what has a name in a tree.

        Raises:
            Unreadable: The tree is not here or is damaged.
        """
        size = len(tree) // 2
        data = self._object(tree, _TREE)
        start = 0
        while start < len(data):
            end = data.find(b"\0", start)
            mode, blank, found = data[start:end].partition(b" ")
            start = end + 1 + size
            if end < 0 or not blank or start > len(data):
                raise Unreadable("a tree is damaged")
            if found == name:
                return mode, data[end + 1 : start].hex()
        return None

    def _object(self, number: str, kind: int) -> bytes:
        found, data = self._loose(number) or self._packed(number)
        if found != kind:
            raise Unreadable("an object is of another kind")
        return data

    def _loose(self, number: str) -> tuple[int, bytes] | None:
        path = self._folder / "objects" / number[:2] / number[2:]
        if not path.exists():
            return None
        packed = content(path, self._folder, MAX_OBJECT)
        header, end, _ = self._inflated(packed, _LOOSE_HEADER, whole=False).partition(b"\0")
        kind, _, size = header.partition(b" ")
        if not end or kind not in _KINDS or not size.isdigit():
            raise Unreadable("an object is damaged")
        length = len(header) + 1 + int(size)
        return _KINDS[kind], self._inflated(packed, length)[len(header) + 1 :]

    def _packed(self, number: str) -> tuple[int, bytes]:
        wanted = bytes.fromhex(number)
        entry = self._find(wanted)
        deltas: list[bytes] = []
        while entry.kind in {DELTA_OFFSET, DELTA_REFERENCE}:
            if len(deltas) >= _MAX_CHAIN:
                raise Unreadable("a chain of deltas is too long")
            deltas.append(self._inflated(entry.data, entry.size, cost=_COST_OF_DELTA))
            entry = (
                self._find(entry.base)
                if isinstance(entry.base, bytes)
                else self._at(entry.pack, entry.base)
            )
        data = self._inflated(entry.data, entry.size)
        for delta in reversed(deltas):
            data = applied(delta, data, min(MAX_OBJECT, self._left))
            self._left -= len(data)
        return entry.kind, data

    def _find(self, number: bytes) -> Entry:
        if self._packs is None:
            self._packs = list(_packs(self._folder, len(number)))
        for pack in self._packs:
            self._count_opening()
            offset = pack.offset(number)
            if offset is not None:
                return self._at(pack, offset)
        raise Unreadable("an object is not here")

    def _at(self, pack: Pack, offset: int) -> Entry:
        self._count_opening()
        return pack.at(offset)

    def _count_opening(self) -> None:
        self._openings += 1
        if self._openings > MAX_OPENINGS:
            raise Unreadable("the packs are too many")

    def _inflated(self, packed: bytes, size: int, *, whole: bool = True, cost: int = 1) -> bytes:
        if size > MAX_OBJECT or size * cost > self._left:
            raise Unreadable("an object is too large")
        self._left -= size * cost
        try:
            data = zlib.decompressobj().decompress(packed, max(size, 1))
        except zlib.error as error:
            raise Unreadable("an object is damaged") from error
        if whole and len(data) != size:
            raise Unreadable("an object is damaged")
        return data


def _packs(folder: Path, id_size: int) -> Iterator[Pack]:
    try:
        indexes = sorted(islice((folder / "objects" / "pack").glob("*.idx"), _MAX_PACKS))
    except OSError as error:
        raise Unreadable("the packs cannot be listed") from error
    return (Pack(index, folder, id_size) for index in indexes)
