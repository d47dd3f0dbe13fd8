"""Completion (LSP ``textDocument/completion``), also where the document does not parse.

``cursors_at`` says from the lines alone what could be written at an offset; ``keys`` and ``values``
know what that may be; ``context`` writes it so that it fits what stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable

from floe_lsp.ide.cursor.cursor import Cursor, Slot
from floe_lsp.ide.cursor.cursors_at import cursors_at
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax.tolerant.block_line import read_between, unquoted

from .context import CompletionContext
from .documentation import documentation_of
from .file_templates import file_templates
from .items import MAX_ITEMS, CompletionItem, ItemData, ItemKind
from .keys import key_items
from .usual_blocks import usual_blocks
from .values import value_items

__all__ = ["CompletionItem", "ItemData", "ItemKind", "complete", "documentation_of"]


def complete(
    snapshot: Snapshot, offset: int, *, snippets: bool = True
) -> tuple[CompletionItem, ...]:
    """Return what may be written at a code-point offset, the likeliest first.

    Args:
        snapshot: The file; it may be of any syntax.
        offset: Where the cursor stands.
        snippets: Whether items may have a form with placeholders.

    Returns:
        Nothing where nothing can stand: in comments, block scalars, after a finished value; and
        never the word that stands there already.
    """
    source = snapshot.document.text
    found: list[CompletionItem] = []
    for order, cursor in enumerate(cursors_at(source, offset)):
        context = CompletionContext(snapshot, cursor, snippets, order)
        parts = _KEYS if cursor.slot is Slot.KEY else _VALUES
        items = snapshot.part_guard.join(parts, context)
        found.extend(item for item in items if not _stands_there(context, item))
    return _cut(found)


def _stands_there(context: CompletionContext, item: CompletionItem) -> bool:
    """Whether a person who accepts an item gets the word that is written already."""
    start, end = context.cursor.word.span
    written = context.snapshot.document.text.text[start:end]
    if context.cursor.slot is Slot.KEY and not context.cursor.has_colon:
        return False  # the colon is missing yet
    return unquoted(written.rstrip(" ")) == item.label


def _templates(context: CompletionContext) -> Iterable[CompletionItem]:
    return file_templates(context) if _is_start(context.snapshot, context.cursor) else ()


def _is_start(snapshot: Snapshot, cursor: Cursor) -> bool:
    """Whether nothing but the word at the cursor, and comments, stands in the file."""
    text = snapshot.document.text.text
    start, end = cursor.word.span
    if cursor.path or cursor.keys or cursor.has_colon or start > len(text):
        return False
    rest = text[:start] + text[end:]
    return all(read_between(line, 0, len(line)).is_blank for line in rest.splitlines())


_KEYS = (_templates, key_items, usual_blocks)
_VALUES = (value_items,)


def _cut(found: list[CompletionItem]) -> tuple[CompletionItem, ...]:
    """Drop repetitions, also what a cursor before offers in another form; sort, cut the rest."""
    unique = {(item.label, item.kind): item for item in reversed(found)}
    items = sorted(unique.values(), key=lambda item: item.sort_key)
    return tuple(items[:MAX_ITEMS])
