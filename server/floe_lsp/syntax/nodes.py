"""The YAML representation graph, with the place of everything a person typed.

Offsets are code points from the start of the document's text. A node's ``value`` is the plain
Python data that it stands for, with aliases and merge keys resolved (YAML 1.2.2, chapter 3); its
children are what was written, so an alias stays an ``AliasNode`` and ``<<`` stays an entry.

Values share what aliases share: the same list object stands at every alias of its anchor. Nobody
may change a value in place. A walk over ``value`` visits an aliased part once for every alias; how
often that can be is bounded by ``Limits.expanded_nodes``. A walk over nodes that does not follow
``AliasNode.target`` visits every node once.
"""

from __future__ import annotations

from typing import Any, Literal

from .text import Span

ScalarStyle = Literal["plain", "single", "double", "literal", "folded"]


class Node:
    """A value in the document: ``start`` and ``end`` bound its text, without anchor and tag."""

    __slots__ = ("anchor", "end", "start", "tag", "value")

    value: Any
    expanded: int
    """How many nodes this one counts for when every alias below it is written out."""

    def __init__(self, start: int, end: int, anchor: str | None, tag: str | None) -> None:
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag

    @property
    def span(self) -> Span:
        """The range of the value's text."""
        return Span(self.start, self.end)


class ScalarNode(Node):
    """A single value. ``text`` is its content before the core schema gave it a type."""

    __slots__ = ("style", "text")

    expanded: int = 1

    def __init__(
        self,
        start: int,
        end: int,
        anchor: str | None,
        tag: str | None,
        text: str,
        style: ScalarStyle,
        value: object,
    ) -> None:
        # Not by the base: this runs for nearly every word of a file.
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag
        self.text = text
        self.style: ScalarStyle = style
        self.value = value


class _CollectionNode(Node):
    __slots__ = ("expanded", "flow")

    def __init__(
        self, start: int, end: int, anchor: str | None, tag: str | None, flow: bool
    ) -> None:
        super().__init__(start, end, anchor, tag)
        self.flow = flow
        self.expanded = 1


class SequenceNode(_CollectionNode):
    """A list, in block or flow form."""

    __slots__ = ("items",)

    def __init__(
        self, start: int, end: int, anchor: str | None, tag: str | None, flow: bool
    ) -> None:
        super().__init__(start, end, anchor, tag, flow)
        self.items: list[Node] = []
        self.value: list[Any] = []


class MappingNode(_CollectionNode):
    """A map. ``entries`` are in the order typed, with duplicates and merge keys."""

    __slots__ = ("effective", "entries")

    effective: dict[str, Entry] | None
    """The entry that counts for each text key; ``paths.entries`` fills it on first use."""

    def __init__(
        self, start: int, end: int, anchor: str | None, tag: str | None, flow: bool
    ) -> None:
        super().__init__(start, end, anchor, tag, flow)
        self.entries: list[Entry] = []
        self.value: dict[Any, Any] = {}
        self.effective = None


class AliasNode(Node):
    """A reference ``*name``. ``target`` is ``None`` when no finished anchor stands before it."""

    __slots__ = ("expanded", "name", "target")

    def __init__(self, start: int, end: int, name: str, target: Node | None) -> None:
        super().__init__(start, end, None, None)
        self.name = name
        self.target = target
        self.value = None if target is None else target.value
        self.expanded = 1 if target is None else target.expanded


class Entry:
    """A key and its value in a mapping; ``is_merge`` for the merge key ``<<``."""

    __slots__ = ("is_merge", "key", "value")

    def __init__(self, key: Node, value: Node, is_merge: bool) -> None:
        self.key = key
        self.value = value
        self.is_merge = is_merge


def dereference(node: Node) -> Node:
    """Follow an alias to the node that it names; any other node is returned as it is."""
    while isinstance(node, AliasNode) and node.target is not None:
        node = node.target
    return node


def merge_sources(entry: Entry) -> list[MappingNode]:
    """Return the mappings that a ``<<`` entry merges, in map form and in list form."""
    value = dereference(entry.value)
    candidates = value.items if isinstance(value, SequenceNode) else [value]
    targets = [dereference(candidate) for candidate in candidates]
    return [target for target in targets if isinstance(target, MappingNode)]


def last_child(node: Node) -> Node | None:
    """Return the last value in a collection."""
    if isinstance(node, MappingNode):
        return node.entries[-1].value if node.entries else None
    if isinstance(node, SequenceNode):
        return node.items[-1] if node.items else None
    return None
