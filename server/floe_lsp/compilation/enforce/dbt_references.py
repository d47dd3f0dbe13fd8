"""What the models and snapshots of a dbt project are sure to refer to, and what of it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


class ReferencesOfProject:
    """What dbt builds of a project, and what that is sure to refer to."""

    def __init__(self, product: ProductOutline, facts: ProjectFacts) -> None:
        """Take in the product and the dbt project beside it."""
        self._product, self._facts = product, facts
        self._nodes = [
            each
            for each in facts.nodes.values()
            if each.kind in ("model", "snapshot") and each.is_enabled and each.knows(Fact.ENABLED)
        ]

    @property
    def models(self) -> frozenset[str]:
        """The names of the models that dbt is sure to build."""
        return frozenset(each.name for each in self._nodes if each.kind == "model")

    @property
    def unknown_models(self) -> frozenset[str]:
        """Those of them of which only dbt can tell all that they refer to."""
        return frozenset(
            each.name for each in self._nodes if each.kind == "model" and not each.knows(Fact.EDGES)
        )

    def violations(self) -> Iterator[Violation]:
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
    ) -> Violation:
        name = hide_shapes(reference.name)
        if reference.kind == "source":
            code, what, known = "FLOE-E303", "table of a source", self._facts.sources
            name = hide_shapes(f"{reference.owner}.{reference.name}")
            otherwise = "declare it under sources in a property file"
        else:
            code, what = "FLOE-E301", "model, seed or snapshot"
            known = {**self._facts.models, **self._facts.seeds, **self._facts.snapshots}
            otherwise = "correct the name, or write the model"
        there = {key: each for key, each in known.items() if each.is_enabled}
        others = [key for key, each in there.items() if each.name != node.name]
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
        return Violation(
            code,
            node.name,
            place.span,
            why,
            suggestion,
            self._declared(node),
            fixes,
            elsewhere=place,
        )

    def _circles(self, edges: _Edges) -> Iterator[Violation]:
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
            yield Violation(
                "FLOE-E302",
                first.name,
                place.location.span,
                words,
                "take one of these references out; the rows that a model has already are "
                "{{ this }}",
                (*related, *self._declared(first)),
                elsewhere=place.location,
            )

    def _read_at(self, one: str, other: str, at: Location) -> Related:
        reader, read = (quote_name(hide_shapes(self._name(each))) for each in (one, other))
        return Related(at, f"{reader} reads {read} here")

    def _name(self, key: str) -> str:
        return self._facts.nodes[key].search_name

    def _declared(self, node: DbtNode) -> tuple[Related, ...]:
        """Return where the product declares a model."""
        transform = self._product.by_name.get(node.name)
        if transform is None:
            return ()
        words = f"{quote_name(node.name)} is declared here"
        return (self._product.document.related(transform.name_node, words),)
