"""Fixes for a name that two items of a list have: another name, or no second item."""

from __future__ import annotations

from floe_lsp.compilation.diagnostics import Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    TextEdit,
    dereference,
    fields_of,
)
from floe_lsp.syntax.edits import remove_item
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote


class TakenNames:
    """The names in the lists of one document; a list with one repeated name often has many."""

    def __init__(self) -> None:
        self._found: dict[tuple[SequenceNode, str], frozenset[str]] = {}

    def of(self, items: SequenceNode, key: str) -> frozenset[str]:
        """Return what the items of a list have at ``key``."""
        if (items, key) not in self._found:
            self._found[items, key] = frozenset(
                entry.value.value
                for each in items.items
                if (entry := fields_of(each).get(key)) is not None
                and isinstance(entry.value.value, str)
            )
        return self._found[items, key]


def repetition_fixes(
    document: Document, path: Path, place: Node, taken: TakenNames
) -> tuple[Fix, ...]:
    """Return the fixes for the repeated name at ``path``, which ends in an index and a field.

    Args:
        document: The file with the list.
        path: Path of the repeated name.
        place: The name as typed; one that an alias repeats cannot be changed alone.
        taken: The names that the document has.
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
        free = _free_name(taken.of(items, str(path[-1])), name)
        edit = TextEdit(place.span, emit_scalar(free))
        found.append(document.fix(f"Rename to {quote(free)}", edit))
    if all(each.anchor is None for each in walk(item)):
        edit = remove_item(document.text, items, item)
        found.append(document.fix(f"Remove this {quote(name)}", edit))
    return tuple(found)


def _free_name(taken: frozenset[str], name: str) -> str:
    """The name with the first number after it that gives a new one."""
    number = 2
    separator = "-" if "-" in name else "_"
    while f"{name}{separator}{number}" in taken:
        number += 1
    return f"{name}{separator}{number}"
