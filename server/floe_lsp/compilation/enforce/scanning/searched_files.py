"""Which files are searched for secrets: those that a product consists of, and no others.

They are floe.yaml, its manifests, and what dbt reads of the project beside it. A folder that the
project says dbt fills, or a virtual environment, hides nothing where models lie: dbt builds them
there as well. What git ignores and what the platform excludes are left out; what is there and
cannot be searched is named, so that nobody takes it for clean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from floe_lsp.compilation.sources import Sources
from floe_lsp.dbt.files import FolderContents, ProjectWalk
from floe_lsp.dbt.listing import DOC_SUFFIXES, MODEL_SUFFIXES, made_in
from floe_lsp.dbt.project import DbtProject
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.git.ignoring import IgnorePatterns
from floe_lsp.schemas.types.secrets.hard_coded import Language
from floe_lsp.wording.counting import counted

from .ignored import IgnoredFiles

LANGUAGES = {
    ".sql": Language.SQL,
    ".py": Language.PYTHON,
    ".yml": Language.YAML,
    ".yaml": Language.YAML,
    ".csv": Language.DATA,
    ".md": Language.PROSE,
}
"""What is searched, by the ends of names: the files that dbt reads."""

_BESIDE = (
    PROJECT_FILE,
    "packages.yml",
    "dependencies.yml",
    "profiles.yml",
    "selectors.yml",
)
"""Files of dbt that stand directly in the project's folder."""

_MOST_FILES = 20_000


class SearchedFile(NamedTuple):
    """A file of the dbt project that is searched."""

    path: Path
    name: str
    """From the product's folder on, with slashes."""
    language: Language
    model: str | None
    """The model that it is, ``None`` for any other file."""


@dataclass(frozen=True)
class SearchedFiles:
    """The files of a dbt project that are searched."""

    files: tuple[SearchedFile, ...] = ()
    """In order of their names."""
    missed: str | None = None
    """What is not searched although it may belong to the product, as the end of a sentence."""
    has_links: bool = False
    """Whether some may be behind links, where nobody tells of changes."""


class _Found(NamedTuple):
    """What the lists of files are made of; equal while no file comes or goes."""

    names: tuple[tuple[Path, bool, tuple[str, ...]], ...]
    """The folders of the project, whether each holds models, and the files in it."""
    missed: str | None
    has_links: bool


def searched_files(
    folder: Path, project: DbtProject, excluded: Sequence[str], sources: Sources
) -> SearchedFiles:
    """Return the files of a dbt project that are searched, the same object while none is new.

    Args:
        folder: The folder of the product, where ``dbt_project.yml`` stands.
        project: What that file says.
        excluded: ``exclude_patterns`` of the platform.
        sources: Where the folders are read.
    """
    true = sources.true_path(folder)
    if true is None:
        return SearchedFiles(missed="the folder of the dbt project may not be read")
    ignored = IgnoredFiles(true, sources)
    found = _found(folder, project, sources)
    folders = [true, *(sources.true_path(place) or place for place, _, _ in found.names)]
    patterns = dict.fromkeys(path for each in folders for path in ignored.pattern_files(each))
    state = (found, tuple(excluded), ignored.state, tuple(map(sources.state, patterns)))
    return sources.made_again(
        folder,
        "searched files",
        state,
        lambda: _listed(list(_files(folder, true, found, ignored, excluded, sources)), found),
    )


def _listed(files: list[SearchedFile], found: _Found) -> SearchedFiles:
    """Return the files that are searched of all that are to be; the walk bounds how many."""
    missed = found.missed
    if missed is None and len(files) > _MOST_FILES:
        missed = f"of the files of the project {_MOST_FILES:,} are searched"
    return SearchedFiles(tuple(files[:_MOST_FILES]), missed, found.has_links)


