"""The packages that a dbt project asks for, and those that are installed in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.syntax import fields_of, items_of

from .files import ProjectWalk, YamlFile
from .listing import FoundFolders, Listing, found_folders, listing_of
from .package import Package
from .project import DbtProject
from .reader import ProjectReader
from .yaml_values import mappings_of, text_of

_ASKED_IN = ("packages.yml", "dependencies.yml")
_MAX_PACKAGES = 50
"""That are looked into; a project has ten."""
MAX_PROPERTY_FILES = 5_000
"""YAML files that are looked into; a project has one a model at most."""


def states_of_packages(walk: ProjectWalk, project: DbtProject) -> Iterator[object]:
    """Yield what compares unequal after packages were installed or asked for."""
    for name in _ASKED_IN:
        yield walk.files.state(walk.folder / name)
    if project.packages_path is not None:
        yield walk.files.state(walk.folder / project.packages_path)


class _Found(NamedTuple):
    """A folder that may hold a package, and all that must be the same for it to hold."""

    place: str
    """From the project's folder on."""
    state: object
    """Of its project file; ``None`` where there is none that may be read."""
    folders: FoundFolders | None = None
    package: Package | None = None

    def is_same(self, walk: ProjectWalk) -> bool:
        """Whether the files are those that were found."""
        if self.state != _project_state(walk, self.place):
            return False
        package = self.package
        return package is None or (
            self.folders == found_folders(walk, package.project, self.place)
            and package.states == _states(walk, package.listing)
        )


class _Read(NamedTuple):
    packages: tuple[Package, ...]
    is_whole: bool
    local: tuple[_Found, ...]
    """The folders of those that are asked for by where they stand."""


class InstalledPackages:
    """The packages of a project, which are read when they are first asked for."""

    def __init__(self, folder: Path, root: DbtProject, reader: ProjectReader) -> None:
        self._folder, self._root, self._reader = folder, root, reader
        self._read: _Read | None = None

    @property
    def is_same(self) -> bool:
        """Whether reading them again would find the same.

        A local package is edited where it stands. What is in the packages folder, dbt has put
        there: it is another only when that folder is.
        """
        read, walk = self._read, self._walk
        return read is None or all(each.is_same(walk) for each in read.local)

    @property
    def has_local(self) -> bool:
        """Whether some that were read stand where they are edited."""
        return self._read is not None and bool(self._read.local)

    def packages(self) -> tuple[Package, ...]:
        """Return the packages that are there."""
        if self._read is None:
            self._read = self._reading()
        return self._read.packages

    def has_all(self) -> bool:
        """Whether all packages are there that the project asks for, and all of each is known.

        What they ask for themselves is installed with them.
        """
        _ = self.packages()
        return self._read is not None and self._read.is_whole

    @property
    def _walk(self) -> ProjectWalk:
        """Finds the files as they are now."""
        return ProjectWalk(self._folder, self._reader.files)

    def _reading(self) -> _Read:
        root, walk = self._root, self._walk
        local = dict.fromkeys(_local(walk))
        folders: list[_Found] = []
        named: dict[str, Package] = {}
        for place in (*_folders(walk, root), *local):
            found = self._found(walk, place)
            if place in local:
                folders.append(found)
            package = found.package
            if package is not None and package.name is not None and package.name != root.name:
                _ = named.setdefault(package.name, package)
            if len(named) >= _MAX_PACKAGES:
                break
        asked = _asked(walk)
        is_whole = asked is not None and asked <= len(named) < _MAX_PACKAGES
        is_whole = is_whole and all(each.listing.is_whole for each in named.values())
        return _Read(tuple(named.values()), is_whole, tuple(folders))

    def _found(self, walk: ProjectWalk, place: str) -> _Found:
        folder = walk.folder / place
        state = _project_state(walk, place)
        if state is None:
            return _Found(place, state)
        try:
            project = DbtProject.from_file(walk.files.document_once(folder / PROJECT_FILE))
        except OSError:
            return _Found(place, state)
        folders = found_folders(walk, project, place)
        listing = listing_of(folders, MAX_PROPERTY_FILES)
        states = _states(walk, listing)
        package = Package(project, folder, listing, self._reader, root=self._root, states=states)
        return _Found(place, state, folders, package)


def _project_state(walk: ProjectWalk, place: str) -> object:
    path = walk.folder / place / PROJECT_FILE
    return walk.files.state(path) if walk.holds(path) else None


def _states(walk: ProjectWalk, listing: Listing) -> dict[Path, object]:
    return {path: walk.files.state(path) for path in listing.paths}


def _folders(walk: ProjectWalk, root: DbtProject) -> Iterator[str]:
    path = root.packages_path
    if path is not None and walk.holds(walk.folder / path):
        yield from (f"{path}/{name}" for name in walk.files.folder(walk.folder / path).folders)


def _local(walk: ProjectWalk) -> Iterator[str]:
    """Yield the folders of the packages that are asked for by where they stand."""
    for file in _files_that_ask(walk):
        packages = None if file is None else fields_of(file.root).get("packages")
        for _, fields in mappings_of(packages):
            local = text_of(fields.get("local"))
            if local is not None and not PurePosixPath(local).is_absolute():
                yield local


def _asked(walk: ProjectWalk) -> int | None:
    """Return for how many packages a project asks, ``None`` where that is not known.

    Models of other projects, which dbt's own service lends, stand in no file here.
    """
    number = 0
    for file in _files_that_ask(walk):
        if file is None or file.problems:
            return None
        fields = fields_of(file.root)
        packages = fields.get("packages")
        items = items_of(None if packages is None else packages.value)
        if len(items) != len(list(mappings_of(packages))) or "projects" in fields:
            return None
        number += len(items)
    return number


def _files_that_ask(walk: ProjectWalk) -> Iterator[YamlFile | None]:
    """Yield the files that ask for packages, ``None`` for one that cannot be read."""
    for name in _ASKED_IN:
        path = walk.folder / name
        if walk.files.state(path) is None:
            continue
        try:
            yield walk.files.document_once(path) if walk.holds(path) else None
        except OSError:
            yield None
