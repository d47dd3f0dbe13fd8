"""``floe.graph``: the transforms of a product as nodes and edges."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.ide.graph import GraphEdge, GraphNode, transform_graph
from floe_lsp.ide.limits import MOST_DRAWN
from floe_lsp.syntax import Span

from . import arguments
from .context import CommandContext

Ranged = Callable[[Span], types.Range]


async def graph(context: CommandContext, given: tuple[Any, ...]) -> dict[str, Any]:
    """Return the graph of a product as it stands in the editor, with the state of each node."""
    path = arguments.product(context.session, given)
    await context.fresh(path)

    def make(_: Callable[[], bool]) -> dict[str, Any]:
        session = context.session
        document = session.files.document(path)
        snapshot = None if document is None else session.snapshot(document)
        if document is None or snapshot is None:
            return {"product": None, "nodes": [], "edges": []}
        count = len(snapshot.outline.transforms)
        if count > MOST_DRAWN:
            reason = f"the product has {count:,} transforms; at most {MOST_DRAWN:,} are drawn"
            raise JsonRpcException(reason, int(types.LSPErrorCodes.RequestFailed))
        ranged = partial(session.convert.range, document.text)
        found = transform_graph(snapshot)
        return {
            "product": found.product,
            "nodes": [_node(node, ranged) for node in found.nodes],
            "edges": [_edge(edge, ranged) for edge in found.edges],
        }

    return await context.run(make)


def _node(node: GraphNode, ranged: Ranged) -> dict[str, Any]:
    return {
        "name": node.name,
        "range": ranged(node.span),
        "selectionRange": ranged(node.selection),
        "declared": node.declared,
        "engine": node.engine,
        "engineIsWritten": node.engine_is_written,
        "tier": node.tier,
        "description": node.description,
        "state": node.state.value,
        "problems": node.problems,
    }


def _edge(edge: GraphEdge, ranged: Ranged) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "range": ranged(edge.span),
        "state": edge.state.value,
    }
