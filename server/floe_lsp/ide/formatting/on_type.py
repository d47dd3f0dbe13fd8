"""Formatting while typing (LSP ``textDocument/onTypeFormatting``): how deep a new line begins.

Below a key that awaits its value one level in; below the first key of an item at that key; below an
item of a list of texts the next dash; in a block of text where its lines begin. An editor that
indents by rules of its own is given the same, and no edits. What was written by itself and is in
the way, a dash or a closing bracket, makes room.
"""

from __future__ import annotations

from floe_lsp.ide.cursor.cursor import Word
from floe_lsp.ide.cursor.in_flow import is_in_flow
from floe_lsp.ide.cursor.on_new_line import key_of_item_above
from floe_lsp.ide.document_style import style_of
from floe_lsp.ide.fields_at_cursor import FieldsAtCursor
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.syntax.tolerant.block_line import QUOTES, BlockLine, ElementKind, closing_quote
from floe_lsp.syntax.tolerant.block_structure import (
    MAX_LINE,
    Enclosing,
    enclosing,
    is_first_document,
    line_at,
    next_start,
)

from .brackets import closed_above, one_bracket
from .out_of_list import out_of_list

LINE_BREAK = "\n"
DASH = "-"
BRACKET = "["
BLANK = " "


def format_typed(snapshot: Snapshot, offset: int, typed: str) -> tuple[TextEdit, ...]:
    """Return the edits after a character was typed.

    Args:
        snapshot: The file; it may be of any syntax.
        offset: Where the caret stands, right of the character and of what the editor added to it.
        typed: ``LINE_BREAK``, ``DASH``, ``BRACKET`` or ``BLANK``; nothing is done for any other.

    Returns:
        Edits in order, of blanks and dashes alone, and of brackets that were closed by themselves.
    """
    source = snapshot.document.text
    number = source.position(offset).line
    if number == 0 or not is_first_document(source.text, offset):
        return ()
    if typed == BRACKET:
        return one_bracket(snapshot, offset)
    line, above = line_at(source, number), line_at(source, number - 1)
    if above.is_blank or above.is_marker or above.end - above.start > MAX_LINE:
        return ()
    if typed == DASH:
        return _one_dash(source, line, above)
    if typed == BLANK:
        return _key_before(snapshot, line, offset)
    return _below(snapshot, line, above, offset) if typed == LINE_BREAK else ()


def _below(
    snapshot: Snapshot, line: BlockLine, above: BlockLine, offset: int
) -> tuple[TextEdit, ...]:
    """Return the edits after a line break."""
    source = snapshot.document.text
    around = enclosing(source, above, above.indent, dash=above.is_item)
    if any(each.is_last and each.line.opens_block_scalar(source.text) for each in around):
        is_text = _is_unwritten(source, line)
        return _begin(source, line, " " * above.indent) if is_text else ()
    if not _is_unwritten(source, line):
        closed = closed_above(source, line) if offset == line.content else ()
        return closed and (*closed, *_begin(source, line, _beginning(source, above, 0)))
    if not above.elements or _is_open(source, above, around):
        return ()
    if _is_empty_item(above):
        return _leave_list(source, line, above)
    moved = out_of_list(snapshot, above, line) or _indent_into_item(snapshot, above)
    return _after(source, line, above, moved)


def _after(
    source: SourceText, line: BlockLine, above: BlockLine, moved: TextEdit | None
) -> tuple[TextEdit, ...]:
    """Let a line begin as it should below one whose beginning is edited."""
    if moved is None:
        return _begin(source, line, _beginning(source, above, 0))
    shift = len(moved.text) - (moved.span.end - moved.span.start)
    return (moved, *_begin(source, line, _beginning(source, above, shift)))


def _is_unwritten(source: SourceText, line: BlockLine) -> bool:
    """Whether nothing but blanks, and a dash that an editor has added, stands on a line."""
    return source.text[line.start : line.end].strip(" ") in ("", DASH)


