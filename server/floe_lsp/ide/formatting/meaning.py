"""Whether two texts mean the same: every value, name, quote and comment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from floe_lsp.syntax import (
    AliasNode,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    SourceText,
    Tree,
    parse,
)
from floe_lsp.syntax.tokens import comments


def same_meaning(before: Tree, text: str) -> bool:
    """Whether ``text`` holds what ``before`` holds, in the same order and form.

    Places and blanks may differ, and nothing else: not even the kind of quotes.
    """
    after = parse(SourceText(text))
    return (
        not after.problems
        and all(one == other for one, other in zip_longest(_shape(before.root), _shape(after.root)))
        and _comments(before) == _comments(after)
    )


def _comments(tree: Tree) -> list[str]:
    return [tree.text.slice(span).rstrip(" \t") for span in comments(tree.text, tree.root)]


def _shape(root: Node | None) -> Iterator[tuple[object, ...]]:
    pending: list[Node] = [] if root is None else [root]
    while pending:
        node = pending.pop()
        if isinstance(node, ScalarNode):
            yield (node.style, node.text, node.anchor, node.tag)
        elif isinstance(node, AliasNode):
            yield ("alias", node.name)
        elif isinstance(node, MappingNode):
            yield ("mapping", len(node.entries), node.flow, node.anchor, node.tag)
            for entry in node.entries:
                pending.append(entry.key)
                pending.append(entry.value)
        elif isinstance(node, SequenceNode):
            yield ("sequence", len(node.items), node.flow, node.anchor, node.tag)
            pending.extend(node.items)
