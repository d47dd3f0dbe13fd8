"""Every node of a tree in the order of the text; aliases are not followed."""

from __future__ import annotations

from collections.abc import Iterator

from .nodes import Entry, MappingNode, Node, SequenceNode


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


def entry_of(root: Node | None, key: Node) -> Entry | None:
    """Return the entry whose key is a node of the tree."""
    mappings = (node for node in walk(root) if isinstance(node, MappingNode))
    return next((each for mapping in mappings for each in mapping.entries if each.key is key), None)
