"""From a path of keys and indexes to the place that a person typed, and back.

A path is what Pydantic calls ``loc``: strings for the keys of mappings, integers for the items of
sequences. Aliases and merge keys are followed on the way down, so a path through ``*base`` ends
where ``&base`` was written. On the way back, from an offset, the path is that of what is written
there. No walk recurses, and none follows an alias more than once a step.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from .nodes import Entry, MappingNode, Node, SequenceNode, dereference, merge_sources

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A value in the document and, when it stands in a mapping, its key."""

    key: Node | None
    value: Node


class PathAt(NamedTuple):
    """What stands at an offset.

    ``node`` is the innermost node there: a key when ``on_key``, else the value at ``path`` (or an
    alias in its place). Between the entries of a collection it is the collection itself.
    """

    path: Path
    node: Node
    on_key: bool


def entries(mapping: MappingNode) -> dict[str, Entry]:
    """Return the effective entry of each string key, merged keys after the mapping's own.

    Of duplicate keys the last counts, as for the value. The dictionary is made once a mapping;
    do not change it. A chain of merges as long as the document is followed without recursion.
    """
    if mapping.effective is not None:
        return mapping.effective
    pending = [mapping]
    while pending:
        current = pending[-1]
        sources = [
            source for entry in current.entries if entry.is_merge for source in merge_sources(entry)
        ]
        missing = [source for source in sources if source.effective is None]
        if missing:
            pending.extend(missing)
            continue
        pending.pop()
        found = {
            entry.key.value: entry
            for entry in current.entries
            if not entry.is_merge and type(entry.key.value) is str
        }
        for source in sources:
            for key, entry in (source.effective or {}).items():
                found.setdefault(key, entry)
        current.effective = found
    return mapping.effective or {}


def items_of(node: Node | None) -> list[Node]:
    """Return the items of a sequence, nothing for any other node."""
    node = None if node is None else dereference(node)
    return node.items if isinstance(node, SequenceNode) else []


def fields_of(node: Node | None) -> dict[str, Entry]:
    """Return the entries of a mapping by key, nothing for any other node."""
    node = None if node is None else dereference(node)
    return entries(node) if isinstance(node, MappingNode) else {}


def locate(root: Node, path: Path) -> Place | None:
    """Return the place of ``path`` below ``root``, or ``None`` when nothing stands there."""
    key: Node | None = None
    value = root
    for step in path:
        child = child_of(value, step)
        if child is None:
            return None
        key, value = child
    return Place(key, value)


def child_of(node: Node, step: str | int) -> Place | None:
    """Return the child of ``node`` at one key or index, or ``None``."""
    node = dereference(node)
    if isinstance(node, MappingNode) and isinstance(step, str):
        entry = entries(node).get(step)
        return Place(entry.key, entry.value) if entry else None
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return Place(None, node.items[step])
    return None


def path_at(root: Node, offset: int) -> PathAt:
    """Return the path to what is written at ``offset``, a code-point offset into the text.

    An offset right after a word still belongs to it, as a cursor does. Keys that ``<<`` brings in
    have the path of the mapping that merges them: in ``base: {<<: {a: 1}}`` the path of ``a`` is
    ``("base", "a")``. A key that is not text stands in the path as it is written in Python.
    """
    path: list[str | int] = []
    node = root
    while True:
        if isinstance(node, MappingNode):
            entry = _entry_at(node, offset)
            if entry is None:
                return PathAt(tuple(path), node, on_key=False)
            if not entry.is_merge:
                path.append(_step(entry.key))
            if offset <= entry.key.end:
                return PathAt(tuple(path), entry.key, on_key=True)
            node = entry.value
            if entry.is_merge and isinstance(node, SequenceNode):
                # The mappings of a merged list stand in for the mapping itself.
                node = _item_at(node, offset)[1] or node
        elif isinstance(node, SequenceNode):
            index, item = _item_at(node, offset)
            if item is None:
                return PathAt(tuple(path), node, on_key=False)
            path.append(index)
            node = item
        else:
            return PathAt(tuple(path), node, on_key=False)


def _entry_at(mapping: MappingNode, offset: int) -> Entry | None:
    found = mapping.entries
    index = bisect_right(found, offset, key=lambda entry: entry.key.start) - 1
    if index < 0 or offset > max(found[index].key.end, found[index].value.end):
        return None
    return found[index]


def _item_at(sequence: SequenceNode, offset: int) -> tuple[int, Node | None]:
    index = bisect_right(sequence.items, offset, key=lambda item: item.start) - 1
    if index < 0 or offset > sequence.items[index].end:
        return index, None
    return index, sequence.items[index]


def _step(key: Node) -> str | int:
    value = key.value
    return value if isinstance(value, (str, int)) else str(value)
