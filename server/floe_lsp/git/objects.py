"""Commits, trees, files and tags of a repository, loose or packed (gitformat-pack(5))."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from .deltas import applied
from .packs import DELTA_OFFSET, DELTA_REFERENCE, Entry, Pack
from .reading import Unreadable, content

MAX_OBJECT: Final = 16 * 1024 * 1024
"""Bytes; a commit is a few hundred, and a tree of 100,000 files has six million."""
_MAX_TOTAL: Final = 64 * 1024 * 1024
"""Bytes that are inflated for one question."""
_COST_OF_DELTA: Final = 16
"""Bytes of the total that a byte of a delta counts for: two of them are a command, which takes as
long as to inflate many, and may make a single byte."""
_MAX_CHAIN: Final = 4095
"""Deltas upon each other, as many as git makes (``--depth``)."""
_MAX_PACKS: Final = 1000
MAX_OPENINGS: Final = 10_000
"""Packs and indexes that are opened for one question: every delta may ask for its base in all."""
WHOLE_REVISION: Final = 16
"""How many questions it is to read the files of a product, which are more than a commit's trees."""
_COMMIT, _TREE, _BLOB, _TAG = 1, 2, 3, 4
_KINDS: Final = {b"commit": _COMMIT, b"tree": _TREE, b"blob": _BLOB, b"tag": _TAG}
_NUMBER: Final = rb"([0-9a-f]{40}(?:[0-9a-f]{24})?)\n"
_TREE_OF_COMMIT = re.compile(rb"tree " + _NUMBER)
_PARENT_OF_COMMIT = re.compile(rb"parent " + _NUMBER)
_TAGGED = re.compile(rb"object " + _NUMBER)
_MAX_TAGS: Final = 5
"""Tags of tags, of which hardly anybody makes one."""
_MOST_ALIKE: Final = 20
"""Objects whose ids begin alike; more than one is ambiguous already."""
_LOOSE_HEADER: Final = 32
FOLDER_MODE: Final = b"40000"
_NOT_HERE: Final = (
    "an object is not here; 'git fetch --refetch --no-filter' brings what a partial clone lacks"
)
"""A plain ``git fetch`` asks for no object of a commit that is here."""

Entries: TypeAlias = dict[bytes, tuple[bytes, str]]
"""Mode and id of what stands in a folder, by name."""


class Objects:
    """What one question reads of a repository; other repositories that it borrows from are not."""

    def __init__(self, folder: Path, questions: int = 1) -> None:
        """Read nothing yet.

        Args:
            folder: The folder of the repository that holds ``objects``.
            questions: How many times as much is read as for one question.
        """
        self._folder = folder
        self._left = _MAX_TOTAL * questions
        self._openings_left = MAX_OPENINGS * questions
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

    def parents_of(self, commit: str) -> tuple[str, ...]:
        """Return the commits that a commit follows, its first parent first.

        Raises:
            Unreadable: As of ``tree_of``.
        """
        data = self._object(commit, _COMMIT)
        found = _TREE_OF_COMMIT.match(data)
        parents: list[str] = []
        while found is not None:
            found = _PARENT_OF_COMMIT.match(data, found.end())
            if found is not None:
                parents.append(found[1].decode())
        return tuple(parents)

    def commit_at(self, number: str) -> str | None:
        """Return the commit that an object is or, for a tag, stands for; ``None`` for others.

        Raises:
            Unreadable: An object is not here or is damaged.
        """
        for _ in range(_MAX_TAGS):
            kind, data = self._read(number)
            if kind == _COMMIT:
                return number
            tagged = _TAGGED.match(data) if kind == _TAG else None
            if tagged is None:
                return None
            number = tagged[1].decode()
        return None

    def entry(self, tree: str, name: bytes) -> tuple[bytes, str] | None:
        """Return mode and id of what has a name in a tree.

        Raises:
            Unreadable: The tree is not here or is damaged.
        """
        return next((each for found, each in self._entries(tree) if found == name), None)

    def entries(self, tree: str) -> Entries:
        """Return all that stands in a tree.

        Raises:
            Unreadable: As of ``entry``.
        """
        return dict(self._entries(tree))

    def file(self, number: str) -> bytes:
        """Return the content of a file, as git stores it.

        Raises:
            Unreadable: It is not here, is damaged, or has more than ``MAX_OBJECT`` bytes.
        """
        return self._object(number, _BLOB)

    def beginning_with(self, digits: str, length: int) -> tuple[str, ...]:
        """Return the ids that begin with some hexadecimal digits, of very many the first.

        Args:
            digits: At least two.
            length: Digits of a whole id of this repository, 40 or 64.

        Raises:
            Unreadable: An index of a pack is damaged.
        """
        folder = self._folder / "objects" / digits[:2]
        try:
            loose = [
                digits[:2] + each.name
                for each in islice(folder.glob(f"{digits[2:]}*"), _MOST_ALIKE)
            ]
        except OSError as error:
            raise Unreadable("the objects cannot be listed") from error
        found = {each for each in loose if len(each) == length}
        for pack in self._all_packs(length // 2):
            self._count_opening()
            found.update(each.hex() for each in pack.beginning_with(digits, _MOST_ALIKE))
        return tuple(sorted(found))

    def _entries(self, tree: str) -> Iterator[tuple[bytes, tuple[bytes, str]]]:
        size = len(tree) // 2
        data = self._object(tree, _TREE)
        start = 0
        while start < len(data):
            end = data.find(b"\0", start)
            mode, blank, found = data[start:end].partition(b" ")
            start = end + 1 + size
            if end < 0 or not blank or start > len(data):
                raise Unreadable("a tree is damaged")
            yield found, (mode, data[end + 1 : start].hex())

    def _object(self, number: str, kind: int) -> bytes:
        found, data = self._read(number)
        if found != kind:
            raise Unreadable("an object is of another kind")
        return data

    def _read(self, number: str) -> tuple[int, bytes]:
        return self._loose(number) or self._packed(number)

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
        for pack in self._all_packs(len(number)):
            self._count_opening()
            offset = pack.offset(number)
            if offset is not None:
                return self._at(pack, offset)
        raise Unreadable(_NOT_HERE)

    def _all_packs(self, id_size: int) -> list[Pack]:
        if self._packs is None:
            self._packs = list(_packs(self._folder, id_size))
        return self._packs

    def _at(self, pack: Pack, offset: int) -> Entry:
        self._count_opening()
        return pack.at(offset)

    def _count_opening(self) -> None:
        self._openings_left -= 1
        if self._openings_left < 0:
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
