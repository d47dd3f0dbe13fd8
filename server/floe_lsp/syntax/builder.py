"""Builds the node graph from the event stream, iteratively, in one pass.

Values are built along with the nodes, which is what makes a parse cheap enough for every
keystroke. What is wrong with the graph (duplicate keys, aliases without an anchor) is collected
on the way; what is wrong with the text is raised by the parser and handled in ``recovery``.

``build`` is the hot loop of the program: a plain or quoted scalar, which is four of five events,
is turned into a node and attached without a function call but the node's constructor.
"""

from __future__ import annotations

from typing import Any, cast

from . import graph_problems
from .entries import bounds_of_value, entry_removal, leftover_line
from .events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NextEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from .limits import Limits
from .lines import line_end
from .node_properties import read_node_properties
from .nodes import (
    AliasNode,
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    ScalarStyle,
    SequenceNode,
    last_child,
    merge_sources,
)
from .problems import ProblemKind, ProblemList, SyntaxProblem
from .scalars import FIRST_OF_TYPED, resolve_plain
from .tags import apply_tag
from .text import Span

_STYLES: dict[str | None, ScalarStyle] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_BLOCK_STYLES = frozenset({"|", ">"})

Collection = SequenceNode | MappingNode


class LimitReached(Exception):
    """The document is larger than ``Limits`` allow; carries the problem to report."""

    def __init__(self, problem: SyntaxProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Misread(Exception):
    """The text at ``offset`` is YAML, but not the YAML that anyone means: ``{{ ... }}``."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class TreeBuilder:
    """Consumes events and keeps the first document's root and the problems of its graph."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.root: Node | None = None
        self.problems = ProblemList()
        self.anchors: dict[str, Node] = {}
        self.node_count = 0
        """Nodes built so far, which is the work done."""
        self._text = text
        self._limits = limits
        self._documents = 0
        self._aliased = 0
        """Nodes that the aliases so far would add if they were written out."""
        self._open: list[tuple[Collection | None, Node | None]] = []
        """The collections around the current one, each with the key that waits for a value."""
        self._current: Collection | None = None
        self._key: Node | None = None
        self._merging: set[int] = set()
        """Ids of the open mappings that hold a ``<<``."""
        self._first_keys: dict[int, dict[str, Node]] = {}
        """First place of each key, by id of the open mappings that have a duplicate."""
        self._closing = False
        self._tag_places: dict[int, Span | None] = {}

    def build(self, next_event: NextEvent) -> None:  # noqa: C901, PLR0912, PLR0915 - see above
        """Read events to the end of the first document.

        Raises the parser's own errors, ``LimitReached`` and ``Misread``; what was built until then
        is kept and can be finished with ``close``.
        """
        current, key, count = self._current, self._key, self.node_count
        around, limit = self._open, self._limits.nodes
        try:
            while (event := next_event()) is not None:
                kind = type(event)  # pyright: ignore[reportUnknownVariableType] - any event
                if kind is ScalarEvent:
                    text: str = event.value
                    style: str | None = event.style
                    if (
                        text
                        and event.anchor is None
                        and event.ctag is None
                        and style not in _BLOCK_STYLES
                    ):
                        start: int = event.start_mark.index
                        end: int = event.end_mark.index
                        value = (
                            resolve_plain(text) if not style and text[0] in FIRST_OF_TYPED else text
                        )
                        node = ScalarNode(start, end, None, None, text, _STYLES[style], value)
                    else:
                        node = self._scalar(event, key, current)
                    count += 1
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    around.append((current, key))
                    count += 1
                    current, key = self._start(event, kind is MappingStartEvent, count), None
                    if len(around) > self._limits.depth:
                        raise LimitReached(
                            graph_problems.too_deep(current.start, self._limits.depth)
                        )
                    continue
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    node = cast("Collection", current)
                    self._finish(node, event, count)
                    current, key = around.pop()
                elif kind is AliasEvent:
                    count += 1
                    node = self._alias(event, current, count)
                elif kind is DocumentStartEvent:
                    self._documents += 1
                    if self._documents > 1:
                        self._second_document(event.start_mark.index)
                        return
                    continue
                else:
                    continue

                if count > limit:
                    raise LimitReached(graph_problems.too_many_nodes(node, limit))
                # Attach the finished node.
                if key is not None:
                    mapping = cast("MappingNode", current)
                    name = key.value
                    values = mapping.value
                    if type(name) is str and name not in values and name != "<<":
                        mapping.entries.append(Entry(key, node, False))
                        values[name] = node.value
                    else:
                        self._attach_unusual(mapping, key, node)
                    key = None
                elif type(current) is MappingNode:
                    key = node
                elif current is not None:
                    sequence = cast("SequenceNode", current)
                    sequence.items.append(node)
                    sequence.value.append(node.value)
                elif self.root is None:
                    self.root = node
        finally:
            self._current, self._key, self.node_count = current, key, count

    def close(self) -> None:
        """Finish the collections that an error left open."""
        self._closing = True
        while self._current is not None:
            node = self._current
            if self._key is not None and isinstance(node, MappingNode):
                end = self._key.end
                self._attach(node, self._key, ScalarNode(end, end, None, None, "", "plain", None))
            self._finish(node, None, self.node_count)
            self._current, self._key = self._open.pop()
            self._attach(self._current, self._key, node)
            self._key = node if self._current is not None and self._key is None else None
            if not isinstance(self._current, MappingNode):
                self._key = None

    @property
    def open_collections(self) -> list[Collection]:
        """The collections that are not finished, outermost first."""
        around = [node for node, _ in self._open if node is not None]
        return around if self._current is None else [*around, self._current]

    @property
    def last_node(self) -> Node | None:
        """The node that was finished last, the innermost where several end together."""
        node: Node | None = self._key
        if node is None and self._current is not None:
            node = last_child(self._current)
        elif node is None:
            node = self.root
        while node is not None and (child := last_child(node)) is not None:
            node = child
        return node

    def _scalar(self, event: Any, key: Node | None, current: Collection | None) -> ScalarNode:
        """Build a scalar that is empty, in block style, anchored or tagged."""
        text: str = event.value
        style = _STYLES[event.style]
        anchor: str | None = event.anchor
        tag: str | None = None if event.ctag is None else event.tag
        start: int = event.start_mark.index
        end: int = event.end_mark.index
        place: Span | None = None
        if anchor is not None or tag is not None:
            start, place = read_node_properties(
                self._text, start, anchor=anchor is not None, tag=tag is not None
            )
            start = min(start, end)
        elif style == "plain" and start == end:
            start = end = bounds_of_value(self._text, key, current, start)
        if style == "literal" or style == "folded":  # noqa: PLR1714 - a set is slower
            end = start + len(self._text[start:end].rstrip())
        if style == "plain" and not text:
            start = end
        value = resolve_plain(text) if style == "plain" else text
        node = ScalarNode(start, end, anchor, tag, text, style, value)
        if anchor is not None:
            self.anchors[anchor] = node
        if tag is not None:
            apply_tag(node, place, self._text, self.problems)
        return node

    def _alias(self, event: Any, current: Collection | None, count: int) -> AliasNode:
        name: str = event.anchor
        start, end = event.start_mark.index, event.end_mark.index
        target = self.anchors.get(name)
        if target is None:
            if self.problems.wants(ProblemKind.UNKNOWN_ANCHOR):
                known = list(self.anchors)
                self.problems.append(graph_problems.unknown_anchor(name, start, end, known))
        elif current is target or any(node is target for node, _ in self._open):
            if self.problems.wants(ProblemKind.RECURSIVE_ALIAS):
                self.problems.append(graph_problems.recursive_alias(name, start, end, target))
            target = None
        node = AliasNode(start, end, name, target)
        self._aliased += node.expanded - 1
        limit = self._limits.expanded_nodes
        if count + self._aliased > limit:
            raise LimitReached(graph_problems.too_many_aliases(node, limit))
        return node

    def _start(self, event: Any, is_mapping: bool, count: int) -> Collection:
        start: int = event.start_mark.index
        anchor: str | None = event.anchor
        tag: str | None = None if event.ctag is None else event.tag
        if anchor is None and tag is None:
            if is_mapping:
                node = MappingNode(start, start, None, None, event.flow_style)
            else:
                node = SequenceNode(start, start, None, None, event.flow_style)
        else:
            start, place = read_node_properties(
                self._text, start, anchor=anchor is not None, tag=tag is not None
            )
            kind = MappingNode if is_mapping else SequenceNode
            node = kind(start, start, anchor, tag, event.flow_style)
            if anchor is not None:
                self.anchors[anchor] = node
            self._tag_places[id(node)] = place
        # Until the collection ends, ``expanded`` holds the count of all nodes at its start.
        node.expanded = count + self._aliased
        return node

    def _finish(self, node: Collection, event: Any, count: int) -> None:
        node.expanded = count + self._aliased - node.expanded + 1
        # A block collection ends, for the parser, where the next token starts; for people, with
        # its last child.
        if node.flow and event is not None:
            node.end = event.end_mark.index
        elif (last := last_child(node)) is not None and last.end > node.start:
            node.end = last.end
        if self._merging and id(node) in self._merging:
            self._merging.discard(id(node))
            self._merge(cast("MappingNode", node))
        if self._first_keys:
            self._first_keys.pop(id(node), None)
        if node.tag is not None:
            place = self._tag_places.pop(id(node), None)
            apply_tag(node, place, self._text, self.problems)

    def _attach(self, parent: Collection | None, key: Node | None, node: Node) -> None:
        """Attach one node outside the hot loop."""
        if parent is None:
            if self.root is None:
                self.root = node
        elif isinstance(parent, SequenceNode):
            parent.items.append(node)
            parent.value.append(node.value)
        elif key is not None:
            name = key.value
            if type(name) is str and name not in parent.value and name != "<<":
                parent.entries.append(Entry(key, node, False))
                parent.value[name] = node.value
            else:
                self._attach_unusual(parent, key, node)

    def _attach_unusual(self, mapping: MappingNode, key: Node, node: Node) -> None:
        """Attach a merge, a duplicate, or an entry whose key is not text."""
        name = key.value
        entries = mapping.entries
        if name == "<<" and isinstance(key, ScalarNode) and key.style == "plain":
            entries.append(Entry(key, node, True))
            self._merging.add(id(mapping))
            return
        if type(name) is not str:
            self._non_string_key(mapping, key, node)
        elif name in mapping.value and self.problems.wants(ProblemKind.DUPLICATE_KEY):
            first = self._first_key(mapping, name)
            removal = entry_removal(self._text, mapping, key, node)
            leftover = leftover_line(self._text, mapping, first)
            self.problems.append(graph_problems.duplicate_key(name, key, first, removal, leftover))
        entries.append(Entry(key, node, False))
        if not isinstance(name, (dict, list)):
            mapping.value[name] = node.value

    def _non_string_key(self, mapping: MappingNode, key: Node, value: Node) -> None:
        if (
            not self._closing
            and isinstance(key, MappingNode)
            and key.flow
            and mapping.flow
            and self._text.startswith("{{", mapping.start)
            and self._text.startswith("}}", key.end - 1)
        ):
            raise Misread(mapping.start)
        if isinstance(key, AliasNode) and key.target is None:
            return  # the alias has been reported
        if self.problems.wants(ProblemKind.NON_STRING_KEY):
            removal = entry_removal(self._text, mapping, key, value)
            self.problems.append(graph_problems.non_string_key(key, self._text, removal))

    def _first_key(self, mapping: MappingNode, name: str) -> Node:
        known = self._first_keys.get(id(mapping))
        if known is None:
            known = {}
            self._first_keys[id(mapping)] = known
        if name not in known:
            for entry in mapping.entries:
                if type(entry.key.value) is str and not entry.is_merge:
                    known.setdefault(entry.key.value, entry.key)
        return known[name]

    def _merge(self, mapping: MappingNode) -> None:
        """Add the keys of ``<<`` that the mapping does not have itself; the first source wins."""
        merges = [entry for entry in mapping.entries if entry.is_merge]
        value = mapping.value
        for entry in merges:
            if entry is not merges[0] and self.problems.wants(ProblemKind.DUPLICATE_MERGE_KEY):
                self.problems.append(graph_problems.duplicate_merge_key(entry, merges[0]))
            for source in merge_sources(entry):
                for key, item in source.value.items():
                    value.setdefault(key, item)
            for node in graph_problems.bad_merge_sources(entry):
                if not self._closing and self.problems.wants(ProblemKind.BAD_MERGE):
                    self.problems.append(graph_problems.bad_merge(node))

    def _second_document(self, start: int) -> None:
        explicit = self._text.startswith("---", start)
        end = start + 3 if explicit else line_end(self._text, start)
        problem = graph_problems.second_document(start, end, behind_end_mark=not explicit)
        self.problems.add(problem)
