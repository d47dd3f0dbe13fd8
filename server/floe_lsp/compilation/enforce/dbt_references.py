"""What the models and snapshots of a dbt project are sure to refer to, and what of it is wrong.

All of it follows from the facts of the project, and is found once for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from floe_lsp.compilation.diagnostics import Fix, Location, Related
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.compilation.validate.graph import circles
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.dbt.jinja.calls import Certainty, Reference
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote_name, short

from .policy import Violation
from .reference_fixes import near_miss_fixes

_Edges = Mapping[str, Mapping[str, Location | None]]
"""What each node refers to, with the place where it does so first, by ``unique_id``."""


@dataclass(frozen=True)
class BrokenReference:
    """What refers to nothing, or in a circle."""

    code: str
    model: str
    """Whose reference it is: the name of a model or snapshot."""
    place: Location
    message: str
    suggestion: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()

    def violation(self, product: ProductOutline) -> Violation:
        """Return what it breaks of the governance of a product, with where that has the model."""
        transform = product.by_name.get(self.model)
        declared: tuple[Related, ...] = ()
        if transform is not None:
            words = f"{quote_name(self.model)} is declared here"
            declared = (product.document.related(transform.name_node, words),)
        return Violation(
            self.code,
            self.model,
            self.place.span,
            self.message,
            self.suggestion,
            (*self.related, *declared),
            self.fixes,
            elsewhere=self.place,
        )


@dataclass(frozen=True)
class References:
    """What dbt builds of a project, and what of that refers to nothing or in a circle."""

    models: frozenset[str]
    """The names of the models that dbt is sure to build."""
    unknown: Mapping[str, str]
    """The models and snapshots that cannot be looked at, and why."""
    broken: tuple[BrokenReference, ...]
    """What refers to nothing, then the circles."""


def references_of(facts: ProjectFacts) -> References:
    """Return what a project is sure to refer to, the same again for the same facts."""
    return facts.once(_references)


def _references(facts: ProjectFacts) -> References:
    every = [each for each in facts.nodes.values() if each.kind in ("model", "snapshot")]
    nodes = [each for each in every if each.is_enabled and each.knows(Fact.ENABLED)]
    search = _Search(nodes, facts)
    perhaps = (each.name for each in every if not each.knows(Fact.ENABLED))
    return References(
        frozenset(each.name for each in nodes if each.kind == "model"),
        {**dict.fromkeys(perhaps, "only dbt can tell whether it is enabled"), **search.unknown()},
        tuple(search.broken()),
    )


class _Search:
    """The search for references that are broken."""

    def __init__(self, nodes: Sequence[DbtNode], facts: ProjectFacts) -> None:
        """Take in what dbt builds, and the dbt project that it is of."""
        self._nodes, self._facts = nodes, facts

    def unknown(self) -> dict[str, str]:
        """Return of which nodes only dbt can tell all that they refer to, and why."""
        return {
            each.name: self._why_unknown(each) for each in self._nodes if not each.knows(Fact.EDGES)
        }

    def _why_unknown(self, node: DbtNode) -> str:
        certain = (each for each in node.calls.references if each.certainty is Certainty.CERTAIN)
        if self._facts.is_resolved_whole or all(map(self._target, certain)):
            return "only dbt can tell all that it refers to"
        if not self._facts.has_all_packages():
            return "it refers to what may stand in a package, and not all packages are known"
        return "it refers to what may stand in a file of the dbt project that floe cannot read"

    def broken(self) -> Iterator[BrokenReference]:
        """Yield what refers to nothing, then the circles."""
        edges: dict[str, dict[str, Location | None]] = {}
        for node in self._nodes:
            targets = edges.setdefault(node.unique_id, {})
            for reference in node.calls.references:
                if reference.certainty is not Certainty.CERTAIN:
                    continue
                target = self._target(reference)
                place = self._place(node, reference)
                if target is not None and target.is_enabled:
                    _ = targets.setdefault(target.unique_id, place)
                elif place is not None and self._is_missing(target):
                    yield self._missing(node, reference, target, place)
        if not self._facts.edges.is_open:
            yield from self._circles(edges)

    def _target(self, reference: Reference) -> DbtNode | None:
        found = self._facts.resolve(reference)
        # Of one of the project it is also known what macros may set.
        return None if found is None else self._facts.nodes.get(found.unique_id, found)

    def _place(self, node: DbtNode, reference: Reference) -> Location | None:
        if node.path is None or node.file is None:
            return None
        return Location(node.path, reference.span, node.file.text)

    def _is_missing(self, target: DbtNode | None) -> bool:
        if target is None:
            return self._facts.is_resolved_whole
        # It is disabled, which a macro that it calls may change.
        return target.knows(Fact.ENABLED)

    def _missing(
        self, node: DbtNode, reference: Reference, target: DbtNode | None, place: Location
    ) -> BrokenReference:
        name = hide_shapes(reference.name)
        if reference.kind == "source":
            code, what, there = "FLOE-E303", "table of a source", self._sources
            name = hide_shapes(f"{reference.owner}.{reference.name}")
            otherwise = "declare it under sources in a property file"
        else:
            code, what, there = "FLOE-E301", "model, seed or snapshot", self._read_by_ref
            otherwise = "correct the name, or write the model"
        others = [each for each in there if each != node.name]
        asked = f"{'source' if reference.kind == 'source' else 'ref'}() names {quote_name(name)}"
        suggestion = otherwise
        fixes: tuple[Fix, ...] = ()
        if target is not None:
            why = f"{asked}, which is disabled"
            suggestion = "enable it, or read something else"
        elif reference.version is not None and reference.name in there:
            versions = sorted(
                each.version or ""
                for each in self._facts.nodes.values()
                if each.kind == "model" and each.name == reference.name and each.version
            )
            why = f"{asked} in the version {quote_name(reference.version)}, which it does not have"
            if versions:
                suggestion = f"ask for {sentence(versions, 'or')}"
        else:
            why = f"{asked}, and the dbt project has no such {what}"
            near = near_miss(name, others)
            if near is not None:
                suggestion = f"perhaps {quote_name(hide_shapes(near))} is meant"
                fixes = near_miss_fixes(reference, place, others)
        return BrokenReference(code, node.name, place, why, suggestion, fixes)

    @cached_property
    def _sources(self) -> Mapping[str, None]:
        return _enabled(self._facts.sources)

    @cached_property
    def _read_by_ref(self) -> Mapping[str, None]:
        facts = self._facts
        return _enabled({**facts.models, **facts.seeds, **facts.snapshots})

    def _circles(self, edges: _Edges) -> Iterator[BrokenReference]:
        graph = {
            key: [each for each in targets if each in edges and each != key]
            for key, targets in edges.items()
        }
        for path in (*circles(graph), *([key, key] for key in edges if key in edges[key])):
            steps = [(one, other, edges[one][other]) for one, other in pairwise(path)]
            (first, place), *others = [
                (self._facts.nodes[one], self._read_at(one, other, at))
                for one, other, at in steps
                if at is not None
            ] or [(None, None)]
            if first is None or place is None:
                continue
            names = " → ".join(hide_shapes(short(self._name(key))) for key in path)
            words = f"these models read each other in a cycle: {names}"
            if len(steps) == 1:
                words = f"{quote_name(hide_shapes(first.name))} reads itself"
            related = (each for _, each in others if each is not None)
            yield BrokenReference(
                "FLOE-E302",
                first.name,
                place.location,
                words,
                "take one of these references out; the rows that a model has already are "
                "{{ this }}",
                related=tuple(related),
            )

    def _read_at(self, one: str, other: str, at: Location) -> Related:
        reader, read = (quote_name(hide_shapes(self._name(each))) for each in (one, other))
        return Related(at, f"{reader} reads {read} here")

    def _name(self, key: str) -> str:
        return self._facts.nodes[key].search_name


def _enabled(nodes: Mapping[str, DbtNode]) -> Mapping[str, None]:
    """Return the names of those that are enabled, in their order: of near ones the first counts."""
    return {name: None for name, each in nodes.items() if each.is_enabled}
