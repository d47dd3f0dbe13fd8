"""Which files a dbt project is made of, by their folders and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from floe_lsp.files.names import CODE_SUFFIXES, YAML_SUFFIXES, stem_of

from .files import ProjectWalk
from .project import DbtProject

MODEL_SUFFIXES = CODE_SUFFIXES
_SEED_SUFFIXES = (".csv",)
_SQL = (".sql",)
DOC_SUFFIXES = (".md",)
_MAX_PATHS = 100
"""Folders that a project may name for one purpose, and look below."""


class FoundFile(NamedTuple):
    """A file, and the folders between it and the path in which it was found."""

    path: Path
    folders: tuple[str, ...] = ()
    is_python: bool = False


FilesOfName = tuple[FoundFile, ...]
"""The files of one kind that have the same name, in order of their paths."""


class FoundFolder(NamedTuple):
    """What a folder is for, where it stands, and the files in it."""

    kind: str
    path: Path
    folders: tuple[str, ...]
    names: tuple[str, ...]


class FoundFolders(NamedTuple):
    """The folders of a project, each once for each of its purposes."""

    folders: tuple[FoundFolder, ...]
    is_whole: bool
    """Whether nothing was passed over that dbt may read."""


@dataclass(frozen=True)
class Listing:
    """The files of a project; nothing of them has been read."""

    models: Mapping[str, FilesOfName] = field(default_factory=dict[str, FilesOfName])
    """By name, in order of their paths. Of several with one name dbt takes one, and refuses them
    unless the others are disabled."""
    seeds: Mapping[str, FilesOfName] = field(default_factory=dict[str, FilesOfName])
    snapshots: tuple[FoundFile, ...] = ()
    macros: tuple[FoundFile, ...] = ()
    docs: tuple[FoundFile, ...] = ()
    tests: tuple[FoundFile, ...] = ()
    """The singular tests; generic ones are macros."""
    analyses: tuple[FoundFile, ...] = ()
    functions: tuple[FoundFile, ...] = ()
    """The functions of the database that dbt creates: templates, those in Python too."""
    properties: tuple[FoundFile, ...] = ()
    left_out: int = 0
    """Property files beyond those that are looked into."""
    is_whole: bool = True
    """Whether dbt may read no other files: none behind a link that is not followed, beyond a limit
    or in a folder that a template names. What is missing here may otherwise be there."""

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """All files, each once."""
        files = (
            *chain.from_iterable(self.models.values()),
            *chain.from_iterable(self.seeds.values()),
            *self.snapshots,
            *self.macros,
            *self.docs,
            *self.tests,
            *self.analyses,
            *self.functions,
            *self.properties,
        )
        return tuple(dict.fromkeys(each.path for each in files))


def found_folders(walk: ProjectWalk, project: DbtProject, at: str = ".") -> FoundFolders:
    """Return the folders of a project.

    Below the paths that it names dbt reads every folder, hidden ones and those of tools too. Its
    own target and its packages are left out, and it is not listed whole where it names a folder
    around them: dbt then reads what it has made itself.

    Args:
        walk: The walk of the product's project.
        project: The project whose folders are asked for: that of the product, or a package of it.
        at: Where the project stands, from the product's folder on.
    """
    docs = project.property_paths if project.docs_paths is None else project.docs_paths
    purposes = (
        ("models", project.model_paths),
        ("seeds", project.seed_paths),
        ("snapshots", project.snapshot_paths),
        ("macros", (*project.macro_paths, *(f"{path}/generic" for path in project.test_paths))),
        ("tests", project.test_paths),
        ("analyses", project.analysis_paths),
        ("functions", project.function_paths),
        ("properties", project.property_paths),
    )
    missed = walk.missed
    found = [each for kind, paths in purposes for each in _folders(walk, project, at, kind, paths)]
    is_whole = project.names_all_folders and walk.missed == missed
    # A doc block that is not found is unknown by itself.
    return FoundFolders((*found, *_folders(walk, project, at, "docs", docs)), is_whole)


def _folders(
    walk: ProjectWalk, project: DbtProject, at: str, kind: str, paths: Sequence[str]
) -> Iterator[FoundFolder]:
    place = walk.folder / at
    made = made_in(place, project)
    seen: set[Path] = set()
    walk.missed += len(paths) > _MAX_PATHS
    for path in paths[:_MAX_PATHS]:
        base = place / path
        for below, contents in walk.below(f"{at}/{path}", seen, made.__contains__):
            # Another purpose may have come to it by a link.
            is_below = below.is_relative_to(base)
            folders = below.parts[len(base.parts) :] if is_below else ()
            yield FoundFolder(kind, below, folders, walk.own_files(below, contents))


def lies_with_models(folder: Path, project: DbtProject, path: Path) -> bool:
    """Whether a file at a path is one of a model, be it there or not.

    Args:
        folder: Where the project stands.
        project: The project.
        path: An absolute path.
    """
    made = made_in(folder, project)
    return (
        _is_read(path.name, MODEL_SUFFIXES)
        and any(path.is_relative_to(folder / each) for each in project.model_paths)
        and made.isdisjoint(path.parents)
    )


def made_in(folder: Path, project: DbtProject) -> set[Path]:
    """Return where dbt puts what it makes and fetches: absolute paths.

    Args:
        folder: Where the project stands.
        project: The project.
    """
    return {folder / path for path in (project.target_path, project.packages_path) if path}


def listing_of(found: FoundFolders, most_properties: int) -> Listing:
    """Sort the files of a project by what they are for."""
    folders = found.folders
    properties = _all(folders, "properties", YAML_SUFFIXES)
    macros = _all(folders, "macros", _SQL)
    generic = {each.path for each in macros}
    return Listing(
        _named(folders, "models", MODEL_SUFFIXES),
        _named(folders, "seeds", _SEED_SUFFIXES),
        _all(folders, "snapshots", _SQL),
        macros,
        _all(folders, "docs", DOC_SUFFIXES),
        tuple(each for each in _all(folders, "tests", _SQL) if each.path not in generic),
        _all(folders, "analyses", _SQL),
        _all(folders, "functions", CODE_SUFFIXES),
        properties[:most_properties],
        max(len(properties) - most_properties, 0),
        found.is_whole,
    )


def _named(
    found: Sequence[FoundFolder], kind: str, suffixes: tuple[str, ...]
) -> dict[str, FilesOfName]:
    named: dict[str, FilesOfName] = {}
    for each in _all(found, kind, suffixes):
        name = stem_of(each.path)
        named[name] = (*named.get(name, ()), each)
    return named


def _all(
    found: Sequence[FoundFolder], kind: str, suffixes: tuple[str, ...]
) -> tuple[FoundFile, ...]:
    every = (
        # dbt takes only .py for Python.
        FoundFile(folder.path / name, folder.folders, name.endswith(".py"))
        for folder in found
        if folder.kind == kind
        for name in folder.names
        if _is_read(name, suffixes)
    )
    return tuple({each.path: each for each in every}.values())


def _is_read(name: str, suffixes: tuple[str, ...]) -> bool:
    """Whether dbt takes a file for one of a kind; it finds files whatever their case."""
    return name.lower().endswith(suffixes) and name[0] not in ".#~"
