"""The facts of a dbt project: what its files say of its models, and what only dbt can tell.

The files are found at once; what they hold is read when it is first asked for, and kept by file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from floe_lsp.syntax import SourceText

from .built import (
    BUILT_FILE,
    CATALOG_FILE,
    BuiltProject,
    catalog_columns,
    completed,
    invocation_of,
    read_built,
)
from .edges import Edges
from .jinja.calls import Reference
from .listing import lies_with_models
from .names import ProjectNames
from .nodes import OF_CONFIG, DbtNode
from .package import Package
from .project import DbtProject
from .property_problems import FileProblem
from .unknown import Fact, has_unknown

T = TypeVar("T")
K = TypeVar("K")


class _About(NamedTuple):
    """What was made about something, and what that was."""

    about: object
    made: object


@dataclass(frozen=True, eq=False)
class ProjectFacts:
    """A dbt project as far as its files show it; empty where there is none."""

    package: Package | None = None
    """The project itself, ``None`` without a ``dbt_project.yml``."""
    target: Path | None = None
    """Where dbt writes what it makes, ``None`` for a place outside of the project."""
    installed: Callable[[], tuple[Package, ...]] = tuple
    """Reads the packages that are there."""
    has_all_packages: Callable[[], bool] = bool
    """Tells whether these are all that the project asks for."""
    parsed: Path | None = None
    """Where dbt has just written what it makes, if it was asked to: its manifest is the newest."""
    _made: dict[object, object] = field(
        default_factory=dict[object, object], init=False, repr=False
    )

    def once(self, make: Callable[[ProjectFacts], T]) -> T:
        """Return what ``make`` concludes from these facts alone, made on first use.

        It is kept as long as the facts: a keystroke in a product leaves them as they are. What is
        made must not hold them.
        """
        if make not in self._made:
            # Two threads may both make it; both get the one that is kept.
            return cast("T", self._made.setdefault(make, make(self)))
        return cast("T", self._made[make])

    def made_again(self, make: Callable[[K], T], about: K) -> T:
        """Return what ``make`` makes for these facts, made again only about something else.

        Args:
            make: Makes it, and is its name: of each the newest is kept. It must not hold the facts.
            about: All else that it is about.
        """
        before = self._made.get(make)
        if isinstance(before, _About) and before.about == about:
            return cast("T", before.made)
        made = make(about)
        self._made[make] = _About(about, made)
        return made

    @property
    def project(self) -> DbtProject | None:
        """The project file, with its defaults when it is broken; ``None`` without one."""
        return None if self.package is None else self.package.project

    @property
    def folder(self) -> Path | None:
        """Where ``dbt_project.yml`` stands."""
        return None if self.package is None else self.package.folder

    @cached_property
    def model_files(self) -> Mapping[str, Path]:
        """The file of each model by its name without suffix, of several the first.

        None of them is read.
        """
        if self.package is None:
            return {}
        return {name: files[0].path for name, files in self.package.listing.models.items()}

    @cached_property
    def seed_files(self) -> Mapping[str, Path]:
        """The file of each seed by name, of several the first."""
        if self.package is None:
            return {}
        return {name: files[0].path for name, files in self.package.listing.seeds.items()}

    @cached_property
    def models(self) -> Mapping[str, DbtNode]:
        """The models by name, in order of their files' paths; of a model with versions the latest.

        Disabled ones are among them.
        """
        return self._of_kind("model")

    @cached_property
    def model_of_file(self) -> Mapping[Path, DbtNode]:
        """The model of each file, every version among them."""
        return {
            each.path: each
            for each in self.nodes.values()
            if each.kind == "model" and each.path is not None
        }

    def would_be_model(self, path: Path) -> bool:
        """Whether a file at a path makes a model, by where it lies and how it is called."""
        package = self.package
        return package is not None and lies_with_models(package.folder, package.project, path)

    @cached_property
    def seeds(self) -> Mapping[str, DbtNode]:
        """The seeds by name."""
        return self._of_kind("seed")

    @cached_property
    def snapshots(self) -> Mapping[str, DbtNode]:
        """The snapshots by name."""
        return self._of_kind("snapshot")

    @cached_property
    def sources(self) -> Mapping[str, DbtNode]:
        """The tables of sources by ``source.table``."""
        return self._of_kind("source")

    def _of_kind(self, kind: str) -> Mapping[str, DbtNode]:
        found: dict[str, DbtNode] = {}
        for each in self.described.values():
            if each.kind == kind and (each.is_latest or each.name not in found):
                found[each.name] = each
        return found

    @cached_property
    def described(self) -> Mapping[str, DbtNode]:
        """The nodes of the project by ``unique_id``, without what they read.

        No macro is looked up for them: what one may set is unknown wherever any is called.
        """
        open_nodes = {
            key: replace(each, unknown=each.unknown | OF_CONFIG) if each.calls.macros else each
            for key, each in self._stated.items()
        }
        return {
            key: self._completed(each, is_same_code=False) if each.unknown - {Fact.EDGES} else each
            for key, each in open_nodes.items()
        }

    @cached_property
    def _stated(self) -> Mapping[str, DbtNode]:
        """The nodes as their own files say, whatever macros set."""
        nodes = () if self.package is None else self.package.nodes(self._doc)
        return {each.unique_id: each for each in nodes}

    @cached_property
    def nodes(self) -> Mapping[str, DbtNode]:
        """The nodes of the project by ``unique_id``, with what they read."""
        if self.package is None:
            return {}
        memory, edges = self.package.memory, self.edges
        memory.surround(edges.surroundings)
        found = {key: memory.joined(key, each, edges.of) for key, each in self._stated.items()}
        if not any(map(_is_open, found.values())):
            return found
        same = self._has_built_macros
        return {
            key: self._completed(each, is_same_code=same and not edges.may_vary(each))
            if _is_open(each)
            else each
            for key, each in found.items()
        }

    @cached_property
    def edges(self) -> Edges:
        """Tells what a ``ref`` or ``source`` means."""
        own = [] if self.package is None else [self.package]
        return Edges([*self._stated.values(), *self.of_packages], own, self.installed())

    @cached_property
    def of_packages(self) -> tuple[DbtNode, ...]:
        """The nodes of the packages that are there, without what they read."""
        return tuple(
            each for package in self.installed() for each in package.nodes(self._doc_in(package))
        )

    @cached_property
    def names(self) -> ProjectNames:
        """Every place of the project that names one of its models."""
        return ProjectNames(self.package, self._stated.values(), self._meant_in, self.installed)

    def _meant_in(self, reference: Reference, package: str | None) -> DbtNode | None:
        return self.edges.resolve(reference, package)

    def resolve(self, reference: Reference) -> DbtNode | None:
        """Return what a ``ref`` or ``source`` of the project means, ``None`` for nothing known."""
        return None if self.package is None else self.edges.resolve(reference, self.package.name)

    @cached_property
    def is_resolved_whole(self) -> bool:
        """Whether what a reference does not find is nowhere: every file and package is known."""
        package = self.package
        return (
            package is not None
            and package.project.is_whole
            and package.is_described_whole
            and self.has_all_packages()
            and not self.edges.is_open
        )

    def catalog_columns(self, node: DbtNode) -> tuple[tuple[str, str | None], ...] | None:
        """Return the columns that a node has in the database, with their types.

        ``None`` where no catalog tells them for the state in which its file is, and where another
        file of its name may be the node by now.
        """
        if node.other_files:
            return None
        run = self._built_before
        built = run.nodes.get(node.unique_id)
        if built is None or node.file is None or built.checksum != node.file.checksum:
            return None
        # A catalog that another run wrote may be of another state of the model.
        if run.invocation is None or run.invocation != invocation_of(self._catalog):
            return None
        return catalog_columns(self._catalog, node.unique_id)

    def problems(self) -> Iterator[tuple[Path, SourceText, FileProblem]]:
        """Yield what dbt refuses about the property files and templates of the project."""
        if self.package is None or not self.package.is_certain:
            # What is ignored may hold anything.
            return
        for path, properties in self.package.property_files.items():
            for problem in properties.problems:
                yield path, properties.text, problem
        code = {**self.package.model_code, **self.package.snapshot_code, **self.package.macro_code}
        for path, file in code.items():
            if file.problem is not None:
                yield path, file.text, file.problem

    @property
    def built_file(self) -> Path | None:
        """Where dbt writes its manifest."""
        return None if self.target is None else self.target / BUILT_FILE

    @cached_property
    def _built(self) -> BuiltProject:
        """What dbt's newest manifest says."""
        if self.parsed is None:
            return self._built_before
        return self._read_built(self.parsed / BUILT_FILE)

    @cached_property
    def _built_before(self) -> BuiltProject:
        """What the manifest in the project says, of the run that may have written a catalog too."""
        return self._read_built(self.built_file)

    def _read_built(self, file: Path | None) -> BuiltProject:
        if self.package is None or file is None:
            return BuiltProject()
        return read_built(self.package.reader.json(file), self.package.name)

    @cached_property
    def _catalog(self) -> object:
        if self.package is None or self.target is None:
            return None
        return self.package.reader.json(self.target / CATALOG_FILE)

    @cached_property
    def _has_built_macros(self) -> bool:
        """Whether the macros of the project are those that dbt's manifest was made with."""
        if self.package is None:
            return False
        ours = {
            path.relative_to(self.package.folder).as_posix(): file
            for path, file in self.package.macro_code.items()
            if file.macros
        }
        built = self._built.macros
        return ours.keys() == built.keys() and all(
            len(file.macros) == len(built[path])
            and all(each in file.text.text for each in built[path])
            for path, file in ours.items()
        )

    def _completed(self, node: DbtNode, *, is_same_code: bool) -> DbtNode:
        built = self._built.nodes.get(node.unique_id)
        checksum = None if node.file is None else node.file.checksum
        if built is None or checksum is None or built.checksum != checksum:
            return node
        return completed(node, built, is_same_code=is_same_code)

    def _doc(self, package: str | None, name: str) -> str | None:
        """Return the text of a doc block of the project, or of a package."""
        own = self.package
        if own is None:
            return None
        if package in (None, own.name) and name in own.docs:
            return own.docs[name]
        return _doc_of(self.installed(), package, name)

    def _doc_in(self, package: Package) -> Callable[[str | None, str], str | None]:
        def find(of: str | None, name: str) -> str | None:
            if of in (None, package.name) and name in package.docs:
                return package.docs[name]
            return self._doc(of, name)

        return find


def _is_open(node: DbtNode) -> bool:
    """Whether something of a node is unknown, be it a value of its meta alone."""
    return bool(node.unknown) or has_unknown(node.meta)


def _doc_of(packages: tuple[Package, ...], package: str | None, name: str) -> str | None:
    for each in packages:
        if package in (None, each.name) and name in each.docs:
            return each.docs[name]
    return None
