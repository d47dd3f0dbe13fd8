"""What stands in folders, read once while they do not change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from floe_lsp.files.reading import names_in
from floe_lsp.files.status import reason_of, status_of

from .territory import Territory

_log = logging.getLogger(__name__)

_SETTLED = 50_000_000
"""Nanoseconds after which a folder's time can be trusted: file systems note it by clock ticks, so
two changes within one look the same."""


class FolderListing(NamedTuple):
    """The names that stand directly in a folder, sorted; links to folders are left out."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    links: tuple[str, ...] = ()
    """Which of the files are links."""


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
        try:
            found = _scan(path)
        except OSError as error:
            # Not kept: whether it may be read can change without its time.
            self._read.pop(path, None)
            if not isinstance(error, FileNotFoundError | NotADirectoryError):
                _log.warning("%s cannot be read: %s", path, reason_of(error))
            return NOTHING
        if before is not None and before[1] == found:
            found = before[1]
        self._read[path] = (changed if changed + _SETTLED < now else -1, found)
        return found


def _scan(path: Path) -> FolderListing:
    files: list[str] = []
    folders: list[str] = []
    links: list[str] = []
    for entry in names_in(path):
        if _is(entry.is_dir, follow_symlinks=False):
            folders.append(entry.name)
        elif _is(entry.is_file):
            files.append(entry.name)
            if _is(entry.is_symlink):
                links.append(entry.name)
    return FolderListing(*(tuple(sorted(names)) for names in (files, folders, links)))


def _is(kind: Callable[..., bool], **options: bool) -> bool:
    """Ask what an entry is; a link may lead to where nobody may look."""
    try:
        return kind(**options)
    except OSError:
        return False
