"""A product beside its dbt project: which model each transform is, and what the models read.

A transform of a model with versions is the model with all of them, as it is for dbt's own
selection, but for those that are transforms by the names of their files. What an ephemeral model
reads, the models read that read it: dbt writes it into their SQL and builds nothing of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from floe_lsp.compilation.diagnostics import Location, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.validate.graph import groups
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.dbt.jinja.calls import Certainty, Reference
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.files.names import stem_of
from floe_lsp.schemas.types.formats import TRANSFORM_NAME
from floe_lsp.syntax import Span
from floe_lsp.wording.near_miss import NearMisses


@dataclass(frozen=True)
class Reads:
    """What the models of a transform read, by the names of transforms."""

    names: Mapping[str, str]
    """Those that dbt is sure to read, each with the ``unique_id`` by which it is read: its own, or
    that of an ephemeral model on the way."""
    perhaps: frozenset[str]
    """Those that it reads through a model that is no transform, or may read."""
    is_whole: bool
    """Whether there is nothing else that it may read."""


@dataclass(eq=False)
class _OfNames:
    """What follows from the facts and the names of the transforms alone, by name of a transform.

    It is kept while somebody types: few keystrokes change a name.
    """

    models: dict[str, list[DbtNode]] = field(default_factory=dict[str, list[DbtNode]])
    reads: dict[str, Reads] = field(default_factory=dict[str, Reads])
    transform_of: dict[str, str] = field(default_factory=dict[str, str])
    undeclared: tuple[str, ...] | None = None


def _nothing_yet(_: tuple[str, ...]) -> _OfNames:
    return _OfNames()


class PairedProduct:
    """A product, and the facts of the dbt project beside it."""

    def __init__(
        self, product: ProductOutline, facts: ProjectFacts, more: Collection[str] = ()
    ) -> None:
        """Take in both.

        Args:
            product: The product.
            facts: The dbt project in its folder.
            more: Names of models that count as transforms of the product too.
        """
        self.product = product
        self.facts = facts
        self._more = more

    @property
    def document(self) -> Document:
        """The floe.yaml."""
        return self.product.document

    @cached_property
    def names(self) -> dict[str, None]:
        """The names of the transforms, those too that only count as such."""
        return {**dict.fromkeys(self.product.by_name), **dict.fromkeys(self._more)}

    @cached_property
    def is_named_whole(self) -> bool:
        """Whether each transform has a name that can be one; another may mean any model."""
        names = (each.name for each in self.product.transforms)
        return all(name is not None and TRANSFORM_NAME.accepts(name) for name in names)

    @cached_property
    def _kept(self) -> _OfNames:
        if self._more:
            return _OfNames()
        return self.facts.made_again(_nothing_yet, tuple(self.names))

    @property
    def _by_name(self) -> Mapping[str, list[DbtNode]]:
        return self.facts.once(_models_by_name)

    def all_models(self, name: str) -> list[DbtNode]:
        """Return the models that a name may mean, disabled ones too."""
        return self._by_name.get(name, [])

    def models(self, name: str) -> list[DbtNode]:
        """Return the models that a transform is and that dbt builds, the latest version first.

        Empty where that is not known.
        """
        known = self._kept.models
        if name not in known:
            known[name] = sorted(self._built(name), key=lambda each: not each.is_latest)
        return known[name]

    def _built(self, name: str) -> Iterator[DbtNode]:
        for each in self.all_models(name):
            is_sure = each.is_enabled and each.knows(Fact.ENABLED)
            # Another transform may be this version.
            if is_sure and (each.name != name or not self._is_by_file(each)):
                yield each

    def model(self, name: str) -> DbtNode | None:
        """Return the model that a transform is: of one with versions the latest."""
        return next(iter(self.models(name)), None)

    def _is_by_file(self, node: DbtNode) -> bool:
        """Whether a transform is one version of a model, by the name of its file."""
        if node.version is None or node.path is None:
            return False
        stem = stem_of(node.path)
        return stem != node.name and stem in self.names

    @property
    def undeclared(self) -> tuple[str, ...]:
        """The models that dbt builds and that no transform declares, in order of their names.

        Ephemeral models are none: dbt builds nothing of them. Nor is one of which a macro or a
        template may say that it is disabled or ephemeral, or what a misspelt transform means.
        """
        if not self.is_named_whole:
            return ()
        if self._kept.undeclared is None:
            self._kept.undeclared = self._not_declared()
        return self._kept.undeclared

    def _not_declared(self) -> tuple[str, ...]:
        meant = set(self.meant.values())
        found = dict.fromkeys(
            node.name
            for node in self.facts.once(_declarable)
            if node.name not in self.names and node.name not in meant and not self._is_by_file(node)
        )
        return tuple(found)

    @cached_property
    def without_model(self) -> tuple[str, ...]:
        """The names of the transforms that no model has: every model is known, and none is it."""
        return tuple(self.lacking(self.product.by_name))

    def lacking(self, names: Iterable[str]) -> list[str]:
        """Return those of some names that are sure to be that of no model."""
        package = self.facts.package
        # A project file that cannot be read may name other folders.
        if package is None or not package.listing.is_whole or not package.project.is_whole:
            return []
        listed = package.listing.models
        missing = [
            name
            for name in names
            if name not in listed and name not in self._by_name and TRANSFORM_NAME.accepts(name)
        ]
        if not missing or not self.facts.has_all_packages():
            return []
        others = self._models_of_packages
        return [name for name in missing if name not in others]

    @property
    def _models_of_packages(self) -> frozenset[str]:
        return frozenset(
            name
            for package in self.facts.installed()
            for name in (
                *package.listing.models,
                *(name for kind, name in package.described if kind == "models"),
            )
        )

    @cached_property
    def meant(self) -> Mapping[str, str]:
        """The models that are probably meant by transforms without one, each by one transform."""
        if not self.without_model:
            return {}
        free = [name for name, nodes in self._by_name.items() if name not in self.names and nodes]
        near = NearMisses([each for each in free if TRANSFORM_NAME.accepts(each)])
        found: dict[str, str] = {}
        for name in self.without_model:
            meant = None if name in self.others else near.of(name)
            if meant is not None and meant not in found.values():
                found[name] = meant
        return found

    @cached_property
    def others(self) -> Mapping[str, str]:
        """What else of the project has the name of a transform without a model, in a word."""
        tables = {name.rpartition(".")[2]: "source" for name in self.facts.sources}
        seeds = dict.fromkeys(self.facts.seeds, "seed")
        return {**tables, **dict.fromkeys(self.facts.snapshots, "snapshot"), **seeds}

    @cached_property
    def _transform_of(self) -> Mapping[str, str]:
        """The transform that each model is, by ``unique_id``."""
        known = self._kept.transform_of
        if not known:
            found = {each.unique_id: name for name in self.names for each in self.models(name)}
            known.update(found)
        return known

    def reads(self, name: str) -> Reads:
        """Return what the models of a transform read."""
        known = self._kept.reads
        if name not in known:
            known[name] = self._read_by(name)
        return known[name]

    def _read_by(self, name: str) -> Reads:
        sure: dict[str, str] = {}
        perhaps: set[str] = set()
        models = self.models(name)
        is_whole = bool(models)
        seen: set[tuple[str, bool]] = set()
        pending = [
            (target, target, each.knows(Fact.EDGES))
            for each in reversed(models)
            for target in reversed(each.depends_on)
        ]
        is_whole = is_whole and all(each.knows(Fact.EDGES) for each in models)
        while pending:
            key, through, is_sure = pending.pop()
            if (key, is_sure) in seen:
                continue
            seen.add((key, is_sure))
            transform = self._transform_of.get(key)
            if transform is not None:
                if transform != name:
                    if is_sure:
                        _ = sure.setdefault(transform, through)
                    else:
                        perhaps.add(transform)
                continue
            node = self.facts.nodes.get(key)
            if node is None:
                # Of a package: only its seeds and sources are sure to read nothing.
                is_whole = is_whole and key.startswith(("seed.", "source."))
                continue
            is_whole = is_whole and node.knows(Fact.EDGES, Fact.ENABLED)
            goes_on = is_sure and _is_ephemeral(node) and node.knows(Fact.EDGES)
            pending.extend((each, through, goes_on) for each in reversed(node.depends_on))
        return Reads(sure, frozenset(perhaps), is_whole)

    def file_of(self, node: DbtNode) -> str:
        """Return the file of a model as a message names it: from the project's folder on."""
        path, folder = node.path, self.facts.folder
        if path is None or folder is None:
            return node.name
        inside = path.relative_to(folder) if path.is_relative_to(folder) else path
        return hide_shapes(inside.as_posix())

    def places_of(self, name: str, target: str) -> Iterator[Location]:
        """Yield where the models of a transform read a node, by its ``unique_id``."""
        for node in self.models(name):
            for reference in node.calls.references:
                found = self.facts.resolve(reference)
                place = location_in(node, reference)
                if place is not None and found is not None and found.unique_id == target:
                    yield place

    def described_at(self, node: DbtNode, message: str) -> tuple[Related, ...]:
        """Return where a model is described, or else its file, as a related place."""
        if node.entry is not None:
            place = Location(node.entry.path, node.entry.span, node.entry.text)
        elif node.path is not None and node.file is not None:
            place = Location(node.path, Span(0, 0), node.file.text)
        else:
            return ()
        return (Related(place, hide_shapes(message)),)

    def related(self, place: Location, message: str) -> Related:
        """Return a place in a file of the dbt project that explains a finding."""
        return Related(place, hide_shapes(message))

    def is_circle(self, name: str, target: str) -> bool:
        """Whether what a transform reads reads it too, on whatever way."""
        group = self._group_of.get(name)
        return group is not None and group == self._group_of.get(target)

    @cached_property
    def _group_of(self) -> Mapping[str, int]:
        """The number of the circle in which each transform is that is in one."""
        graph = {name: self.reads(name).names for name in self.names}
        return {name: number for number, group in enumerate(groups(graph)) for name in group}


