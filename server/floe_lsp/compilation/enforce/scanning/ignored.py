"""Which files of a product git ignores, so that they are on this machine alone.

A file that was committed or added all the same is everybody's, so patterns do not hide it from the
search.
"""

from __future__ import annotations

from pathlib import Path

from floe_lsp.compilation.sources import Sources
from floe_lsp.files.names import GIT_IGNORE_FILE, REPOSITORY
from floe_lsp.git.committed import CommittedFiles
from floe_lsp.git.ignoring import EXCLUDE_FILE, IgnorePatterns
from floe_lsp.git.index import IndexedFiles


class IgnoredFiles:
    """What git ignores of the files below a product's folder.

    Args:
        folder: The true path of the product's folder.
        sources: Where the patterns are read. Without trust those of the product's folder alone
            are, and nothing of the repository. With trust they say nothing where there is none.
    """

    def __init__(self, folder: Path, sources: Sources) -> None:
        fence = sources.fence(folder) or folder
        is_repository = sources.trusted and sources.exists(fence / REPOSITORY)
        self._sources = sources
        self._is_alone = sources.trusted and not is_repository
        self._top = fence
        self._committed = CommittedFiles(folder) if is_repository else None
        self._indexed = IndexedFiles(folder) if is_repository else None
        self._patterns: dict[Path, IgnorePatterns | None] = {}
        self._folders: dict[Path, bool] = {fence: False}
        self._exclude = self._read(fence / EXCLUDE_FILE) if is_repository else None

    @property
    def state(self) -> object:
        """What compares unequal when a commit is checked out or a file is added."""
        committed, indexed = self._committed, self._indexed
        if committed is None or indexed is None:
            return None
        return committed.is_readable, committed.commit, indexed.state

    def pattern_files(self, folder: Path) -> tuple[Path, ...]:
        """Return where patterns for the files of a folder may stand, there or not."""
        above = (*reversed(folder.parents), folder)
        below_top = (each / GIT_IGNORE_FILE for each in above if each.is_relative_to(self._top))
        return (self._top / EXCLUDE_FILE, *below_top)

    def holds(self, path: Path) -> bool:
        """Return whether git ignores a file, given by its true path, and does not track it."""
        if self._is_alone or not path.is_relative_to(self._top):
            return False
        if not (self._is_folder_ignored(path.parent) or self._ignores(path, "")):
            return False
        # Where objects are missing on this machine nobody knows, so it is searched.
        if self._indexed is not None and self._indexed.holds(path) is not False:
            return False
        return self._committed is None or self._committed.holds(path) is False

    def _is_folder_ignored(self, folder: Path) -> bool:
        """Whether a folder or one above it is left out; git looks no further into it then."""
        if folder not in self._folders:
            is_above = self._is_folder_ignored(folder.parent)
            self._folders[folder] = is_above or self._ignores(folder, "/")
        return self._folders[folder]

    def _ignores(self, path: Path, end: str) -> bool:
        """Whether the patterns around a path leave it out; those nearest to it count first."""
        for folder in path.parents:
            said = self._said(self._of(folder), path, folder, end)
            if said is not None:
                return said
            if folder == self._top:
                break
        return self._said(self._exclude, path, self._top, end) or False

    def _said(
        self, patterns: IgnorePatterns | None, path: Path, folder: Path, end: str
    ) -> bool | None:
        if patterns is None:
            return None
        return patterns.ignores(f"{path.relative_to(folder).as_posix()}{end}")

    def _of(self, folder: Path) -> IgnorePatterns | None:
        if folder not in self._patterns:
            self._patterns[folder] = self._read(folder / GIT_IGNORE_FILE)
        return self._patterns[folder]

    def _read(self, path: Path) -> IgnorePatterns | None:
        # Git follows no link to patterns either.
        if self._sources.true_path(path) != path:
            return None
        text = self._sources.source_text(path)
        return None if text is None else IgnorePatterns(text.text)
