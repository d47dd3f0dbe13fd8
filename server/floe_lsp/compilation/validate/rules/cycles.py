"""E117: transforms that wait for each other in a circle (``transforms[].dependsOn``)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import ProductOutline, Reference
from floe_lsp.compilation.validate.graph import circles
from floe_lsp.wording.quoting import quote_name, short

from .dependencies import removal

_MOST_FIXES = 5
"""A circle can be as long as the product; nobody chooses among hundreds of ways to break it."""


def check(product: ProductOutline) -> Iterator[Diagnostic]:
    """Report each circle once, at its first edge, with every edge as a related place."""
    graph = dependency_graph(product)
    for path in circles(graph):
        edges = [(source, target, graph[source][target].node) for source, target in pairwise(path)]
        yield product.document.diagnostic(
            "E117",
            edges[0][2],
            f"these transforms depend on each other in a cycle: {' → '.join(map(short, path))}",
            "remove one of these dependencies",
            related=tuple(
                product.document.related(
                    node, f"{quote_name(source)} depends on {quote_name(target)}"
                )
                for source, target, node in edges
            ),
            fixes=tuple(
                fix
                for source, target, _ in edges[:_MOST_FIXES]
                for fix in removal(
                    product,
                    product.by_name[source],
                    graph[source][target],
                    f"Remove {quote_name(target)} from dependsOn of {quote_name(source)}",
                )
            ),
        )


def dependency_graph(product: ProductOutline) -> dict[str, dict[str, Reference]]:
    """Return, per transform, the transforms it depends on with the item that says so.

    A dependency on nothing, and one on the transform itself, are rules of their own.
    """
    return {
        name: {
            reference.name: reference
            for reference in reversed(transform.dependencies)
            if reference.name in product.by_name and reference.name != name
        }
        for name, transform in product.by_name.items()
    }
