"""Where the name of a thing stands in the text: without its quotes, with the ``&`` of an anchor."""

from __future__ import annotations

import re

from floe_lsp.syntax import Node, ScalarNode, SourceText, Span

_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*|!<[^>\s]*>|![^\s\[\]{},]*)*")


def written_span(text: str, node: Node) -> Span:
    """Return where the text of a scalar stands, without its quotes."""
    if isinstance(node, ScalarNode) and node.style in ("single", "double"):
        inner = Span(node.start + 1, node.start + 1 + len(node.text))
        if text[inner.start : inner.end] == node.text and inner.end < node.end:
            return inner
    return node.span


def anchor_span(text: SourceText, node: Node) -> Span | None:
    """Return where ``&name`` stands before a node, ``None`` for a node without an anchor."""
    if node.anchor is None:
        return None
    written = f"&{node.anchor}"
    found: Span | None = None
    at = text.text.rfind(written, 0, node.start + len(written))
    while at >= 0:
        end = at + len(written)
        if end <= node.start:
            if not _GAP.fullmatch(text.text, end, node.start):
                break
            # A comment after the anchor may name it again, so the first one counts.
            found = Span(at, end)
        at = text.text.rfind(written, 0, at)
    return found
