"""What stands in folders, read once while they do not change."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from .file_status import status_of
from .territory import Territory

_SETTLED = 50_000_000
"""Nanoseconds after which a folder's time can be trusted: file systems note it by clock ticks, so
two changes within one look the same."""


class FolderListing(NamedTuple):
    """The names that stand directly in a folder, sorted; links to folders are left out."""

    files: tuple[str, ...]
    folders: tuple[str, ...]


NOTHING = FolderListing((), ())


class FolderCache:
    """Lists folders, again only when their time of change is another."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[int, FolderListing]] = {}

    def keep(self, territory: Territory) -> None:
        """Drop what is known of folders that nobody asks for any more."""
        territory.keep(self._read)

    def list(self, path: Path) -> FolderListing:
        """Return what stands in a folder; nothing for one that is missing or may not be read.

        The same object is returned while the names stay the same.
        """
        try:
            changed = status_of(path).st_mtime_ns
        except OSError:
            self._read.pop(path, None)
            return NOTHING
        before = self._read.get(path)
        if before is not None and before[0] == changed:
            return before[1]
        now = time.time_ns()
        found = _scan(path)
        if before is not None and before[1] == found:
            found = before[1]
        self._read[path] = (changed if changed + _SETTLED < now else -1, found)
        return found


def _scan(path: Path) -> FolderListing:
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.is_file():
                    files.append(entry.name)
    except OSError:
        return NOTHING
    return FolderListing(tuple(sorted(files)), tuple(sorted(folders)))
