"""The models, seeds and sources of a dbt project, by their files (never by their SQL).

A model is a ``.sql`` or ``.py`` file below a folder of ``model-paths``; its name is the file's.
What a property file says of a model that has no such file counts as nothing, as for dbt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from floe_lsp.syntax.collecting import collector_paused

from .built import BuiltNode
from .project import DbtProject
from .properties import DbtColumn, PropertyEntry, ResourceProperties
from .reader import ProjectReader

MODEL_SUFFIXES = (".sql", ".py")


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
    description: str | None
    columns: tuple[DbtColumn, ...]
    entry: PropertyEntry | None


@dataclass(frozen=True)
class DbtSource:
    """A table that something other than dbt fills."""

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
    model_files: Mapping[str, Path] = field(default_factory=dict[str, Path])
    """The file of each model by name; no property file is read for it."""
    seed_files: Mapping[str, Path] = field(default_factory=dict[str, Path])
    property_files: tuple[Path, ...] = ()
    """The YAML files below the folders of models and seeds."""
    built_file: Path | None = None
    """Where dbt writes its manifest, ``None`` for a place outside of the project."""
    reader: ProjectReader | None = None
    folder: Path | None = None
    """Where ``dbt_project.yml`` stands, ``None`` without one."""

    @cached_property
    def models(self) -> Mapping[str, DbtModel]:
        """The models by name, in order of their files' paths."""
        return {
            name: DbtModel(name, path, *self._described("models", name))
            for name, path in self.model_files.items()
        }

    @cached_property
    def seeds(self) -> Mapping[str, DbtSeed]:
        """The seeds by name, in order of their files' paths."""
        return {name: DbtSeed(name, *self._described("seeds", name)) for name in self.seed_files}

    @cached_property
    def sources(self) -> Mapping[str, DbtSource]:
        """The tables of sources by ``source.table``."""
        return {
            each.name: DbtSource(each.name, each.description, each.columns, each.entry)
            for (kind, _), each in self._properties.items()
            if kind == "sources"
        }

    @cached_property
    def _properties(self) -> Mapping[tuple[str, str], ResourceProperties]:
        """What the property files describe, by kind and name; the first place counts."""
        found: dict[tuple[str, str], ResourceProperties] = {}
        if self.reader is not None and self.folder is not None:
            with collector_paused():
                for facts in self.reader.properties(self.folder, self.property_files):
                    for each in facts:
                        found.setdefault((each.kind, each.name), each)
        return found

    @cached_property
    def _built(self) -> Mapping[str, BuiltNode]:
        if self.reader is None or self.built_file is None:
            return {}
        name = None if self.project is None else self.project.name
        return self.reader.built(self.built_file, name)

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