def _is_open(source: SourceText, line: BlockLine, around: list[Enclosing]) -> bool:
    """Whether a bracket or a quote of a line is not closed at its end."""
    if is_in_flow(source, line, line.end, around):
        return True
    value, text = line.value, source.text
    return (
        value is not None
        and text[value.start] in QUOTES
        and closing_quote(text, value.start, value.end) is None
    )


def _is_empty_item(line: BlockLine) -> bool:
    """Whether a line is a dash with a blank behind it; a dash alone has its item below."""
    last = line.elements[-1]
    is_dash = last.kind is ElementKind.DASH and line.value is None and line.comment is None
    return is_dash and line.end > last.start + 1


def _leave_list(source: SourceText, line: BlockLine, above: BlockLine) -> tuple[TextEdit, ...]:
    """End a list at an item that was left empty; its line goes on with what holds the list."""
    dash = above.elements[0].start - above.start
    below = next_start(source, line)
    if len(above.elements) > 1 or (below is not None and below[0] > dash):
        return ()
    parents = enclosing(source, above, dash, dash=True)
    indent = " " * (parents[0].column if parents else 0)
    return (TextEdit(Span(above.start, line.end), indent),)


def _beginning(source: SourceText, above: BlockLine, shift: int) -> str:
    """Return how the line below a line begins.

    Args:
        source: The text.
        above: The line above.
        shift: By how many columns that line moves to the right.
    """
    text, step = source.text, style_of(source).step
    last = above.elements[-1]
    column = last.start - above.start + shift
    if above.opens_block_scalar(text):
        return " " * (column + step)
    if last.kind is ElementKind.KEY:
        return " " * (column if above.has_content(text) else column + step)
    if last.kind is not ElementKind.DASH:
        return " " * above.indent
    if above.value is None:
        return " " * (column + 2)
    is_text = len(above.elements) == 1 and text[above.value.start] not in "[{&!"
    return " " * above.indent + "- " * is_text


def _begin(source: SourceText, line: BlockLine, beginning: str) -> tuple[TextEdit, ...]:
    """Let a line that is not written yet begin in some way."""
    if source.text[line.start : line.end] == beginning:
        return ()
    return (TextEdit(Span(line.start, line.end), beginning),)


def _one_dash(source: SourceText, line: BlockLine, above: BlockLine) -> tuple[TextEdit, ...]:
    """Take a dash for the one that came by itself."""
    written = source.text[line.content : line.end]
    if written != "- -" or not above.is_item or above.indent != line.indent:
        return ()
    return (TextEdit(Span(line.content, line.content + 2), ""),)


def _key_before(snapshot: Snapshot, line: BlockLine, offset: int) -> tuple[TextEdit, ...]:
    """Put a key where it belongs as soon as the blank before its value is typed."""
    text = snapshot.document.text.text
    if offset != line.end or line.value is not None or text[offset - 2 : offset] != ": ":
        return ()
    out = out_of_list(snapshot, line, line)
    return () if out is None else (out,)


def _indent_into_item(snapshot: Snapshot, line: BlockLine) -> TextEdit | None:
    """Move a key that was written at the column of the dash above into the item of that dash.

    Only one that the item may have and has not, and that means nothing where it stands.
    """
    source, key, column = snapshot.document.text, line.key, line.indent
    if key is None or len(line.elements) > 1:
        return None
    bare = line._replace(elements=())
    parents = enclosing(source, bare, column, dash=True)
    if not parents or parents[0].column == column:
        return None  # it stands beside the key of the list
    moved = key_of_item_above(source, bare, column, Word(key, ""))
    if moved is None:
        return None
    name = source.slice(key)
    allowed = FieldsAtCursor(snapshot, moved).allowed_keys()
    if name not in allowed or name in moved.keys:
        return None
    return TextEdit(Span(line.content, line.content), moved.word.before)
