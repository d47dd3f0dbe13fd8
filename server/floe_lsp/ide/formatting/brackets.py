"""Enter and ``[`` between brackets that were closed by themselves.

Whoever types never wrote the closing bracket: Enter after the last entry means the next line below,
not a list that goes on, and ``[`` after ``[`` the bracket that stands there already. Enter right
after the bracket or a comma is for a list of several lines.
"""

from __future__ import annotations

from itertools import islice

from floe_lsp.ide.completion.context import CompletionContext
from floe_lsp.ide.cursor.cursors_at import cursors_at
from floe_lsp.ide.cursor.in_flow import is_in_flow
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.syntax.tolerant.block_line import BlockLine
from floe_lsp.syntax.tolerant.block_structure import before, enclosing
from floe_lsp.syntax.tolerant.budget import Budget
from floe_lsp.syntax.tolerant.flow_tokens import FILLING, flow_pieces, open_brackets

_MOST_LINES = 8
"""That are looked at above; who types goes no further without a pause."""
_CLOSING = {"[": "]", "{": "}"}
_AWAITS = frozenset({"open", "comma", "colon", "comment", "unclosed"})
"""What an entry, its value or its quote has yet to follow."""


def closed_above(source: SourceText, line: BlockLine) -> tuple[TextEdit, ...]:
    """Return the edits that close brackets on the lines on which they were opened.

    Mostly on the line above; further up where an editor had no time for the edits of a line break
    before the next line was typed.

    Args:
        source: The text.
        line: The new line, which begins with what stood right of the caret.

    Returns:
        What is moved to the ends of lines above, in order; nothing where brackets are to stay open.
    """
    rest, below = source.text[line.content : line.end].rstrip(), line
    edits: list[TextEdit] = []
    for above in islice(before(source, line), _MOST_LINES):
        closing = _missing(source, above)
        is_over = below is line or (below.is_structure and below.indent <= above.column)
        if closing and is_over and rest.startswith(closing):
            rest = rest.removeprefix(closing)
            is_comment = rest.startswith(" #")
            edits.insert(0, TextEdit(Span(above.end, above.end), closing + rest * is_comment))
            if not rest or is_comment:
                return tuple(edits)
        elif closing is None or above.bracket(source.text) is not None:
            break
        below = above
    return ()


def _missing(source: SourceText, line: BlockLine) -> str | None:
    """Return what closes the brackets of a line, ``None`` between brackets and in block text."""
    around = enclosing(source, line, line.indent, dash=line.is_item)
    text, start = source.text, line.bracket(source.text)
    is_text = any(each.is_last and each.line.opens_block_scalar(text) for each in around)
    if is_text or not line.elements or is_in_flow(source, line, line.content, around):
        return None
    if start is None:
        return ""
    opened = open_brackets(text, start, line.end, Budget(), inside=False)
    last = ""
    for kind, _, _ in flow_pieces(text, start, line.end, Budget()):
        last = last if kind in FILLING else kind
    return "" if last in _AWAITS else "".join(_CLOSING[text[each]] for each in reversed(opened))


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
