"""From a part of a scalar's value to the place where it is written."""

from __future__ import annotations

import re

from floe_lsp.syntax import Node, ScalarNode, SourceText, Span, dereference

_CONTENT = re.compile(r"\S")


def span_in_scalar(text: SourceText, node: Node, part: Span) -> Span:
    """Return where ``part`` of a scalar's value stands in the text.

    A scalar with escapes or line folds is not written as it reads; then it is shown whole, as
    empty text in quotes is.
    """
    scalar = dereference(node)
    if isinstance(scalar, ScalarNode):
        quote = 0 if scalar.style == "plain" else 1
        start = scalar.start + quote
        if scalar.text and text.text.startswith(scalar.text, start):
            return Span(start + part.start, start + max(part.end, part.start))
    return content_span(text, scalar)


def content_span(text: SourceText, node: Node) -> Span:
    """Return where a node's content stands: of a block scalar, what is below its ``|`` or ``>``."""
    if isinstance(node, ScalarNode) and node.style in ("literal", "folded"):
        below = text.line_span(text.position(node.start).line).end
        match = _CONTENT.search(text.text, below, node.end)
        if match is not None:
            return Span(match.start(), node.end)
    return node.span
