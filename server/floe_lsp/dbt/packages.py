"""The packages that a dbt project asks for, and those that are installed in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.syntax import fields_of

from .files import ProjectFiles, ProjectWalk
from .listing import FoundFolder, found_folders, listing_of
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


def installed_packages(
    walk: ProjectWalk, root: DbtProject, reader: ProjectReader
) -> tuple[Package, ...]:
    """Return the packages of a project that are there."""
    found: dict[str, Package] = {}
    for place in (*_folders(walk, root), *_local(walk)):
        package = _package(walk, place, root, reader)
        if package is not None and package.name is not None and package.name != root.name:
            _ = found.setdefault(package.name, package)
        if len(found) >= _MAX_PACKAGES:
            break
    return tuple(found.values())


def _folders(walk: ProjectWalk, root: DbtProject) -> Iterator[str]:
    path = root.packages_path
    if path is not None and walk.holds(walk.folder / path):
        yield from (f"{path}/{name}" for name in walk.files.folder(walk.folder / path).folders)


def _local(walk: ProjectWalk) -> Iterator[str]:
    """Yield the folders of the packages that are asked for by where they stand."""
    for name in _ASKED_IN:
        path = walk.folder / name
        if walk.files.state(path) is None or not walk.holds(path):
            continue
        try:
            file = walk.files.document_once(path)
        except OSError:
            continue
        for _, fields in mappings_of(fields_of(file.root).get("packages")):
            local = text_of(fields.get("local"))
            if local is not None and not PurePosixPath(local).is_absolute():
                yield local


def _package(
    walk: ProjectWalk, place: str, root: DbtProject, reader: ProjectReader
) -> Package | None:
    files: ProjectFiles = walk.files
    path = walk.folder / place / PROJECT_FILE
    if not walk.holds(path):
        return None
    try:
        project = DbtProject.from_file(files.document_once(path))
    except OSError:
        return None
    found: tuple[FoundFolder, ...] = tuple(found_folders(walk, project, place))
    listing = listing_of(found, MAX_PROPERTY_FILES)
    return Package(project, walk.folder / place, listing, reader, root=root)
