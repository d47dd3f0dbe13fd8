"""The graph of a product's transforms as data: what it draws, and what hovers count in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import overload

from floe_lsp.compilation.codes import Severity, Trait
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.syntax import Span, dereference
from floe_lsp.wording.quoting import shortened

from .limits import LONGEST_DRAWN, MOST_ARROWS
from .manifest_chain import chain_of
from .snapshot import Snapshot


class State(str, Enum):
    """How a node or an edge fares in the newest diagnostics, the worst of them."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class GraphNode:
    """A transform, or a name that is depended on and declared nowhere."""

    name: str
    span: Span
    """The whole item; of a name that is not declared, its first use."""
    selection: Span
    """The name itself."""
    declared: bool
    engine: str | None
    """What it runs on; ``None`` when neither it nor a manifest says so."""
    engine_is_written: bool
    """Whether the transform names its engine itself."""
    tier: str | None
    description: str | None
    """What dbt's property files say of the model, cut off when it is long."""
    state: State
    problems: int
    """How many diagnostics stand inside the item."""


@dataclass(frozen=True)
class GraphEdge:
    """``source`` is built before ``target``; ``span`` is where ``target`` says so."""

    source: str
    target: str
    span: Span
    state: State


@dataclass(frozen=True)
class TransformGraph:
    """Nodes in the order of the file, names that are not declared last."""

    product: str | None
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


_SEVERITIES = {
    Severity.ERROR: State.ERROR,
    Severity.WARNING: State.WARNING,
    Severity.INFO: State.INFO,
    Severity.HINT: State.INFO,
}
_ORDER = list(State)


def transform_graph(snapshot: Snapshot) -> TransformGraph:
    """Return the graph of a product, as far as its text can be read.

    A text that is too long to be drawn is cut off; names that begin alike so far are one.
    """
    found = _StatesByPlace(snapshot)
    default = default_engine(chain_of(snapshot))
    nodes: dict[str, GraphNode] = {}
    edges: list[GraphEdge] = []
    for transform in snapshot.outline.transforms:
        if transform.name is None:
            continue
        name = _drawn(transform.name)
        if name not in nodes:
            nodes[name] = _node(
                snapshot, transform, transform.name, default.name if default else None, found
            )
    for transform in snapshot.outline.transforms:
        for reference in transform.dependencies:
            span, source = reference.node.span, _drawn(reference.name)
            if transform.name is not None and len(edges) < MOST_ARROWS:
                state = found.state_at(span)
                edges.append(GraphEdge(source, _drawn(transform.name), span, state))
            if source not in nodes:
                nodes[source] = _missing(source, span, found)
    product = snapshot.document.name_node
    return TransformGraph(
        _drawn(product.value) if product is not None and isinstance(product.value, str) else None,
        tuple(nodes.values()),
        tuple(edges),
    )


def _node(
    snapshot: Snapshot,
    transform: TransformOutline,
    name: str,
    default: str | None,
    found: _StatesByPlace,
) -> GraphNode:
    model = snapshot.dbt.models.get(name)
    span = transform.node.span
    state, problems = found.within(span)
    return GraphNode(
        _drawn(name),
        span,
        dereference(transform.name_node).span,
        declared=True,
        engine=_drawn(transform.engine or default),
        engine_is_written=transform.engine is not None,
        tier=_drawn(transform.tier),
        description=None if model is None else _drawn(model.description),
        state=state,
        problems=problems,
    )


@overload
def _drawn(text: str) -> str: ...


@overload
def _drawn(text: str | None) -> str | None: ...


def _drawn(text: str | None) -> str | None:
    """Return a text as long as a graph can show it."""
    return None if text is None else shortened(text, LONGEST_DRAWN)


def _missing(name: str, span: Span, found: _StatesByPlace) -> GraphNode:
    state, problems = found.within(span)
    return GraphNode(name, span, span, False, None, False, None, None, state, problems)


class _StatesByPlace:
    """The diagnostics of a file by place."""

    def __init__(self, snapshot: Snapshot) -> None:
        found = sorted(
            (diagnostic.location.span.start, _SEVERITIES[diagnostic.severity])
            for diagnostic in snapshot.diagnostics
        )
        self._starts = [start for start, _ in found]
        self._states = [state for _, state in found]
        self._related = {
            related.location.span.start: _SEVERITIES[diagnostic.severity]
            for diagnostic in snapshot.diagnostics
            if Trait.SHARED_BY_RELATED in diagnostic.info.traits
            for related in diagnostic.related
            if related.location.text is snapshot.document.text
        }

    def within(self, span: Span) -> tuple[State, int]:
        """Return the worst state inside a span, and how many findings begin there."""
        low = bisect_right(self._starts, span.start - 1)
        high = bisect_right(self._starts, max(span.start, span.end - 1))
        return _worst(self._states[low:high]), high - low

    def state_at(self, span: Span) -> State:
        """Return the state of one reference; those of a circle are all the same."""
        related = self._related.get(span.start, State.OK)
        return _worst([self.within(span)[0], related])


def _worst(states: Iterable[State]) -> State:
    return max(states, key=_ORDER.index, default=State.OK)
