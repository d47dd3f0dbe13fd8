"""Products and sinks that the platform's lists leave out (E304, E305).

A list is not a policy: it has no level, no override softens it, and what is not on it is an error
even where governance is off.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.resolve.approvals import not_approved
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.product.floe_spec import FloeSpec


def check(product: ProductOutline, spec: FloeSpec, platform: Platform) -> Iterator[Diagnostic]:
    """Report a product and its destinations that are not on the platform's lists."""
    document = product.document
    sinks = (
        document.node("destinations", index, "sink_type")
        for index, _ in enumerate(spec.destinations or ())
    )
    for approvals, code, kind, nodes in (
        (platform.approved_products, "E305", "product", [document.name_node]),
        (platform.approved_sinks, "E304", "sink", sinks),
    ):
        places = [(document, node) for node in nodes if node is not None]
        yield from not_approved(approvals, code, kind, places)
