"""What an anchor holds: at the anchor, at an alias of it, and where ``<<`` merges it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from floe_lsp.ide.content import Block, Code, CodeBlock, listed, paragraph
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.definitions.occurrences import occurrences_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import AliasNode, Entry, Node, ScalarNode, SequenceNode, entries
from floe_lsp.syntax.nodes import merge_sources
from floe_lsp.syntax.walk import entry_of

_LONGEST = 12
"""Lines of an anchored block that are shown."""


def anchor(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Show what an anchor or an alias means; at the anchor, also where it is used."""
    if not definition.is_declaration:
        yield from _alias(snapshot, definition.name, definition.anchored)
        return
    yield from snapshot.part_guard.join((_anchored, _uses), snapshot, definition)


def _anchored(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    if definition.anchored is not None:
        yield from _meaning(snapshot, Code(f"&{definition.name}"), definition.anchored, "")


def _uses(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    text = snapshot.document.text
    uses = [
        text.position(each.span.start).line + 1
        for each in occurrences_of(snapshot, definition)
        if not each.is_declaration
    ]
    if uses:
        lines = [str(line) for line in dict.fromkeys(uses)]
        yield paragraph("Used in line", "s " if len(lines) > 1 else " ", *listed(lines))
    else:
        yield paragraph("No alias uses it")


def merge(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Say which keys ``<<`` merges, and show the anchors that they come from."""
    key = definition.node
    entry = None if key is None else entry_of(snapshot.document.root, key)
    if entry is not None:
        yield from snapshot.part_guard.join((_merged, _sources), snapshot, entry)


def _merged(_: Snapshot, entry: Entry) -> Iterator[Block]:
    keys = dict.fromkeys(key for source in merge_sources(entry) for key in entries(source))
    if keys:
        names = listed((Code(key) for key in keys), 30)
        yield paragraph(Code("<<"), " merges ", *names, "; what is written beside it wins")
    else:
        yield paragraph(Code("<<"), " merges nothing: its value is not a mapping with keys")


def _sources(snapshot: Snapshot, entry: Entry) -> Iterator[Block]:
    value = entry.value
    for source in value.items if isinstance(value, SequenceNode) else (value,):
        if isinstance(source, AliasNode):
            yield from _alias(snapshot, source.name, source.target)


def _alias(snapshot: Snapshot, name: str, node: Node | None) -> Iterator[Block]:
    """Show what stands at the anchor of an alias, or that there is none."""
    shown = Code(f"*{name}")
    if node is None:
        yield paragraph(shown, " refers to nothing: no anchor of this name is defined above it")
        return
    line = snapshot.document.text.position(node.start).line
    yield from _meaning(snapshot, shown, node, f", written in line {line + 1}")


def _meaning(snapshot: Snapshot, name: Code, node: Node, place: str) -> Iterator[Block]:
    if isinstance(node, ScalarNode):
        yield paragraph(name, " means ", Code(node.text), place)
        return
    yield paragraph(name, " means this", place)
    text = snapshot.document.text
    start = text.line_starts[text.position(node.start).line]
    written = text.slice((start, node.end))
    margin = text.slice((start, node.start))
    lines = (" " * len(margin) + written[len(margin) :]).splitlines()
    shown = dedent("\n".join(lines[:_LONGEST]))
    yield CodeBlock("yaml", shown if len(lines) <= _LONGEST else f"{shown}\n# …")
