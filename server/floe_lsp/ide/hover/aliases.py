"""What an alias stands for."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from floe_lsp.ide.content import Block, Code, Fence, paragraph
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import AliasNode, ScalarNode

_LONGEST = 12
"""Lines of an anchored block that are shown."""


def alias(snapshot: Snapshot, node: AliasNode) -> Iterator[Block]:
    """Show what stands at the anchor of an alias, or that there is none."""
    name = Code(f"*{node.name}")
    if node.target is None:
        yield paragraph(name, " stands for nothing: no anchor of this name is written above it")
        return
    text = snapshot.document.text
    line = text.position(node.target.start).line
    place = f", written in line {line + 1}"
    if isinstance(node.target, ScalarNode):
        yield paragraph(name, " stands for ", Code(node.target.text), place)
        return
    yield paragraph(name, " stands for this", place)
    start = text.line_starts[line]
    written = text.slice((start, node.target.end))
    margin = text.slice((start, node.target.start))
    lines = (" " * len(margin) + written[len(margin) :]).splitlines()
    shown = dedent("\n".join(lines[:_LONGEST]))
    yield Fence("yaml", shown if len(lines) <= _LONGEST else f"{shown}\n# …")
