"""The outline of a file (LSP ``textDocument/documentSymbol``).

Items of lists go by their names, so the outline reads as the product does: its transforms, and
below each one its checks. Single values are listed in the sections only, not in every transform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.load.file_kind import FileKind
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
    return tuple(_entries(snapshot.kind, root, (), 1))


def _entries(
    file: FileKind, mapping: MappingNode, path: Path, depth: int
) -> Iterator[DocumentSymbol]:
    for entry in mapping.entries:
        if not entry.is_merge and isinstance(entry.key.value, str):
            yield _entry(file, entry, entry.key.value, (*path, entry.key.value), depth)


def _entry(file: FileKind, entry: Entry, name: str, path: Path, depth: int) -> DocumentSymbol:
    key, value = entry.key, entry.value
    span = Span(key.start, max(key.end, value.end))
    shown = name if name.strip() else "(empty)"
    if isinstance(value, MappingNode):
        kind = symbol_of(file, path)
        below = tuple(_entries(file, value, path, depth + 1)) if depth < _DEEPEST else ()
        return DocumentSymbol(shown, kind, span, key.span, children=below)
    if isinstance(value, SequenceNode):
        below = tuple(_items(file, value, path, depth + 1)) if depth < _DEEPEST else ()
        detail = counted(len(value.items), "item")
        return DocumentSymbol(shown, SymbolKind.ARRAY, span, key.span, detail, below)
    return DocumentSymbol(shown, SymbolKind.PROPERTY, span, key.span, _text(value))


def _items(
    file: FileKind, sequence: SequenceNode, path: Path, depth: int
) -> Iterator[DocumentSymbol]:
    kind: SymbolKind | None = None
    for index, item in enumerate(sequence.items):
        found = dereference(item)
        if not isinstance(found, MappingNode):
            continue
        kind = kind or symbol_of(file, (*path, index))
        fields = entries(found)
        name, selection = _name(fields, item, index)
        is_shown = depth < _DEEPEST and not isinstance(item, AliasNode)
        below = _entries(file, found, (*path, index), depth) if is_shown else ()
        # Of an item, the entries that hold mappings are shown, not its single values.
        children = tuple(symbol for symbol in below if symbol.children)
        yield DocumentSymbol(name, kind, item.span, selection, _detail(fields), children)


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
