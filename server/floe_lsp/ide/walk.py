"""Every node of a tree in the order of the text; aliases are not followed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.syntax import MappingNode, Node, SequenceNode, SourceText, Span

_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*|!<[^>\s]*>|![^\s\[\]{},]*)*")


def walk(root: Node | None) -> Iterator[Node]:
    """Yield ``root`` and every key and value below it."""
    pending = [] if root is None else [root]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, MappingNode):
            for entry in reversed(node.entries):
                pending.append(entry.value)
                pending.append(entry.key)
        elif isinstance(node, SequenceNode):
            pending.extend(reversed(node.items))


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
            # A comment behind the anchor may name it again, so the first one counts.
            found = Span(at, end)
        at = text.text.rfind(written, 0, at)
    return found
