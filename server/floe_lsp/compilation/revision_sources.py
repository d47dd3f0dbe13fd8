"""The files of a repository as a commit has them, read from git's objects and not from the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.dbt.project import DbtProject
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.status import no_such_file
from floe_lsp.git.reading import Unreadable
from floe_lsp.git.revision_files import Found, Kind, RevisionFiles
from floe_lsp.registries.reference import Reference, is_digest
from floe_lsp.syntax import SourceText, byte_by_byte, decode

from .documents import Document
from .folders import NOTHING, FolderListing
from .sources import Sources, bounded_json, parsed

if TYPE_CHECKING:
    from floe_lsp.registries.cache import Copy
    from floe_lsp.registries.manifests import CachedManifests

_GIT = ".git"


class RevisionSources(Sources):
    """Sources in which the files below a work tree are those of a commit.

    What a commit cannot hold, such as the manifest of a folder outside of the repository, is read
    from the disk as it is now; ``read_now`` names it. So are the packages of a dbt project that are
    installed and not committed (``installed_now``), and manifests of registries, unless they are
    locked (``manifests_of_today``). A file that is in the commit's objects and
    cannot be read is refused (``OSError``), and never taken for one that is missing.
    """

    def __init__(
        self,
        work_tree: Path,
        files: RevisionFiles,
        *,
        manifests: Callable[[], CachedManifests] | None = None,
    ) -> None:
        """Begin with nothing read.

        Args:
            work_tree: The root of the checkout, as its true path.
            files: The files of the commit.
            manifests: As of ``Sources``.
        """
        super().__init__(manifests=manifests)
        self._work_tree = work_tree
        self._files = files
        self._documents: dict[Path, Document] = {}
        self._listings: dict[Path, FolderListing] = {}
        self._packages: dict[Path, Path | None] = {}
        self.locked: Mapping[str, str] = {}
        """The digest that each address of a registry stood for."""
        self.manifests_of_today: set[Reference] = set()
        """Addresses that may stand for another manifest than they did."""
        self.read_now: set[Path] = set()
        """Documents outside of the repository, which are not of the commit."""
        self.installed_now: set[Path] = set()
        """Folders of installed packages, which are not of the commit."""
        self.unread: dict[Path, str] = {}
        """Files of the commit that were asked for and cannot be read, with the reason."""

    @property
    def commit(self) -> str:
        """The id of the commit."""
        return self._files.commit

    def not_of_commit(self) -> dict[Path, str]:
        """Return what was asked for and could not be looked at, with the reason."""
        left_out = self._files.left_out.items()
        return self.unread | {self._work_tree.joinpath(*parts): why for parts, why in left_out}

    def document(self, path: Path) -> Document:
        """Return the parsed file of the commit.

        Raises:
            OSError: The commit has none, or it cannot be read.
        """
        if not self._is_inside(path):
            found = super().document(path)
            if not path.is_relative_to(self._work_tree):
                self.read_now.add(path)
            return found
        if path not in self._documents:
            self._documents[path] = parsed(path, self.content(path))
        return self._documents[path]

    def copy_of(self, reference: Reference) -> Copy:
        """Return the manifest that an address stood for, that of today where none is locked.

        Raises:
            RegistryError: It cannot be had.
        """
        digest = self.locked.get(str(reference))
        if digest is not None and is_digest(digest) and not reference.is_pinned:
            return super().copy_of(reference.pinned(digest))
        found = super().copy_of(reference)
        if not reference.is_pinned:
            self.manifests_of_today.add(reference)
        return found

    def document_once(self, path: Path) -> Document:
        """Return the parsed file as ``document`` does."""
        return self.document(path)

    def content(self, path: Path) -> bytes:
        """Return the bytes of a file of the commit, whatever it holds.

        Raises:
            OSError: The commit has none, or it cannot be read.
        """
        if not self._is_inside(path):
            return super().content(path)
        found = self._find(path)
        if found is None:
            raise no_such_file(path)
        if found.kind is Kind.FOLDER:
            raise IsADirectoryError(21, "it is a folder", str(path))
        try:
            return self._files.content(found)
        except Unreadable as error:
            self.unread[path] = str(error)
            raise RefusedFile(path, str(error)) from None

    def true_path(self, path: Path) -> Path | None:
        """Return where a path leads through all links of the commit."""
        found = self._find(path) if self._is_inside(path) else None
        return super().true_path(path) if found is None else self._work_tree.joinpath(*found.parts)

    def is_unsaved(self, path: Path) -> bool:
        """Whether an editor holds another text: no editor holds one of a commit."""
        return not self._is_inside(path) and super().is_unsaved(path)

    def is_file(self, path: Path) -> bool:
        """Whether the commit has a file at ``path``."""
        if not self._is_inside(path):
            return super().is_file(path)
        found = self._find(path)
        return found is not None and found.kind is Kind.FILE

    def is_folder(self, path: Path) -> bool:
        """Whether the commit has a folder at ``path``."""
        if not self._is_inside(path):
            return super().is_folder(path)
        found = self._find(path)
        return found is not None and found.kind is Kind.FOLDER

    def exists(self, path: Path) -> bool:
        """Whether the commit has anything at ``path``."""
        return self._find(path) is not None if self._is_inside(path) else super().exists(path)

    def folder(self, path: Path) -> FolderListing:
        """Return what the commit has in a folder."""
        if not self._is_inside(path):
            found = super().folder(path)
            if found.folders and path in self._packages.values():
                self.installed_now.add(path)
            return found
        if path not in self._listings:
            self._listings[path] = self._listed(path)
        return self._listings[path]

    def text(self, path: Path) -> str | None:
        """Return the text of any file of the commit, ``None`` when it cannot be read."""
        if not self._is_inside(path):
            return super().text(path)
        try:
            return decode(self.content(path)).text
        except OSError:
            return None

    def source_text(self, path: Path) -> SourceText | None:
        """Return the text of any file as ``text`` does."""
        found = self.text(path)
        return None if found is None else SourceText(found)

    def text_of_bytes(self, path: Path) -> str | None:
        """Return the text of a wide file byte by byte; ``None`` for any other."""
        if not self._is_inside(path):
            return super().text_of_bytes(path)
        try:
            return byte_by_byte(self.content(path))
        except OSError:
            return None

    def json(self, path: Path) -> object:
        """Return the data of a JSON file, ``None`` when it cannot be read or is not JSON."""
        if not self._is_inside(path):
            return super().json(path)
        try:
            return bounded_json(self.content(path))
        except OSError:
            return None

    def state(self, path: Path) -> object:
        """Return what tells a file of the commit from others: the id of its content."""
        if not self._is_inside(path):
            return super().state(path)
        found = self._find(path)
        return None if found is None else found.number

    def _is_inside(self, path: Path) -> bool:
        """Whether a path is one of those that a commit may hold."""
        if not path.is_relative_to(self._work_tree):
            return False
        if path.parts[len(self._work_tree.parts) :][:1] == (_GIT,):
            return False
        return not any(path.is_relative_to(each) for each in self._installed_around(path))

    def _installed_around(self, path: Path) -> Iterator[Path]:
        """Yield the folders of installed packages of the dbt projects that a path lies in."""
        depth = len(path.parts) - len(self._work_tree.parts)
        for folder in islice(path.parents, depth):
            if folder not in self._packages:
                self._packages[folder] = self._packages_of(folder)
            packages = self._packages[folder]
            if packages is not None:
                yield packages

    def _packages_of(self, folder: Path) -> Path | None:
        """Return where the dbt project of a folder has its packages, unless the commit has them."""
        file = folder / PROJECT_FILE
        found = self._find(file)
        if found is None or found.kind is not Kind.FILE:
            return None
        try:
            data = parsed(file, self._files.content(found)).value
        except Unreadable:
            return None  # Whoever reads the project itself is told.
        path = DbtProject.from_data(data).packages_path
        return None if path is None or self._find(folder / path) else folder / path

    def _find(self, path: Path) -> Found | None:
        try:
            return self._files.find(path.relative_to(self._work_tree).parts)
        except Unreadable as error:
            self.unread[path] = str(error)
            return None

    def _listed(self, path: Path) -> FolderListing:
        found = self._find(path)
        if found is None or found.kind is not Kind.FOLDER:
            return NOTHING
        try:
            names = self._files.names(found)
        except Unreadable as error:
            self.unread[path] = str(error)
            return NOTHING
        files = sorted(name for name, kind, _ in names if kind is Kind.FILE)
        # A link to a folder is left out here, as one on a disk is.
        folders = sorted(name for name, kind, link in names if kind is Kind.FOLDER and not link)
        links = sorted(name for name, kind, link in names if kind is Kind.FILE and link)
        return FolderListing(tuple(files), tuple(folders), tuple(links))
