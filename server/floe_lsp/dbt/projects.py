"""Finds the files of dbt projects, and keeps each project while nothing of it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from floe_lsp.files.names import YAML_SUFFIXES

from .built import BUILT_FILE
from .files import FolderContents, ProjectFiles, YamlFile, folders_below
from .models import MODEL_SUFFIXES, DbtModels
from .project import PROJECT_FILE, DbtProject
from .reader import ProjectReader

_SEED_SUFFIXES = (".csv",)

_FoundFolder = tuple[str, Path, FolderContents]
"""What a folder is for, its path, and what stands in it."""


class KnownProject(NamedTuple):
    """A project that was read, and all that must be the same for it to hold."""

    project_file: YamlFile
    found: tuple[_FoundFolder, ...]
    states: tuple[object, ...]
    models: DbtModels


class DbtProjects:
    """The dbt projects among some files, for whoever reads those files to keep."""

    def __init__(self, files: ProjectFiles) -> None:
        self._reader = ProjectReader(files)
        self.known: dict[Path, KnownProject] = {}
        """By folder; whoever keeps the files drops what nobody asks for any more."""
        self._reading = Lock()

    def read(self, folder: Path) -> DbtModels:
        """Return the dbt project of a folder; the same object again while no file of it changes.

        Of several threads that ask at once, the first reads and the others wait for it.

        Args:
            folder: Absolute path of the folder that may hold ``dbt_project.yml``: that of
                floe.yaml, where the compiler looks for the profile too.
        """
        with self._reading:
            return self._read(folder)

    def _read(self, folder: Path) -> DbtModels:
        files = self._reader.files
        try:
            project_file = files.document(folder / PROJECT_FILE)
        except OSError:
            return DbtModels()
        before = self.known.get(folder)
        if before is not None and before.project_file is project_file:
            project = before.models.project or DbtProject(None, None)
        else:
            before = None
            project = DbtProject.from_data(
                None if project_file.root is None else project_file.root.value
            )
        found = tuple(_found_folders(folder, project, files))
        if before is not None and before.found == found:
            if _states(before.models, files) == before.states:
                return before.models
            found = before.found
        models = DbtModels(
            project,
            _named(found, "models", MODEL_SUFFIXES),
            _named(found, "seeds", _SEED_SUFFIXES),
            _property_files(found),
            (folder / PROJECT_FILE, *_all_files(found)),
            folder / project.target_path / BUILT_FILE,
            self._reader,
        )
        states = _states(models, files)
        self.known[folder] = KnownProject(project_file, found, states, models)
        return models


def _states(models: DbtModels, files: ProjectFiles) -> tuple[object, ...]:
    """Return what is different after a property file or dbt's manifest has changed."""
    paths = models.property_files
    built = () if models.built_file is None else (models.built_file,)
    return tuple(map(files.state, (*paths, *built)))


def _found_folders(
    folder: Path, project: DbtProject, files: ProjectFiles
) -> Iterator[_FoundFolder]:
    """Yield the folders of models and seeds, each once for either."""
    for kind, paths in (("models", project.model_paths), ("seeds", project.seed_paths)):
        seen: set[Path] = set()
        for path in paths:
            for below, listing in folders_below(folder / path, files):
                if below not in seen:
                    seen.add(below)
                    yield kind, below, listing


def _property_files(found: tuple[_FoundFolder, ...]) -> tuple[Path, ...]:
    paths = (
        folder / name
        for _, folder, listing in found
        for name in listing.files
        if name.endswith(YAML_SUFFIXES)
    )
    return tuple(dict.fromkeys(paths))


def _all_files(found: tuple[_FoundFolder, ...]) -> Iterator[Path]:
    for _, folder, listing in found:
        yield from (folder / name for name in listing.files)


def _named(
    found: tuple[_FoundFolder, ...], kind: str, suffixes: tuple[str, ...]
) -> dict[str, Path]:
    """Return files by their names without suffix; of equal names, which dbt refuses, the first."""
    named: dict[str, Path] = {}
    for purpose, folder, listing in found:
        if purpose == kind:
            for name in listing.files:
                if name.endswith(suffixes) and not name.startswith("."):
                    named.setdefault(name.rpartition(".")[0], folder / name)
    return named
