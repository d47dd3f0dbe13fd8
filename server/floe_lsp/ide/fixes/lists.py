"""Rewrites a list between its flow form ``[a, b]`` and its block form, one item a line."""

from __future__ import annotations

from itertools import pairwise

from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, Span, TextEdit
from floe_lsp.syntax.edits import item_span, line_break

from .actions import ActionKind, CodeAction
from .edits import action

_STEP = 2
_LONGEST_LINE = 100


def rewritten_list(snapshot: Snapshot, offset: int) -> CodeAction | None:
    """Return the other form of the innermost list of scalars around an offset.

    ``None`` where there is no such list, and where a comment, an anchor or a text of several
    lines would get lost or come out worse.
    """
    document = snapshot.document
    if document.root is None or document.problems:
        return None
    found = _list_at(document.root, offset)
    if found is None:
        return None
    key, items, start = found
    edit = _to_block(snapshot, items, start) if items.flow else _to_flow(snapshot, key, items)
    if edit is None:
        return None
    form = "block" if items.flow else "flow"
    return action(snapshot, f"Write '{key.value}' as a {form} list", ActionKind.REWRITE, (edit,))


def _list_at(root: Node, offset: int) -> tuple[Node, SequenceNode, int] | None:
    """The innermost key whose value is a list around the offset, with where the key starts."""
    node = root
    found: tuple[Node, SequenceNode, int] | None = None
    while True:
        children: list[Node] = []
        if isinstance(node, MappingNode):
            if node.flow:
                return found
            for entry in node.entries:
                value = entry.value
                if entry.key.start <= offset <= max(value.end, entry.key.end):
                    if isinstance(value, SequenceNode) and value.items:
                        found = (entry.key, value, entry.key.start)
                    children.append(value)
        elif isinstance(node, SequenceNode):
            children = [item for item in node.items if item.start <= offset <= item.end]
        if not children:
            return found
        node = children[-1]


def _to_block(snapshot: Snapshot, items: SequenceNode, start: int) -> TextEdit | None:
    source = snapshot.document.text
    text = source.slice(items.span)
    if "\n" in text or "\r" in text or not _are_simple(items) or items.anchor or items.tag:
        return None
    line = source.line_span(source.position(items.end).line)
    behind = source.text[items.end : line.end]
    if behind.strip() and not behind.lstrip().startswith("#"):
        return None
    column = source.position(start).column + _STEP
    brk = line_break(source)
    lines = "".join(f"{brk}{' ' * column}- {source.slice(item.span)}" for item in items.items)
    before = source.text[: items.start].rstrip(" \t")
    comment = f"  {behind.strip()}" if behind.strip() else ""
    return TextEdit(Span(len(before), line.end), f"{comment}{lines}")


def _to_flow(snapshot: Snapshot, key: Node, items: SequenceNode) -> TextEdit | None:
    source = snapshot.document.text
    if not _are_simple(items) or items.anchor or items.tag:
        return None
    spans = [item_span(source, items, index) for index in range(len(items.items))]
    start = key.end + 1
    gaps = [source.text[start : spans[0].start]]
    gaps += [source.text[one.end : two.start] for one, two in pairwise(spans)]
    end = items.items[-1].end
    line = source.line_span(source.position(end).line)
    if any(gap.strip() for gap in (*gaps, source.text[end : line.end])):
        return None
    if source.text[key.end] != ":":
        return None
    written = ", ".join(source.slice(item.span) for item in items.items)
    if source.position(key.end).column + len(written) + 4 > _LONGEST_LINE:
        return None
    return TextEdit(Span(start, end), f" [{written}]")


def _are_simple(items: SequenceNode) -> bool:
    """Whether each item is one word that means the same in both forms."""
    return all(
        isinstance(item, AliasNode)
        or (
            isinstance(item, ScalarNode)
            and item.style in ("plain", "single", "double")
            and item.start < item.end
            and item.anchor is None
            and item.tag is None
            and (item.style != "plain" or not any(char in item.text for char in ",[]{}\n"))
        )
        for item in items.items
    )
