"""Enter and ``[`` between brackets that were closed by themselves.

Whoever types never wrote the closing bracket: Enter after the last entry means the next line below,
not a list that goes on, and ``[`` after ``[`` the bracket that stands there already. Enter right
after the bracket or a comma is for a list of several lines.
"""

from __future__ import annotations

from floe_lsp.ide.completion.context import CompletionContext
from floe_lsp.ide.cursor.cursors_at import cursors_at
from floe_lsp.ide.cursor.in_flow import is_in_flow
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.syntax.tolerant.block_line import BlockLine
from floe_lsp.syntax.tolerant.block_structure import Enclosing
from floe_lsp.syntax.tolerant.budget import Budget
from floe_lsp.syntax.tolerant.flow_tokens import FILLING, flow_pieces, open_brackets

_CLOSING = {"[": "]", "{": "}"}
_AWAITS = frozenset({"open", "comma", "colon", "comment", "unclosed"})
"""What an entry, its value or its quote has yet to follow."""


def closed_above(
    source: SourceText, line: BlockLine, above: BlockLine, around: list[Enclosing]
) -> TextEdit | None:
    """Return the edit that closes brackets on the line on which they were opened.

    Args:
        source: The text.
        line: The new line, which begins with what stood right of the caret.
        above: The line that was broken.
        around: What encloses the line above.

    Returns:
        What is moved to the end of the line above; ``None`` where the brackets are to stay open.
    """
    text, start = source.text, above.bracket(source.text)
    if start is None or not above.elements or is_in_flow(source, above, start, around):
        return None
    opened = open_brackets(text, start, above.end, Budget(), inside=False)
    last = ""
    for kind, _, _ in flow_pieces(text, start, above.end, Budget()):
        last = last if kind in FILLING else kind
    closing = "".join(_CLOSING[text[each]] for each in reversed(opened))
    moved = text[line.content : line.end]
    rest = moved.removeprefix(closing)
    is_closed = bool(closing) and rest != moved and (not rest.strip() or rest.startswith(" #"))
    if not is_closed or last in _AWAITS:
        return None
    return TextEdit(Span(above.end, above.end), moved.rstrip())


def one_bracket(snapshot: Snapshot, offset: int) -> tuple[TextEdit, ...]:
    """Take a ``[`` for the one before it, where the contract has no list inside the list."""
    text = snapshot.document.text.text
    if text[offset - 2 : offset] != "[[" or not text.startswith("]", offset):
        return ()
    for cursor in cursors_at(snapshot.document.text, offset - 1):
        doc = CompletionContext(snapshot, cursor, snippets=False).describe()
        if doc is not None and doc.type.likeliest.kind is not TypeKind.LIST and cursor.is_item:
            is_pair = text.startswith("]]", offset)
            return (TextEdit(Span(offset - 1, offset + is_pair), ""),)
    return ()
