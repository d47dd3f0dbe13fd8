"""The models, seeds and sources of a dbt project, by their files (never by their SQL).

A model is a ``.sql`` or ``.py`` file below a folder of ``model-paths``; its name is the file's.
What a property file says of a model that has no such file counts as nothing, as for dbt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .built import FILE_NAME as BUILT_FILE
from .built import BuiltNode, read_built
from .files import Folder, ProjectFiles, YamlFile, walk
from .project import FILE_NAME as PROJECT_FILE
from .project import DbtProject
from .properties import DbtColumn, Properties, PropertyEntry, read_properties

_MODEL_SUFFIXES = (".sql", ".py")
_SEED_SUFFIXES = (".csv",)
_PROPERTY_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True)
class DbtModel:
    """A model of the project."""

    name: str
    sql_path: Path | None
    """The file of the model, which ends in ``.py`` for one that is written in Python."""
    description: str | None
    columns: tuple[DbtColumn, ...]
    entry: PropertyEntry | None
    """Where a property file describes it; the first place where several do."""


@dataclass(frozen=True)
class DbtSeed:
    """A CSV file that dbt loads as a table."""

    name: str
    csv_path: Path
    description: str | None
    columns: tuple[DbtColumn, ...]
    entry: PropertyEntry | None


@dataclass(frozen=True)
class DbtSource:
    """A table that something else than dbt fills."""

    name: str
    """``source.table``."""
    description: str | None
    columns: tuple[DbtColumn, ...]
    entry: PropertyEntry


@dataclass(frozen=True, eq=False)
class DbtModels:
    """A dbt project as far as its files show it; empty where there is none.

    The files are found at once; property files and dbt's own manifest are read on first use.
    """

    project: DbtProject | None = None
    """``None`` without a ``dbt_project.yml``; its defaults when that file is broken."""
    project_file: YamlFile | None = None
    """The parsed ``dbt_project.yml``."""
    model_files: Mapping[str, Path] = field(default_factory=dict[str, Path])
    """The file of each model by name; no property file is read for it."""
    seed_files: Mapping[str, Path] = field(default_factory=dict[str, Path])
    property_files: tuple[Path, ...] = ()
    """The YAML files below the folders of models and seeds."""
    built_file: Path | None = None
    """Where dbt writes its manifest."""
    files: ProjectFiles | None = None

    @cached_property
    def models(self) -> Mapping[str, DbtModel]:
        """The models by name, in order of their files' paths."""
        found: dict[str, DbtModel] = {}
        for name, path in self.model_files.items():
            description, columns, entry = self._described("models", name)
            found[name] = DbtModel(name, path, description, columns, entry)
        return found

    @cached_property
    def seeds(self) -> Mapping[str, DbtSeed]:
        """The seeds by name, in order of their files' paths."""
        found: dict[str, DbtSeed] = {}
        for name, path in self.seed_files.items():
            description, columns, entry = self._described("seeds", name)
            found[name] = DbtSeed(name, path, description, columns, entry)
        return found

    @cached_property
    def sources(self) -> Mapping[str, DbtSource]:
        """The tables of sources by ``source.table``."""
        return {
            each.name: DbtSource(each.name, each.description, each.columns, each.entry)
            for (kind, _), each in self._properties.items()
            if kind == "sources"
        }

    @cached_property
    def _properties(self) -> Mapping[tuple[str, str], Properties]:
        """What the property files describe, by kind and name; the first place counts."""
        found: dict[tuple[str, str], Properties] = {}
        for path in self.property_files:
            for each in self._read(path):
                found.setdefault((each.kind, each.name), each)
        return found

    def _read(self, path: Path) -> tuple[Properties, ...]:
        try:
            return () if self.files is None else read_properties(self.files.document(path))
        except OSError:
            return ()

    @cached_property
    def _built(self) -> Mapping[str, BuiltNode]:
        if self.files is None or self.built_file is None:
            return {}
        name = None if self.project is None else self.project.name
        return read_built(self.files.json(self.built_file), name)

    def _described(
        self, kind: str, name: str
    ) -> tuple[str | None, tuple[DbtColumn, ...], PropertyEntry | None]:
        """Return what is said of a model or seed: by the files, else by dbt's manifest."""
        written = self._properties.get((kind, name))
        if written is None:
            built = self._built.get(name)
            return (None, (), None) if built is None else (built.description, built.columns, None)
        description = written.description
        if description is not None and "{{" in description:
            built = self._built.get(name)
            description = (built and built.description) or description
        return description, written.columns, written.entry


_Found = tuple[str, Path, Folder]
"""What a folder is for, its path, and what stands in it."""


class ReadProject(NamedTuple):
    """A project that was read, and all that must be the same for it to hold."""

    project_file: YamlFile
    found: tuple[_Found, ...]
    states: tuple[object, ...]
    models: DbtModels


def read_models(folder: Path, files: ProjectFiles) -> DbtModels:
    """Return the dbt project of a folder; the same object again while no file of it changes.

    Args:
        folder: Absolute path of the folder that may hold ``dbt_project.yml``: that of floe.yaml,
            where the compiler looks for the profile too.
        files: Where files are read.
    """
    try:
        project_file = files.document(folder / PROJECT_FILE)
    except OSError:
        return DbtModels()
    before = files.dbt_projects.get(folder)
    if before is not None and before.project_file is project_file:
        project = before.models.project or DbtProject(None, None)
    else:
        before = None
        project = DbtProject.from_data(
            None if project_file.root is None else project_file.root.value
        )
    found = tuple(_walked(folder, project, files))
    if before is not None and before.found == found:
        if _states(before.models, files) == before.states:
            return before.models
        found = before.found
    models = DbtModels(
        project,
        project_file,
        _named(found, "models", _MODEL_SUFFIXES),
        _named(found, "seeds", _SEED_SUFFIXES),
        _property_files(found),
        folder / project.target_path / BUILT_FILE,
        files,
    )
    files.dbt_projects[folder] = ReadProject(project_file, found, _states(models, files), models)
    return models


def _states(models: DbtModels, files: ProjectFiles) -> tuple[object, ...]:
    """Return what is different after a property file or dbt's manifest has changed."""
    paths = models.property_files
    built = () if models.built_file is None else (models.built_file,)
    return tuple(map(files.state, (*paths, *built)))


def _walked(folder: Path, project: DbtProject, files: ProjectFiles) -> Iterator[_Found]:
    """Yield the folders of models and seeds, each once for either."""
    for kind, paths in (("models", project.model_paths), ("seeds", project.seed_paths)):
        seen: set[Path] = set()
        for path in paths:
            for below, listing in walk(folder / path, files):
                if below not in seen:
                    seen.add(below)
                    yield kind, below, listing


def _property_files(found: tuple[_Found, ...]) -> tuple[Path, ...]:
    paths = (
        folder / name
        for _, folder, listing in found
        for name in listing.files
        if name.endswith(_PROPERTY_SUFFIXES)
    )
    return tuple(dict.fromkeys(paths))


def _named(found: tuple[_Found, ...], kind: str, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """Return files by their names without suffix; of equal names, which dbt refuses, the first."""
    named: dict[str, Path] = {}
    for purpose, folder, listing in found:
        if purpose == kind:
            for name in listing.files:
                if name.endswith(suffixes) and not name.startswith("."):
                    named.setdefault(name.rpartition(".")[0], folder / name)
    return named
