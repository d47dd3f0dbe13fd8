"""Which files belong to the commit that is checked out, whatever git ignores by now."""

from __future__ import annotations

import os
from pathlib import Path

from .objects import FOLDER_MODE, Objects
from .reading import Unreadable
from .repository import head_commit, repository_of


class CommittedFiles:
    """The files of the commit that HEAD of a repository stands for."""

    def __init__(self, folder: Path) -> None:
        """Read where HEAD stands.

        Args:
            folder: A folder in the repository, as its true path.
        """
        self._repository = repository_of(folder)
        self.is_readable = self._repository is not None
        """Whether it is known where HEAD stands."""
        self.commit: str | None = None
        """``None`` where there is none, or it cannot be read."""
        if self._repository is not None:
            try:
                self.commit = head_commit(self._repository)
            except Unreadable:
                self.is_readable = False
        self._objects: Objects | None = None
        self._root = ""

    def holds(self, path: Path) -> bool | None:
        """Return whether a file is one of the commit's; ``None`` where that cannot be known.

        Args:
            path: The true path of the file.
        """
        repository = self._repository
        if repository is None or not self.is_readable:
            return None
        if self.commit is None:
            return False
        try:
            if self._objects is None:
                self._objects = Objects(repository.common_folder)
                self._root = self._objects.tree_of(self.commit)
            return self._find(self._objects, path.relative_to(repository.work_tree).parts)
        except (Unreadable, ValueError):
            return None

    def _find(self, objects: Objects, parts: tuple[str, ...]) -> bool:
        mode, number = FOLDER_MODE, self._root
        for part in parts:
            entry = objects.entry(number, os.fsencode(part)) if mode == FOLDER_MODE else None
            if entry is None:
                return False
            mode, number = entry
        return True
