"""The outline of a file (LSP ``textDocument/documentSymbol``).

Items of lists go by their names, so the outline reads as the product does: its transforms, and
below each one its checks. Single values are listed in the sections only, not in every transform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.limits import MOST_ENTRIES
from floe_lsp.ide.places import symbol_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.symbol_kinds import SymbolKind
from floe_lsp.syntax import (
    AliasNode,
    Entry,
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    Span,
    dereference,
    entries,
)
from floe_lsp.wording.counting import counted

_DEEPEST = 6
"""Levels of the outline; what is nested more deeply is reached by folding."""

_NAMES = ("name", "id", "type")


@dataclass(frozen=True)
class DocumentSymbol:
    """An entry of the outline; ``span`` holds ``selection`` and the spans of all children."""

    name: str
    kind: SymbolKind
    span: Span
    selection: Span
    detail: str = ""
    children: tuple[DocumentSymbol, ...] = ()


def document_symbols(snapshot: Snapshot) -> tuple[DocumentSymbol, ...]:
    """Return the outline of a file, as far as it can be read."""
    root = snapshot.document.root
    if not isinstance(root, MappingNode):
        return ()
    entry, part_guard = _Outline(snapshot.kind).entry, snapshot.part_guard
    return tuple(
        symbol for each in root.entries for symbol in part_guard.join((entry,), each, (), 1)
    )


class _Outline:
    """Makes the entries of one outline, until there are enough."""

    def __init__(self, file: FileKind) -> None:
        self._file = file
        self._left = MOST_ENTRIES

    def entries(self, mapping: MappingNode, path: Path, depth: int) -> Iterator[DocumentSymbol]:
        """Yield what a mapping holds."""
        for entry in mapping.entries:
            yield from self.entry(entry, path, depth)

    def entry(self, entry: Entry, path: Path, depth: int) -> Iterator[DocumentSymbol]:
        """Yield an entry of a mapping at a path, unless it is not shown."""
        name: object = entry.key.value
        if self._left > 0 and not entry.is_merge and isinstance(name, str):
            yield self._entry(entry, name, (*path, name), depth)

    def _entry(self, entry: Entry, name: str, path: Path, depth: int) -> DocumentSymbol:
        self._left -= 1
        key, value = entry.key, entry.value
        span = Span(key.start, max(key.end, value.end))
        shown = name if name.strip() else "(empty)"
        if isinstance(value, MappingNode):
            kind = symbol_of(self._file, path)
            below = tuple(self.entries(value, path, depth + 1)) if depth < _DEEPEST else ()
            return DocumentSymbol(shown, kind, span, key.span, children=below)
        if isinstance(value, SequenceNode):
            below = tuple(self._items(value, path, depth + 1)) if depth < _DEEPEST else ()
            detail = counted(len(value.items), "item")
            return DocumentSymbol(shown, SymbolKind.ARRAY, span, key.span, detail, below)
        return DocumentSymbol(shown, SymbolKind.PROPERTY, span, key.span, _text(value))

    def _items(self, sequence: SequenceNode, path: Path, depth: int) -> Iterator[DocumentSymbol]:
        kind: SymbolKind | None = None
        for index, item in enumerate(sequence.items):
            if self._left <= 0:
                return
            found = dereference(item)
            if not isinstance(found, MappingNode):
                continue
            self._left -= 1
            kind = kind or symbol_of(self._file, (*path, index))
            fields = entries(found)
            name, selection = _name(fields, item, index)
            is_shown = depth < _DEEPEST and not isinstance(item, AliasNode)
            children = tuple(self._collections(found, (*path, index), depth)) if is_shown else ()
            yield DocumentSymbol(name, kind, item.span, selection, _detail(fields), children)

    def _collections(self, item: MappingNode, path: Path, depth: int) -> Iterator[DocumentSymbol]:
        """Yield the entries of an item that hold mappings; its single values are not shown."""
        for entry in item.entries:
            key: object = entry.key.value
            if self._left <= 0:
                return
            if entry.is_merge or not isinstance(key, str):
                continue
            if isinstance(entry.value, MappingNode | SequenceNode):
                symbol = self._entry(entry, key, (*path, key), depth)
                if symbol.children:
                    yield symbol
                else:
                    self._left += 1


def _name(fields: dict[str, Entry], item: Node, index: int) -> tuple[str, Span]:
    for key in _NAMES:
        entry = fields.get(key)
        if entry is None or not isinstance(entry.value.value, str):
            continue
        value = entry.value
        if not value.value.strip():
            continue
        inside = item.start <= value.start and value.end <= item.end
        return value.value, value.span if inside else item.span
    return f"item {index + 1}", Span(item.start, item.start)


def _detail(fields: dict[str, Entry]) -> str:
    words = (
        fields[key].value.value for key in ("compute", "tier", "dimension", "type") if key in fields
    )
    return " · ".join(word for word in words if isinstance(word, str))


def _text(node: Node) -> str:
    if isinstance(node, AliasNode):
        return f"*{node.name}"
    if not isinstance(node, ScalarNode):
        return ""
    line = node.text.split("\n", 1)[0]
    return line if len(line) <= 60 else f"{line[:59]}…"