def _found(folder: Path, project: DbtProject, sources: Sources) -> _Found:
    walk = ProjectWalk(folder, sources)
    models = tuple(folder / path for path in project.model_paths)
    contents = sources.folder(folder)
    beside = [name for name in contents.files if name in _BESIDE]
    names = [(folder, False, _own(walk, folder, contents, beside))]
    seen: set[Path] = set()
    for path in project.property_paths:
        for place, contents in walk.below(path, seen, None):
            holds_models = any(place.is_relative_to(each) for each in models)
            searched = [name for name in contents.files if _suffix(name)]
            names.append((place, holds_models, _own(walk, place, contents, searched)))
    names.extend(_docs(walk, project, seen))
    return _Found(tuple(names), _missed(walk, project), walk.met_a_link)


def _docs(
    walk: ProjectWalk, project: DbtProject, seen: set[Path]
) -> Iterator[tuple[Path, bool, tuple[str, ...]]]:
    """Yield the folders of doc blocks alone, which may hold tools and what dbt makes as well."""
    made = made_in(walk.folder, project)
    paths = project.docs_paths or ()
    for path in paths:
        for place, contents in walk.below(path, seen, made.__contains__):
            searched = [name for name in contents.files if _suffix(name)]
            yield place, False, _own(walk, place, contents, searched)
    entered: set[Path] = set()
    for path in paths:
        # Of those dbt reads nothing but the doc blocks.
        for place, contents in walk.below(path, entered, None):
            searched = [name for name in contents.files if _suffix(name) in DOC_SUFFIXES]
            yield place, False, _own(walk, place, contents, searched)


class _Contents(NamedTuple):
    files: Sequence[str]
    folders: Sequence[str]
    links: Sequence[str]


def _own(
    walk: ProjectWalk, place: Path, contents: FolderContents, names: Sequence[str]
) -> tuple[str, ...]:
    """Return those of some files of a folder that do not lead out of the project."""
    return walk.own_files(place, _Contents(names, (), contents.links))


def _missed(walk: ProjectWalk, project: DbtProject) -> str | None:
    if not project.is_whole:
        return f"{PROJECT_FILE}, which names the folders that are searched, cannot be read whole"
    if not project.names_all_folders:
        return (
            f"{PROJECT_FILE} names a folder by a template or outside of the product, which is "
            "not searched"
        )
    if walk.left_out:
        link = walk.left_out[0].relative_to(walk.folder).as_posix()
        links = counted(len(walk.left_out), "link")
        return f"what links lead to outside of {walk.bounds} is not searched ({links}: {link})"
    if walk.is_cut:
        return "the project has more folders, files or links than are looked into"
    return None


def _suffix(name: str) -> str | None:
    """Return how the name of a file ends that is searched, ``None`` for another one."""
    end = f".{name.lower().rpartition('.')[2]}"
    return end if end in LANGUAGES else None


def _files(
    folder: Path,
    true: Path,
    found: _Found,
    ignored: IgnoredFiles,
    excluded: Sequence[str],
    sources: Sources,
) -> Iterator[SearchedFile]:
    patterns = excluding(excluded)
    files: list[SearchedFile] = []
    seen: set[Path] = set()
    for place, holds_models, names in found.names:
        true_place = true if place == folder else (sources.true_path(place) or place)
        for file in names:
            path, suffix = place / file, _suffix(file)
            if path in seen or suffix is None or ignored.holds(true_place / file):
                continue
            seen.add(path)
            name = path.relative_to(folder).as_posix()
            if not patterns.leaves_out(name):
                is_model = holds_models and suffix in MODEL_SUFFIXES
                model = file.rpartition(".")[0] if is_model else None
                files.append(SearchedFile(path, name, LANGUAGES[suffix], model))
    yield from sorted(files, key=lambda each: each.name)


def excluding(patterns: Sequence[str]) -> IgnorePatterns:
    """Return what tells by ``exclude_patterns`` which names of files are left out."""
    return IgnorePatterns("\n".join(patterns))
