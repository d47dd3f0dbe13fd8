"""What of a project's nodes can be taken over when one of its files has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import NamedTuple

from .nodes import DbtNode


class _Joined(NamedTuple):
    """Nodes with their edges, and what those may lead to: both are replaced at once."""

    surroundings: object
    nodes: dict[str, tuple[DbtNode, DbtNode]]


@dataclass
class NodeMemory:
    """The nodes of a project as they were made last, with what each was made of.

    A node is made again only of other things: an edit of one model makes one node.
    """

    _stated: dict[Hashable, tuple[tuple[object, ...], DbtNode]] = field(
        default_factory=dict[Hashable, tuple[tuple[object, ...], DbtNode]]
    )
    _joined: _Joined = field(default_factory=lambda: _Joined(None, {}))

    def stated(
        self, key: Hashable, made_of: tuple[object, ...], make: Callable[[], DbtNode]
    ) -> DbtNode:
        """Return a node without its edges, the same again while it is made of the same objects."""
        before = self._stated.get(key)
        if before is not None and all(map(_is, before[0], made_of)):
            return before[1]
        node = make()
        self._stated[key] = (made_of, node)
        return node

    def surround(self, surroundings: object) -> None:
        """Forget all edges when what they may lead to is another."""
        if surroundings != self._joined.surroundings:
            self._joined = _Joined(surroundings, {})

    def joined(self, key: str, node: DbtNode, join: Callable[[DbtNode], DbtNode]) -> DbtNode:
        """Return a node with its edges, the same again for the same node."""
        nodes = self._joined.nodes
        before = nodes.get(key)
        if before is not None and before[0] is node:
            return before[1]
        found = join(node)
        nodes[key] = (node, found)
        return found

    def copied(self) -> NodeMemory:
        """Return a memory of the same that goes its own way from now on."""
        joined = self._joined
        return NodeMemory(dict(self._stated), _Joined(joined.surroundings, dict(joined.nodes)))


def _is(one: object, other: object) -> bool:
    return one is other
