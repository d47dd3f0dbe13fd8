"""Fixes for a name that two items of a list have: another name, or no second item."""

from __future__ import annotations

from functools import lru_cache

from floe_lsp.compilation.diagnostics import Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import fields
from floe_lsp.syntax import MappingNode, Node, Path, ScalarNode, SequenceNode, TextEdit, dereference
from floe_lsp.syntax.edits import remove_item
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.quoting import quote


def repetition_fixes(document: Document, path: Path, place: Node) -> tuple[Fix, ...]:
    """Return the fixes for the repeated name at ``path``, which ends in an index and a field.

    Args:
        document: The file with the list.
        path: Path of the repeated name.
        place: The name as typed; one that an alias repeats cannot be changed alone.
    """
    if len(path) < 2 or not isinstance(path[-2], int):
        return ()
    node = document.node(*path[:-2])
    items = None if node is None else dereference(node)
    if not isinstance(items, SequenceNode) or path[-2] >= len(items.items):
        return ()
    found: list[Fix] = []
    name = place.value
    item = items.items[path[-2]]
    if not isinstance(name, str):
        return ()
    is_own = isinstance(item, MappingNode) and any(each.value is place for each in item.entries)
    if isinstance(place, ScalarNode) and is_own:
        free = _free_name(items, str(path[-1]), name)
        edit = TextEdit(place.span, emit_scalar(free))
        found.append(document.fix(f"Rename to {quote(free)}", edit))
    if item.anchor is None and not any(each.anchor for each in _below(item)):
        edit = remove_item(document.text, items, item)
        found.append(document.fix(f"Remove this {quote(name)}", edit))
    return tuple(found)


def _free_name(items: SequenceNode, key: str, name: str) -> str:
    """The name with the first number behind it that gives a new one."""
    taken = _taken(items, key)
    number = 2
    separator = "-" if "-" in name else "_"
    while f"{name}{separator}{number}" in taken:
        number += 1
    return f"{name}{separator}{number}"


@lru_cache(maxsize=1)
def _taken(items: SequenceNode, key: str) -> frozenset[str]:
    """The names in a list; kept, for a list with one repeated name often has many."""
    return frozenset(
        entry.value.value
        for each in items.items
        if (entry := fields(each).get(key)) is not None and isinstance(entry.value.value, str)
    )


def _below(node: Node) -> list[Node]:
    """Every node below one, for an anchor that something else may need."""
    found: list[Node] = []
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, MappingNode):
            pending.extend(entry.value for entry in current.entries)
        elif isinstance(current, SequenceNode):
            pending.extend(current.items)
        found.append(current)
    return found
