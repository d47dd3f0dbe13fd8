"""Files as they would be: other sources with texts over them that nobody has typed yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from floe_lsp.syntax import SourceText

from .documents import Document
from .folders import FolderListing
from .sources import Sources

if TYPE_CHECKING:
    from floe_lsp.dbt.projects import DbtProjects
    from floe_lsp.registries.reference import Reference

T = TypeVar("T")


class ChangedFiles(Sources):
    """Sources with some files changed; those below never see it."""

    def __init__(self, below: Sources, texts: Mapping[Path, SourceText]) -> None:
        """Begin with the texts of the changed files, by path."""
        super().__init__(trusted=below.trusted)
        self._below = below
        self._changed = frozenset(texts)
        self._own = Sources(trusted=below.trusted)
        for path, text in texts.items():
            self._own.open(path, text)
        self._changed_projects: DbtProjects | None = None

    @property
    def dbt_projects(self) -> DbtProjects:
        """Those below; with a change in a file of one of them, those that there would be then."""
        below = self._below.dbt_projects
        if self._changed_projects is None and below.has_any_of(self._changed):
            self._changed_projects = below.over(self)
        return self._changed_projects or below

    def document(self, path: Path) -> Document:
        """Return a changed file, or one as those below have it."""
        return self._of(path).document(path)

    def downloaded(self, reference: Reference) -> Document:
        """Return a manifest of a registry as those below have it."""
        return self._below.downloaded(reference)

    def document_once(self, path: Path) -> Document:
        """Return a changed file, or one as those below have it, without keeping it."""
        return self._of(path).document_once(path)

    def source_text(self, path: Path) -> SourceText | None:
        """Return the text of a changed file, or of one as those below have it."""
        return self._of(path).source_text(path)

    def made_again(
        self,
        path: Path,
        what: str,
        state: object,
        make: Callable[[], T],
        keeps: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """Return what is made of a changed file, or of one as those below keep it."""
        return self._of(path).made_again(path, what, state, make, keeps)

    def is_unsaved(self, path: Path) -> bool:
        """Whether a file has a text that the disk does not, changed or as it was."""
        return self._of(path).is_unsaved(path)

    def is_file(self, path: Path) -> bool:
        """Whether a file stands at ``path``, changed or as it was."""
        return path in self._changed or self._below.is_file(path)

    def folder(self, path: Path) -> FolderListing:
        """Return what stands in a folder on disk, as those below have read it."""
        return self._below.folder(path)

    def state(self, path: Path) -> object:
        """Return what compares unequal after a file has changed."""
        return self._of(path).state(path)

    def parsed_folder(self, folder: Path) -> Path | None:
        """Return where dbt has just written what it makes of a project, as of those below."""
        return self._below.parsed_folder(folder)

    def _of(self, path: Path) -> Sources:
        return self._own if path in self._changed else self._below
