"""What reading a dbt project needs of the one object that reads files (invariant 5).

``compilation.Sources`` fits it. It is a protocol here because this floor lies below.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from floe_lsp.files.names import ENVIRONMENT_FILE, is_of_tools
from floe_lsp.syntax import Node, SourceText, SyntaxProblem

_MAX_FOLDERS = 5_000
_MAX_FILES = 100_000
"""Where the walks of one project end, all its folders together: no project is larger, but a link
or a mount may make a folder so."""

_MAX_LINKS = 1_000
"""Links to files of which it is asked where they lead."""


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

    @property
    def problems(self) -> Sequence[SyntaxProblem]:
        """What is wrong with the text as YAML."""
        ...

    @property
    def size(self) -> int:
        """Keys and values that the tree holds."""
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

    @property
    def links(self) -> Sequence[str]:
        """Which of the files are links."""
        ...


class ProjectFiles(Protocol):
    """Reads the files of a project, the same object again for a file that has not changed."""

    def document(self, path: Path) -> YamlFile:
        """Return a parsed YAML file; raises ``OSError`` when it can't be read."""
        ...

    def document_once(self, path: Path) -> YamlFile:
        """Return a parsed YAML file that nobody keeps; raises ``OSError`` as ``document``."""
        ...

    def true_path(self, path: Path) -> Path | None:
        """Return where a path leads through all links, ``None`` when that may not be asked."""
        ...

    def fence(self, folder: Path) -> Path | None:
        """Return the true folder that no link of a project leads out of, ``None`` for nowhere."""
        ...

    def folder(self, path: Path) -> FolderContents:
        """Return what stands in a folder, nothing for one that can't be read."""
        ...

    def source_text(self, path: Path) -> SourceText | None:
        """Return the text of any file, ``None`` when it can't be read or is too long."""
        ...

    def json(self, path: Path) -> object:
        """Return the data of a JSON file, ``None`` when it can't be read or is not JSON."""
        ...

    def state(self, path: Path) -> object:
        """Return what compares unequal after a file has changed, appeared or gone."""
        ...

    def moment(self, folder: Path) -> object | None:
        """Return what is equal while nobody has told of a change below a folder.

        ``None`` where nobody tells of changes, and each file has to be asked.
        """
        ...

    def parsed_folder(self, folder: Path) -> Path | None:
        """Return where dbt has just written what it makes of a project, if it was asked to."""
        ...


@dataclass
class ProjectWalk:
    """Finds the files of one project: each folder once, a bounded number, none behind its fence.

    A folder or file counts by its true path, so a link neither makes a folder another one nor leads
    out of the repository of the project. The project itself may be reached through links.
    """

    folder: Path
    files: ProjectFiles
    _known: dict[Path, tuple[Path, FolderContents]] = field(
        default_factory=dict[Path, tuple[Path, FolderContents]], init=False
    )
    """By true path: the first path that led to a folder, and what stands in it."""
    _names: int = field(default=0, init=False)
    _links: int = field(default=0, init=False)

    _true: dict[Path, Path | None] = field(default_factory=dict[Path, "Path | None"], init=False)
    """Where the paths lead that were asked for; several purposes of a project share a folder."""
    _left_out: dict[Path, None] = field(default_factory=dict[Path, None], init=False)
    missed: int = field(default=0, init=False)
    """How often a folder or file was passed over that dbt reads."""
    is_cut: bool = field(default=False, init=False)
    """Whether there was more than a walk looks at."""

    def __post_init__(self) -> None:
        self._fence = self.files.fence(self.folder)

    @property
    def bounds(self) -> str:
        """What no link leads out of, in words."""
        alone = self._fence == self.files.true_path(self.folder)
        return "the product" if alone else "the repository"

    @property
    def left_out(self) -> Sequence[Path]:
        """The links that led out of it so far, in the order in which they were met."""
        return tuple(self._left_out)

    @property
    def met_a_link(self) -> bool:
        """Whether any path led elsewhere than its name says, or a folder held a link."""
        base = self.files.true_path(self.folder)
        if base is None or any(contents.links for _, contents in self._known.values()):
            return True
        return any(
            true != Path(os.path.normpath(base / os.path.relpath(path, self.folder)))
            for path, true in self._true.items()
        )

    def holds(self, path: Path) -> bool:
        """Whether a path leads to something that may be read for the project."""
        return self._inside(path) is not None

    def below(
        self, path: str, seen: set[Path], leaves_out: Callable[[Path], bool] | None
    ) -> Iterator[tuple[Path, FolderContents]]:
        """Yield the folders at and below a path of the project, each folder once.

        Args:
            path: From the project's folder on.
            seen: The true paths of folders that were yielded before, and are not again.
            leaves_out: Which folders below the path are passed over, besides virtual environments;
                ``None`` to pass over none, as dbt does.
        """
        true = self._inside(self.folder / path)
        self.missed += true is None
        pending = [] if true is None else [(self.folder / path, true)]
        while pending:
            place, true = pending.pop()
            if true in seen:
                continue
            seen.add(true)
            found = self._contents(place, true)
            if found is None or (leaves_out and ENVIRONMENT_FILE in found[1].files):
                self.missed += 1
                continue
            yield found
            place, contents = found
            for name in reversed(contents.folders):
                if leaves_out and leaves_out(place / name):
                    self.missed += 1
                else:
                    pending.append((place / name, true / name))

    def own_files(self, folder: Path, contents: FolderContents) -> tuple[str, ...]:
        """Return the names of the files of a folder that do not lead out of the project."""
        if not contents.links:
            return tuple(contents.files)
        links = frozenset(contents.links)
        return tuple(
            name for name in contents.files if name not in links or self._follows(folder / name)
        )

    def _follows(self, link: Path) -> bool:
        """Whether a link to a file is followed; each counts."""
        self._links += 1
        self.is_cut = self.is_cut or self._links > _MAX_LINKS
        is_followed = self._links <= _MAX_LINKS and self.holds(link)
        self.missed += not is_followed
        return is_followed

    def _contents(self, place: Path, true: Path) -> tuple[Path, FolderContents] | None:
        if true not in self._known:
            if len(self._known) >= _MAX_FOLDERS or self._names >= _MAX_FILES:
                self.is_cut = True
                return None
            contents = self.files.folder(place)
            self._names += len(contents.files)
            self._known[true] = (place, contents)
        return self._known[true]

    def _inside(self, path: Path) -> Path | None:
        if path not in self._true:
            self._true[path] = self._found_inside(path)
        return self._true[path]

    def _found_inside(self, path: Path) -> Path | None:
        true = self.files.true_path(path)
        if true is None or self._fence is None:
            return None
        if not true.is_relative_to(self._fence):
            self._left_out[path] = None
            return None
        return true


def folders_below(root: Path, files: ProjectFiles) -> Iterator[tuple[Path, FolderContents]]:
    """Yield ``root`` and the folders below it, parents first, in order of their names.

    Hidden folders, those that tools fill and virtual environments are left out, links to folders
    are not followed, and a tree beyond any project's size is read in part.
    """
    return ProjectWalk(root, files).below(".", set(), lambda folder: is_of_tools(folder.name))
