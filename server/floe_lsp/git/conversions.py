"""Whether git would store a file in another form than it has in the checkout (gitattributes(5)).

What a filter makes of a file is not known without running it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from floe_lsp.files.names import GIT_ATTRIBUTES_FILE

from .reading import TooLong, Unreadable, content
from .repository import Repository

MAX_BYTES: Final = 1024 * 1024
"""Bytes of all files of attributes that one question reads."""
MAX_LINES: Final = 20_000
"""Lines of them; a repository that names its large files one by one has a few thousand."""
MAX_FILES: Final = 100
_CONVERTS = re.compile(rb"(?:^|[ \t])(?:\[attr\]|filter\b|ident\b|working-tree-encoding\b)")
_BY_SUFFIX = re.compile(rb"(?:\*\*/)?\*(\.[A-Za-z0-9._-]+)\Z")
"""A pattern that says at once for which names it is, such as ``*.parquet``."""
_ANY = (b"",)
"""The end of every name."""


class Attributes:
    """What one question reads of a repository's attributes; each file is read once.

    Those of the user and the machine are not read.
    """

    def __init__(self, repository: Repository) -> None:
        """Read nothing yet."""
        self._repository = repository
        self._ends: dict[Path, tuple[bytes, ...]] = {}
        """How the names end that a file of attributes may convert."""
        self._bytes, self._lines, self._files = MAX_BYTES, MAX_LINES, MAX_FILES

    def may_convert(self, parts: tuple[str, ...]) -> bool:
        """Return whether a filter, ``ident`` or an encoding may be set for a file.

        Ends of lines are not counted: those are compared in both forms. Patterns other than
        ``*.parquet`` are taken to fit. What cannot be read may say anything, and so may what is
        more than one question reads.

        Args:
            parts: The file, from the work tree on.
        """
        name = os.fsencode(parts[-1])
        return any(name.endswith(ends) for ends in self._ends_for(parts[:-1]))

    def _ends_for(self, folders: tuple[str, ...]) -> Iterator[tuple[bytes, ...]]:
        top, common = self._repository.work_tree, self._repository.common_folder
        folder = top
        for each in ("", *folders):
            folder /= each
            yield self._read_once(folder / GIT_ATTRIBUTES_FILE, top)
        yield self._read_once(common / "info" / "attributes", common)

    def _read_once(self, path: Path, folder: Path) -> tuple[bytes, ...]:
        if path not in self._ends:
            try:
                self._ends[path] = self._read(path, folder)
            except Unreadable:
                self._ends[path] = _ANY
        return self._ends[path]

    def _read(self, path: Path, folder: Path) -> tuple[bytes, ...]:
        if not os.path.lexists(path):
            return ()
        self._files -= 1
        if self._files < 0:
            raise Unreadable("the files of attributes are too many")
        try:
            text = content(path, folder, self._bytes)
        except TooLong:
            self._bytes = 0  # As much as was left has been read of it.
            raise
        self._bytes -= len(text)
        self._lines -= text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
        if self._lines < 0:
            raise Unreadable("the attributes have too many lines")
        return _ends(text)


def _ends(attributes: bytes) -> tuple[bytes, ...]:
    found: set[bytes] = set()
    for line in attributes.splitlines():
        if line.lstrip().startswith(b"#") or not _CONVERTS.search(line):
            continue
        suffix = _BY_SUFFIX.match(line.split(None, 1)[0])
        if suffix is None:
            return _ANY
        found.add(suffix[1])
    return tuple(found)
