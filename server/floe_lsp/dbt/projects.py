"""Finds the files of dbt projects, and keeps each project while nothing of it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from floe_lsp.files.names import YAML_SUFFIXES

from .built import BUILT_FILE
from .files import ProjectFiles, ProjectWalk, YamlFile
from .models import MODEL_SUFFIXES, DbtModels
from .notices import Notices, named
from .project import DbtProject, own_project_file
from .reader import ProjectReader

_SEED_SUFFIXES = (".csv",)

_MAX_PROPERTY_FILES = 5_000
"""YAML files that are looked into; a project has one a model at most."""

_FoundFolder = tuple[str, Path, tuple[str, ...]]
"""What a folder is for, its path, and the files that stand in it."""


class KnownProject(NamedTuple):
    """A project that was read, and all that must be the same for it to hold."""

    project_file: YamlFile
    found: tuple[_FoundFolder, ...]
    states: tuple[object, ...]
    models: DbtModels


class DbtProjects:
    """The dbt projects among some files, for whoever reads those files to keep."""

    def __init__(self, files: ProjectFiles) -> None:
        self._notices = Notices()
        self._reader = ProjectReader(files, self._notices)
        self.known: dict[Path, KnownProject] = {}
        """By folder."""
        self._reading = Lock()

    def keep(self, drop_others: Callable[[dict[Path, Any]], None]) -> None:
        """Let whoever keeps the files drop what was read of those that nobody asks for."""
        drop_others(self.known)
        drop_others(self._reader.known)
        drop_others(self._notices.said)

    def read(self, folder: Path) -> DbtModels:
        """Return the dbt project of a folder; the same object again while no file of it changes.

        Of several threads that ask at once, the first reads and the others wait for it.

        Args:
            folder: Absolute path of the folder that may hold ``dbt_project.yml``: that of
                floe.yaml, where the compiler looks for the profile too.
        """
        walk = ProjectWalk(folder, self._reader.files)
        with self._reading:
            found = self._read(walk)
            self._notices.say(folder, "links", _left_out(walk))
        return found

    def _read(self, walk: ProjectWalk) -> DbtModels:
        folder, files = walk.folder, walk.files
        try:
            written = files.document(own_project_file(walk))
        except OSError:
            return DbtModels()
        before = self.known.get(folder)
        if before is not None and before.project_file is written:
            project = before.models.project or DbtProject(None, None)
        else:
            before = None
            project = DbtProject.from_data(None if written.root is None else written.root.value)
        built = folder / project.target_path / BUILT_FILE
        found = tuple(_found_folders(walk, project))
        if before is not None and before.found == found:
            # Where a link leads may change without the folder that it stands in.
            is_built = (before.models.built_file is not None) == walk.holds(built)
            if is_built and _states(before.models, files) == before.states:
                return before.models
            found = before.found
        models = DbtModels(
            project,
            _named(found, "models", MODEL_SUFFIXES),
            _named(found, "seeds", _SEED_SUFFIXES),
            self._property_files(folder, found),
            built if walk.holds(built) else None,
            self._reader,
            folder,
        )
        states = _states(models, files)
        self.known[folder] = KnownProject(written, found, states, models)
        return models

    def _property_files(self, project: Path, found: tuple[_FoundFolder, ...]) -> tuple[Path, ...]:
        every = (
            folder / name
            for _, folder, names in found
            for name in names
            if name.endswith(YAML_SUFFIXES)
        )
        paths = tuple(dict.fromkeys(every))
        more = len(paths) - _MAX_PROPERTY_FILES
        text = f"of {len(paths):,} property files only the first {_MAX_PROPERTY_FILES:,} are read"
        self._notices.say(project, "number of property files", text if more > 0 else None)
        return paths[:_MAX_PROPERTY_FILES]


def _left_out(walk: ProjectWalk) -> str | None:
    """Say which links are not followed."""
    if not walk.left_out:
        return None
    links = named(walk.folder, walk.left_out)
    return f"what links lead to outside of {walk.bounds} is not read: {links}"


def _states(models: DbtModels, files: ProjectFiles) -> tuple[object, ...]:
    """Return what is different after a property file or dbt's manifest has changed."""
    paths = models.property_files
    built = () if models.built_file is None else (models.built_file,)
    return tuple(map(files.state, (*paths, *built)))


def _found_folders(walk: ProjectWalk, project: DbtProject) -> Iterator[_FoundFolder]:
    """Yield the folders of models and seeds, each once for either."""
    for kind, paths in (("models", project.model_paths), ("seeds", project.seed_paths)):
        for below, contents in walk.below(paths):
            yield kind, below, tuple(walk.own_files(below, contents))


def _named(
    found: tuple[_FoundFolder, ...], kind: str, suffixes: tuple[str, ...]
) -> dict[str, Path]:
    """Return files by their names without suffix; of equal names, which dbt refuses, the first."""
    named: dict[str, Path] = {}
    for purpose, folder, names in found:
        if purpose == kind:
            for name in names:
                if name.endswith(suffixes) and not name.startswith("."):
                    named.setdefault(name.rpartition(".")[0], folder / name)
    return named
