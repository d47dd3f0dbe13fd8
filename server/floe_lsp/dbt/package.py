"""The nodes of one dbt project, the product's own or an installed package, without their edges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from floe_lsp.files.names import stem_of
from floe_lsp.syntax import SourceText
from floe_lsp.syntax.collecting import collector_paused

from .code_files import CodeFile, MacroFacts, read_blocks, read_docs, read_model, read_python_model
from .config import merge_configs
from .jinja.calls import NO_CALLS, TemplateCalls
from .jinja.expressions import described
from .listing import FoundFile, Listing
from .memory import NodeMemory
from .nodes import EVERY_FACT, OF_CONFIG, OF_PROPERTIES, DbtNode, ResourceKind
from .project import DbtProject
from .properties import (
    DbtColumn,
    DbtTest,
    PropertyFile,
    ResourceProperties,
    VersionProperties,
    tags_of,
)
from .reader import CodeBudget, ProjectReader
from .unknown import UNKNOWN, Fact, has_unknown
from .yaml_values import is_template

_KINDS: dict[str, ResourceKind] = {
    "models": "model",
    "seeds": "seed",
    "snapshots": "snapshot",
    "sources": "source",
}
_PYTHON_DEFAULTS = {"materialized": "table"}

FindDoc = Callable[[str | None, str], str | None]
"""Returns the text of a doc block by package and name, ``None`` for one that is not known."""


class Described(NamedTuple):
    """What a property file says of a resource, and the file in which it stands."""

    properties: ResourceProperties
    file: FoundFile
    is_readable: bool


class _Candidate(NamedTuple):
    """A file that may be a resource, or the block of one in a file."""

    found: FoundFile
    calls: TemplateCalls
    code: CodeFile | None = None
    fqn: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Package:
    """One dbt project, by its files; what they hold is read on first use."""

    project: DbtProject
    folder: Path
    listing: Listing
    reader: ProjectReader
    is_certain: bool = True
    """Whether nothing leaves open which files count."""
    root: DbtProject | None = None
    """The project that installed this one, which may set what its resources inherit."""
    states: Mapping[Path, object] = field(default_factory=dict[Path, object])
    """What is known of the states of its files."""
    memory: NodeMemory = field(default_factory=NodeMemory)

    @property
    def name(self) -> str | None:
        """The name of the project."""
        return self.project.name

    @cached_property
    def property_files(self) -> Mapping[Path, PropertyFile]:
        """What each property file says, as far as the bounds of a project go."""
        paths = [each.path for each in self.listing.properties]
        with collector_paused():
            # It says what is not read when it has come to its end.
            read = list(self.reader.properties(self.folder, paths, self.states))
        return dict(zip(paths, read, strict=False))

    @cached_property
    def described(self) -> Mapping[tuple[str, str], Described]:
        """What property files describe, by kind and name; the first place counts."""
        found: dict[tuple[str, str], Described] = {}
        places = {each.path: each for each in self.listing.properties}
        for path, file in self.property_files.items():
            for each in file.resources:
                if each.overrides is None:
                    place = Described(each, places[path], file.is_readable)
                    found.setdefault((each.kind, each.name), place)
        return found

    @cached_property
    def is_described_whole(self) -> bool:
        """Whether no property file may describe more than could be read."""
        files, listing = self.property_files, self.listing
        is_all = len(files) == len(listing.properties) and not listing.left_out
        is_listed = listing.is_whole and self.is_certain
        return is_all and is_listed and all(each.is_whole for each in files.values())

    @cached_property
    def _budget(self) -> CodeBudget:
        return CodeBudget()

    @cached_property
    def model_code(self) -> Mapping[Path, CodeFile]:
        """What the files of the models say.

        What they ask for rests on macros, so those count first for the bounds of a project.
        """
        _ = self.macro_code, self.snapshot_code
        models = [each for files in self.listing.models.values() for each in files]
        sql = [each.path for each in models if not each.is_python]
        python = [each.path for each in models if each.is_python]
        with collector_paused():
            found = {
                **self._code(sql, read_model),
                **self._code(python, read_python_model),
            }
        self.reader.tell_of_code(self.folder, self._budget)
        return found

    @cached_property
    def snapshot_code(self) -> Mapping[Path, CodeFile]:
        """What the files of the snapshots say."""
        paths = [each.path for each in self.listing.snapshots]
        return self._code(paths, read_blocks)

    @cached_property
    def macro_code(self) -> Mapping[Path, CodeFile]:
        """What the files of the macros say."""
        paths = [each.path for each in self.listing.macros]
        return self._code(paths, read_blocks)

    @cached_property
    def other_code(self) -> Mapping[Path, CodeFile]:
        """What the singular tests, the analyses and the functions say.

        No model rests on them, so for the bounds of a project they count last.
        """
        _ = self.model_code
        listing = self.listing
        paths = [each.path for each in (*listing.tests, *listing.analyses, *listing.functions)]
        with collector_paused():
            return self._code(paths, read_model)

    @cached_property
    def macros(self) -> tuple[MacroFacts, ...]:
        """The macros, as far as their files could be read."""
        return tuple(each for file in self.macro_code.values() for each in file.macros)

    @cached_property
    def docs(self) -> Mapping[str, str | None]:
        """The doc blocks by name, ``None`` for those that only dbt can tell."""
        paths = [each.path for each in self.listing.docs]
        files = self._code(paths, read_docs)
        return {name: text for file in files.values() for name, text in file.docs}

    def _code(
        self, paths: Iterable[Path], read: Callable[[SourceText], CodeFile]
    ) -> Mapping[Path, CodeFile]:
        return self.reader.code(paths, read, self._budget, self.states)

    def nodes(self, find_doc: FindDoc) -> Iterator[DbtNode]:
        """Yield the models by their paths, then seeds, snapshots and sources; none has edges."""
        for node in (*self._models(), *self._seeds(), *self._snapshots(), *self._sources()):
            yield _documented(node, find_doc) if node.is_templated else node

    def _models(self) -> Iterator[DbtNode]:
        versions = dict(self._versions())
        for stem, files in self.listing.models.items():
            taken, others = self._taken("models", stem, self._candidates(files))
            found, calls, code, _ = taken
            if stem in versions and code is not None:
                place, version, is_latest = versions[stem]
                node = self._version(found, code, place, version, is_latest=is_latest)
            else:
                place = self.described.get(("models", stem))
                if place is not None and place.properties.versions:
                    place = None
                node = self._node("models", stem, found, calls, place, code)
            yield _one_of(node, others)

    def _candidates(self, files: Iterable[FoundFile]) -> list[_Candidate]:
        codes = ((each, self.model_code[each.path]) for each in files)
        return [_Candidate(each, code.calls, code) for each, code in codes]

    @cached_property
    def models_of_one_name(self) -> Mapping[str, tuple[tuple[Path, SourceText], ...]]:
        """By name, the files of models of which more than one is sure to be enabled.

        dbt refuses the project for them ("dbt found two models with the name").
        """
        found: dict[str, tuple[tuple[Path, SourceText], ...]] = {}
        for stem, files in self.listing.models.items():
            if len(files) > 1:
                enabled = tuple(
                    (each.found.path, self.model_code[each.found.path].text)
                    for each in self._candidates(files)
                    if self._is_enabled("models", stem, each)
                )
                if len(enabled) > 1:
                    found[stem] = enabled
        return found

    def _taken(
        self, kind: str, name: str, candidates: Sequence[_Candidate]
    ) -> tuple[_Candidate, tuple[Path, ...]]:
        """Return which of the files of one name dbt takes, and which it may take instead.

        It refuses two that are enabled before it looks into the property files, so what describes
        the resource does not count here.
        """
        if len(candidates) == 1:
            return candidates[0], ()
        left = [each for each in candidates if not self._is_disabled(kind, name, each)]
        taken = left[0] if left else candidates[0]
        return taken, tuple(each.found.path for each in left[1:])

    def _is_disabled(self, kind: str, name: str, candidate: _Candidate) -> bool:
        """Whether a file is sure to be disabled by itself or by the project file."""
        return self._says_enabled(kind, name, candidate) is False

    def _is_enabled(self, kind: str, name: str, candidate: _Candidate) -> bool:
        """Whether a file is sure to be enabled before a property file says otherwise."""
        return self._says_enabled(kind, name, candidate) is True

    def _says_enabled(self, kind: str, name: str, candidate: _Candidate) -> bool | None:
        """Return what the file and the project file say, ``None`` where only dbt can tell."""
        found, calls, code, fqn = candidate
        node = self._made(kind, name, found, calls, None, code, fqn)
        # A macro that is called may set anything.
        return node.is_enabled if node.knows(Fact.ENABLED) and not calls.macros else None

    @property
    def _surroundings(self) -> tuple[object, ...]:
        """What every node is made of."""
        return self.project, self.root, self.is_certain

    def _versions(self) -> Iterator[tuple[str, tuple[Described, VersionProperties, bool]]]:
        """Yield the versions of models by the name of the file in which each stands."""
        models = self.listing.models
        for (kind, name), place in self.described.items():
            versions = place.properties.versions
            if kind != "models" or not versions:
                continue
            latest = place.properties.latest_version or _latest(versions).version
            for each in versions:
                stem = each.defined_in or f"{name}_v{each.version}"
                # Only the latest may do without a file of its own.
                if stem not in models and latest in (each.version, UNKNOWN):
                    stem = name
                yield stem, (place, each, each.version == latest)

    def _version(
        self,
        found: FoundFile,
        code: CodeFile,
        place: Described,
        version: VersionProperties,
        *,
        is_latest: bool,
    ) -> DbtNode:
        made_of = (*self._surroundings, found, code, place.properties, place.is_readable, is_latest)
        return self.memory.stated(
            ("version", place.properties.name, version.version),
            made_of,
            lambda: self._made_version(found, code, place, version, is_latest=is_latest),
        )

    def _made_version(
        self,
        found: FoundFile,
        code: CodeFile,
        place: Described,
        version: VersionProperties,
        *,
        is_latest: bool,
    ) -> DbtNode:
        stated = replace(
            place.properties,
            description=version.description,
            columns=version.columns,
            tests=version.tests,
            config=version.config,
        )
        node = self._made(
            "models",
            stated.name,
            found,
            code.calls,
            place._replace(properties=stated),
            code,
            (*found.folders, stated.name, f"v{version.version}"),
        )
        # dbt takes a version 0 for none, and its tests for those of the latest.
        is_known = all(each.order for each in place.properties.versions)
        left_open: frozenset[Fact] = frozenset() if is_known else frozenset({Fact.TESTS})
        if self._is_set_by_file(found, stated.name):
            left_open |= {Fact.TAGS, Fact.META}
        return replace(
            node,
            version=version.version,
            is_latest=is_latest,
            unknown=node.unknown | left_open,
            left_open=node.left_open | left_open,
        )

    def _is_set_by_file(self, found: FoundFile, name: str) -> bool:
        """Whether the project file sets something for a version by the name of its file.

        dbt reads that before it knows of versions; then it keeps the tags and the meta, and says
        that nothing uses the rest.
        """
        stem = stem_of(found.path)
        above = (self.name or "", *found.folders)
        projects = (self.project, *(() if self.root is None else (self.root,)))
        return stem != name and any(
            len(each.handed_down("models", (*above, stem))) > len(each.handed_down("models", above))
            for each in projects
        )

    def _seeds(self) -> Iterator[DbtNode]:
        for name, files in self.listing.seeds.items():
            candidates = [_Candidate(each, NO_CALLS) for each in files]
            taken, others = self._taken("seeds", name, candidates)
            place = self.described.get(("seeds", name))
            yield _one_of(self._node("seeds", name, taken.found, NO_CALLS, place), others)

    def _snapshots(self) -> Iterator[DbtNode]:
        blocks: dict[str, list[_Candidate]] = {}
        for found in self.listing.snapshots:
            code = self.snapshot_code[found.path]
            for name, calls in code.snapshots:
                fqn = (*found.folders, found.path.stem, name)
                blocks.setdefault(name, []).append(_Candidate(found, calls, code, fqn))
        for name, candidates in blocks.items():
            (found, calls, code, fqn), others = self._taken("snapshots", name, candidates)
            place = self.described.get(("snapshots", name))
            node = self._node("snapshots", name, found, calls, place, code, fqn)
            yield _one_of(node, others)
        for (kind, name), place in self.described.items():
            relation = place.properties.relation
            if kind == "snapshots" and place.properties.is_relation:
                calls = TemplateCalls(
                    () if relation is None else (relation,), is_whole=relation is not None
                )
                # Its path counts as that of the snapshot's file.
                found = FoundFile(place.file.path, place.file.folders)
                yield self._node("snapshots", name, found, calls, place)

    def _sources(self) -> Iterator[DbtNode]:
        for (kind, name), place in self.described.items():
            if kind == "sources":
                source, _, table = name.partition(".")
                fqn = (*place.file.folders, source, table)
                yield self._node("sources", name, place.file, NO_CALLS, place, None, fqn)

    def _node(
        self,
        kind: str,
        name: str,
        found: FoundFile,
        calls: TemplateCalls,
        place: Described | None,
        code: CodeFile | None = None,
        fqn: tuple[str, ...] | None = None,
    ) -> DbtNode:
        is_readable = self.is_described_whole if place is None else place.is_readable
        stated = None if place is None else place.properties
        made_of = (*self._surroundings, found, calls, code, stated, is_readable)
        return self.memory.stated(
            (kind, name, fqn),
            made_of,
            lambda: self._made(kind, name, found, calls, place, code, fqn),
        )

    def _made(
        self,
        kind: str,
        name: str,
        found: FoundFile,
        calls: TemplateCalls,
        place: Described | None,
        code: CodeFile | None,
        fqn: tuple[str, ...] | None,
    ) -> DbtNode:
        stated = None if place is None else place.properties
        fqn = (self.name or "", *((*found.folders, name) if fqn is None else fqn))
        defaults = _PYTHON_DEFAULTS if found.is_python else {}
        below: tuple[Mapping[str, object], ...] = (
            *self.project.handed_down(kind, fqn),
            defaults,
            {} if stated is None else stated.config,
        )
        above = () if self.root is None else self.root.handed_down(kind, fqn)
        config = merge_configs((*below, calls.config, *above))
        tags = tags_of(config)
        meta = config.get("meta", {})
        not_read = self._unknown(place)
        unset = _unset(config)
        left_open = {*not_read, *(unset & _unset(merge_configs((*below, *above))) if unset else ())}
        # Of a meta that is there a value that is unknown is marked alone.
        unknown = {*not_read, *(unset if meta is UNKNOWN else unset - {Fact.META})}
        if not calls.is_config_whole:
            unknown |= OF_CONFIG
        foreign_keys = () if stated is None else stated.foreign_keys
        if None in foreign_keys:
            left_open.add(Fact.EDGES)
        if not calls.is_whole or None in foreign_keys:
            unknown.add(Fact.EDGES)
        columns, tests = self._tested(place)
        if any(
            each.is_enabled is None for each in (*tests, *(t for c in columns for t in c.tests))
        ):
            unknown.add(Fact.TESTS)
        return DbtNode(
            _KINDS[kind],
            self.name,
            name,
            None if kind == "sources" else found.path,
            None if stated is None else stated.description,
            columns,
            None if stated is None else stated.entry,
            tests,
            tags or (),
            cast("dict[str, object]", meta) if isinstance(meta, dict) else {},
            config,
            config.get("enabled", True) is not False,
            calls=calls,
            foreign_keys=tuple(each for each in foreign_keys if each is not None),
            unknown=frozenset(unknown),
            left_open=frozenset(left_open),
            file=code,
            is_templated=stated is not None and stated.is_templated,
        )

    def _unknown(self, place: Described | None) -> frozenset[Fact]:
        """Return what is not known of a resource because of what could not be read."""
        if not (self.is_described_whole if place is None else place.is_readable):
            return OF_PROPERTIES
        if not self.project.is_whole:
            return OF_PROPERTIES - {Fact.DESCRIPTION, Fact.COLUMNS}
        return frozenset() if self.is_certain else frozenset({Fact.ENABLED})

    def _tested(self, place: Described | None) -> tuple[tuple[DbtColumn, ...], tuple[DbtTest, ...]]:
        """Return columns and tests of a resource, with what the project file sets for tests."""
        if place is None:
            return (), ()
        stated = place.properties
        path = place.file.path
        # A package within the project is found by the project's path first.
        is_below = path.is_relative_to(self.folder)
        folders = path.relative_to(self.folder).parts[1:-1] if is_below else place.file.folders
        switch = self.project.switch_of_tests(folders)
        if switch is True:
            return stated.columns, stated.tests
        columns = tuple(
            replace(each, tests=_switched(each.tests, switch)) if each.tests else each
            for each in stated.columns
        )
        return columns, _switched(stated.tests, switch)


def _one_of(node: DbtNode, others: tuple[Path, ...]) -> DbtNode:
    """Return a node of which nothing is known where other files may be it."""
    if not others:
        return node
    return replace(node, unknown=EVERY_FACT, left_open=EVERY_FACT, other_files=others)


def _unset(config: Mapping[str, object]) -> set[Fact]:
    """Return the facts of which a config leaves open what it sets, be it a part of them."""
    unset: set[Fact] = set()
    if tags_of(config) is None:
        unset.add(Fact.TAGS)
    if not isinstance(config.get("enabled", True), bool):
        unset.add(Fact.ENABLED)
    if has_unknown(config.get("meta")):
        unset.add(Fact.META)
    return unset


def _switched(tests: tuple[DbtTest, ...], switch: bool | None) -> tuple[DbtTest, ...]:
    return tuple(each if each.says else replace(each, is_enabled=switch) for each in tests)


def _latest(versions: tuple[VersionProperties, ...]) -> VersionProperties:
    """Return the version that counts without ``latest_version``, as dbt compares them."""
    latest = versions[0]
    for each in versions[1:]:
        try:
            is_later = float(cast("str", each.order)) > float(cast("str", latest.order))
        except ValueError:
            is_later = str(each.order) > str(latest.order)
        latest = each if is_later else latest
    return latest


def _documented(node: DbtNode, find_doc: FindDoc) -> DbtNode:
    """Put the doc blocks into the descriptions of a node."""
    columns = node.columns
    if any(each.description and is_template(each.description) for each in columns):
        columns = tuple(_documented_column(each, find_doc) for each in columns)
    text, unknown = node.description, node.unknown
    if text is not None and is_template(text):
        found = described(text, find_doc)
        text = text if found is None else (found.strip() or None)
        unknown = unknown | {Fact.DESCRIPTION} if found is None else unknown
    elif columns is node.columns:
        return node
    return replace(node, description=text, columns=columns, unknown=unknown)


def _documented_column(column: DbtColumn, find_doc: FindDoc) -> DbtColumn:
    text = column.description
    if text is None or not is_template(text):
        return column
    found = described(text, find_doc)
    if found is None:
        return replace(column, is_described=False)
    return replace(column, description=found.strip() or None)
