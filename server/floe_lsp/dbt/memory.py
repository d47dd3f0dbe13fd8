"""What of a project's nodes can be taken over when one of its files has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from .nodes import DbtNode


@dataclass
class NodeMemory:
    """The nodes of a project as they were made last, with what each was made of.

    A node is made again only of other things: an edit of one model makes one node.
    """

    _stated: dict[Hashable, tuple[tuple[object, ...], DbtNode]] = field(
        default_factory=dict[Hashable, tuple[tuple[object, ...], DbtNode]]
    )
    _joined: dict[str, tuple[DbtNode, DbtNode]] = field(
        default_factory=dict[str, tuple[DbtNode, DbtNode]]
    )
    _surroundings: object = None

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
        if surroundings != self._surroundings:
            self._surroundings = surroundings
            self._joined = {}

    def joined(self, key: str, node: DbtNode, join: Callable[[DbtNode], DbtNode]) -> DbtNode:
        """Return a node with its edges, the same again for the same node."""
        before = self._joined.get(key)
        if before is not None and before[0] is node:
            return before[1]
        found = join(node)
        self._joined[key] = (node, found)
        return found


def _is(one: object, other: object) -> bool:
    return one is other
