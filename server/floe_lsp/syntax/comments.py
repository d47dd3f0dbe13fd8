"""Whether a ``#`` begins a comment or is a part of text."""

from __future__ import annotations

from .nodes import Node, ScalarNode
from .paths import path_at
from .text import SourceText


def scalar_at(root: Node | None, offset: int) -> ScalarNode | None:
    """Return the scalar that an offset stands in or at the end of."""
    if root is None:
        return None
    node = path_at(root, offset).node
    return node if isinstance(node, ScalarNode) and node.start <= offset <= node.end else None


def is_in_text(source: SourceText, root: Node | None, offset: int) -> bool:
    """Whether the character at an offset belongs to a scalar, so that a ``#`` there is text."""
    scalar = scalar_at(root, offset)
    if scalar is None or offset == scalar.end:
        return False
    if scalar.style in ("literal", "folded"):
        # The line of the indicator may end in a comment.
        return offset > source.first_line(scalar.span).end
    return True
