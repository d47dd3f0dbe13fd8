"""The files of one commit, as git stores them; a link among them is followed within the commit."""

from __future__ import annotations

import os
from collections import deque
from enum import Enum
from typing import Final, NamedTuple

from .objects import FOLDER_MODE, Entries, Objects
from .reading import Unreadable

_LINK_MODE: Final = b"120000"
_MODULE_MODE: Final = b"160000"
_MAX_LINKS: Final = 40
"""Links that lead to each other, as many as Linux follows."""
_LFS: Final = b"version https://git-lfs.github.com/spec/"

Parts = tuple[str, ...]
"""A path, from the root of the work tree on."""


class Kind(Enum):
    """What stands at a path of a commit."""

    FILE = "file"
    FOLDER = "folder"


class Found(NamedTuple):
    """What stands at a path, links followed."""

    kind: Kind
    number: str
    """The id of the object."""
    parts: Parts
    """Where it stands without links."""


class RevisionFiles:
    """The files of a commit.

    Attributes:
        commit: Its id.
        left_out: What kept what was asked for from being found in the commit's own files, with the
            reason: a submodule, or a link that leads out of the repository.
    """

    def __init__(self, objects: Objects, commit: str) -> None:
        """Read where the commit's files begin.

        Raises:
            Unreadable: The commit is not here or is damaged.
        """
        self.commit = commit
        self.left_out: dict[Parts, str] = {}
        self._objects = objects
        self._root = objects.tree_of(commit)
        self._trees: dict[str, Entries] = {}
        self._found: dict[Parts, Found | None] = {}

    def find(self, parts: Parts) -> Found | None:
        """Return what stands at a path; ``None`` where nothing does that is in the commit.

        Raises:
            Unreadable: An object on the way is not here or is damaged.
        """
        if parts not in self._found:
            self._found[parts] = self._find(parts)
        return self._found[parts]

    def content(self, found: Found) -> bytes:
        """Return a file's content.

        Raises:
            Unreadable: It is not here, is damaged or too large, or is kept by Git LFS, so that only
                a pointer to it is in the commit.
        """
        data = self._objects.file(found.number)
        if data.startswith(_LFS):
            raise Unreadable("it is kept by Git LFS, and the commit has a pointer to it alone")
        return data

    def names(self, found: Found) -> list[tuple[str, Kind | None, bool]]:
        """Return what stands directly in a folder: name, kind, and whether it is a link.

        Raises:
            Unreadable: The folder is not here or is damaged.
        """
        listed: list[tuple[str, Kind | None, bool]] = []
        for name, (mode, _) in self._tree(found.number).items():
            each = self.find((*found.parts, os.fsdecode(name)))
            kind = None if each is None else each.kind
            listed.append((os.fsdecode(name), kind, mode == _LINK_MODE))
        return listed

    def _find(self, parts: Parts) -> Found | None:
        pending, done, links = deque(parts), list[str](), 0
        link = parts
        ways = [(FOLDER_MODE, self._root)]
        while pending:
            part = pending.popleft()
            if part in {"", "."}:
                continue
            if part == "..":
                if not done:
                    return self._leave_out(link, "a link leads out of the repository")
                done.pop()
                ways.pop()
                continue
            mode, number = ways[-1]
            entry = self._tree(number).get(os.fsencode(part)) if mode == FOLDER_MODE else None
            if entry is None:
                return None
            if entry[0] == _MODULE_MODE:
                module = (*done, part)
                return self._leave_out(module, "it is a submodule, which has commits of its own")
            if entry[0] == _LINK_MODE:
                links += 1
                link = (*done, part)
                target = os.fsdecode(self._objects.file(entry[1]))
                if links > _MAX_LINKS or target.startswith("/"):
                    return self._leave_out(link, "a link leads out of the repository")
                pending.extendleft(reversed(target.split("/")))
                continue
            done.append(part)
            ways.append(entry)
        mode, number = ways[-1]
        return Found(Kind.FOLDER if mode == FOLDER_MODE else Kind.FILE, number, tuple(done))

    def _leave_out(self, place: Parts, reason: str) -> None:
        self.left_out[place] = reason

    def _tree(self, number: str) -> Entries:
        if number not in self._trees:
            self._trees[number] = self._objects.entries(number)
        return self._trees[number]
