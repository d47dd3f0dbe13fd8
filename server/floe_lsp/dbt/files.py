"""What reading a dbt project needs of the one object that reads files (invariant 5).

``compilation.Sources`` fits it. It is a protocol here because this floor lies below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from floe_lsp.files.names import ENVIRONMENT_FILE, is_of_tools
from floe_lsp.syntax import Node, SourceText

_MAX_FOLDERS = 5_000
_MAX_FILES = 100_000
"""Where a walk ends: no project is larger, but a link or a mount may make a folder so."""


class YamlFile(Protocol):
    """A parsed YAML file."""

    @property
    def path(self) -> Path:
        """The absolute path."""
        ...

    @property
    def text(self) -> SourceText:
        """The text that the spans of the nodes count in."""
        ...

    @property
    def root(self) -> Node | None:
        """As much of the tree as could be read, ``None`` for an empty file."""
        ...


class FolderContents(Protocol):
    """What stands directly in a folder: names in order, without those of links to folders."""

    @property
    def files(self) -> Sequence[str]:
        """Names of files."""
        ...

    @property
    def folders(self) -> Sequence[str]:
        """Names of folders."""
        ...


class ProjectFiles(Protocol):
    """Reads the files of a project, the same object again for a file that has not changed."""

    def document(self, path: Path) -> YamlFile:
        """Return a parsed YAML file; raises ``OSError`` when it can't be read."""
        ...

    def folder(self, path: Path) -> FolderContents:
        """Return what stands in a folder, nothing for one that can't be read."""
        ...

    def json(self, path: Path) -> object:
        """Return the data of a JSON file, ``None`` when it can't be read or is not JSON."""
        ...

    def state(self, path: Path) -> object:
        """Return what compares unequal after a file has changed, appeared or gone."""
        ...


def folders_below(root: Path, files: ProjectFiles) -> Iterator[tuple[Path, FolderContents]]:
    """Yield ``root`` and the folders below it, parents first, in order of their names.

    Hidden folders, those that tools fill and virtual environments are left out, links to folders
    are not followed, and a tree beyond any project's size is read in part.
    """
    pending = [root]
    folders = names = 0
    while pending and folders < _MAX_FOLDERS and names < _MAX_FILES:
        path = pending.pop()
        found = files.folder(path)
        folders += 1
        if ENVIRONMENT_FILE in found.files:
            continue
        names += len(found.files)
        yield path, found
        pending.extend(path / name for name in reversed(found.folders) if not is_of_tools(name))