def location_in(node: DbtNode, reference: Reference) -> Location | None:
    """Return where dbt finds a reference in the file of its node, ``None`` where it does not."""
    if node.path is None or node.file is None or reference.certainty is Certainty.SKIPPED:
        return None
    return Location(node.path, reference.span, node.file.text)


def _models_by_name(facts: ProjectFacts) -> Mapping[str, list[DbtNode]]:
    """Return the models of a project by their names, and by those of their versions' files."""
    found: dict[str, list[DbtNode]] = {}
    for node in facts.nodes.values():
        if node.kind == "model":
            found.setdefault(node.name, []).append(node)
            if node.version is not None and node.path is not None:
                found.setdefault(stem_of(node.path), []).append(node)
    return found


def _declarable(facts: ProjectFacts) -> tuple[DbtNode, ...]:
    """Return the models that a transform could be, in order of their names."""
    found = (
        node
        for node in facts.nodes.values()
        if _is_built(node)
        and TRANSFORM_NAME.accepts(node.name)
        and hide_shapes(node.name) == node.name
    )
    return tuple(sorted(found, key=lambda node: node.name))


def _is_built(node: DbtNode) -> bool:
    """Whether a node is a model of which dbt is sure to build something."""
    if node.kind != "model" or not node.is_enabled or not node.knows(Fact.ENABLED):
        return False
    materialized = node.config.get("materialized", "view")
    return isinstance(materialized, str) and materialized != "ephemeral"


def _is_ephemeral(node: DbtNode) -> bool:
    return node.kind == "model" and node.config.get("materialized") == "ephemeral"
