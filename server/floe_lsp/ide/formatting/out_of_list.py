"""A key typed behind a dash that came by itself: it is the next key of what holds the list.

Below an item of a list of texts the next dash is written. Whoever goes on with ``tier: gold`` has
left the list.
"""

from __future__ import annotations

from floe_lsp.ide.completion.context import CompletionContext
from floe_lsp.ide.cursor.cursor import Cursor, Slot, Word
from floe_lsp.ide.cursor.path import path_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import Span, TextEdit
from floe_lsp.syntax.tolerant.block_line import BlockLine, ElementKind
from floe_lsp.syntax.tolerant.block_structure import (
    before,
    enclosing,
    key_text,
    next_start,
    siblings,
)


def out_of_list(snapshot: Snapshot, line: BlockLine, bottom: BlockLine) -> TextEdit | None:
    """Return the edit that puts the key of a line where it belongs.

    Only a key that the mapping around the list may have and has not, at the end of a list of texts.

    Args:
        snapshot: The file; it may be of any syntax.
        line: The line with dash and key.
        bottom: The last line that was typed: that line, or the empty one below it.
    """
    source = snapshot.document.text
    if [each.kind for each in line.elements] != [ElementKind.DASH, ElementKind.KEY]:
        return None
    dash, key = line.indent, line.elements[1]
    nearest = next(before(source, line), None)
    if (
        nearest is None
        or (nearest.indent, len(nearest.elements)) != (dash, 1)
        or not nearest.is_item
        or nearest.value is None
    ):
        return None  # the first dash of a list was typed
    around = enclosing(source, line, dash, dash=True)
    if not around:
        return None
    parent, below = around[0], next_start(source, bottom)
    if parent.key is None:
        return None
    is_beside = below == (dash, False) and parent.column == dash
    if below is not None and below[0] >= dash and not is_beside:
        return None  # the list goes on
    column = parent.column
    path, levels = path_of(source, around[1:])
    keys = siblings(source, parent.line, column)
    cursor = Cursor(Slot.KEY, path, Word(key.name, ""), column, levels, keys)
    context = CompletionContext(snapshot, cursor, snippets=False)
    name = key_text(source.text, key)
    doc = context.describe(parent.key)
    if doc is None or doc.type.item is None or doc.type.item.kind is not TypeKind.TEXT:
        return None
    if name not in context.allowed_keys() or name in {*keys, parent.key}:
        return None
    return TextEdit(Span(line.start, key.start), " " * column)
