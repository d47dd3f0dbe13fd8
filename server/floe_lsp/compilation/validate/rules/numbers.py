"""E113: numbers among options that no artifact can hold (``.inf``, ``.nan``)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.syntax import Node, ScalarNode
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote

from .secrets.chosen_keys import options_of_plugins, options_of_products

_RULES = ("governance", "network_policies", "custom_egress_rules")


def check(document: Document) -> Iterator[Diagnostic]:
    """Report them where a schema allows any number; its own limits refuse them elsewhere."""
    many = ManyFindings(document)
    for options in _options(document):
        for node in walk(options):
            if isinstance(node, ScalarNode) and _is_no_number(node.value):
                yield from many.finding("E113", node, lambda node=node: _told(document, node))


def _options(document: Document) -> Iterator[Node]:
    yield from (options for _, options in options_of_products(document))
    yield from options_of_plugins(document)
    rules = document.node(*_RULES)
    if rules is not None:
        yield rules


def _is_no_number(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _told(document: Document, node: ScalarNode) -> Diagnostic:
    return document.diagnostic(
        "E113",
        node,
        f"{quote(node.text)} is not a number that the artifact can hold, for JSON has none like it",
        f'write a number, or "{node.text}" in quotes if it is text',
    )
