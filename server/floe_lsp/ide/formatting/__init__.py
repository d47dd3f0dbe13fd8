"""Formatting (LSP ``textDocument/formatting`` and ``rangeFormatting``): blanks move, nothing else.

Two columns a level, one blank after colons, commas and dashes, none before; at most one blank line
together; no blanks at the end of a line; a break at the end of the file. Comments that stand below
one another stay in one column. The result is checked before it is given: a text that would mean
anything else is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.ide.limits import MOST_TO_FORMAT
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.syntax.edits import line_break
from floe_lsp.syntax.tokens import Token, TokenKind, tokens

from .line_change import change_line
from .meaning import same_meaning
from .printer import Printer

__all__ = ["format_document", "format_range", "why_not"]


def why_not(snapshot: Snapshot) -> str | None:
    """Return why a document is not formatted at all, ``None`` for one that can be."""
    length = len(snapshot.document.text)
    if length <= MOST_TO_FORMAT:
        return None
    return f"the file has {length:,} characters; at most {MOST_TO_FORMAT:,} are formatted"


def format_document(snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return the edits that format a document, none for one that has a syntax error.

    Each edit stays within a line or takes out a whole blank one; they are in order of place and
    don't overlap.
    """
    return _checked(snapshot, _edits(snapshot))


def format_range(snapshot: Snapshot, span: Span) -> tuple[Edit, ...]:
    """Return the edits that format the lines that ``span`` touches.

    Where lines outside would have to move as well, the indentation stays as it is.

    Args:
        snapshot: The document.
        span: Code-point offsets into it.
    """
    source = snapshot.document.text
    start, end = sorted(min(max(offset, 0), len(source)) for offset in span)
    first = source.line_span(source.position(start).line).start
    line, column = source.position(end)
    last = source.line_span(line - 1 if column == 0 < line and end > start else line).end
    chosen = [edit for edit in _edits(snapshot) if first <= edit.span.start <= last]
    found = _checked(snapshot, chosen)
    if found or not chosen:
        return found
    return _checked(snapshot, [edit for edit in chosen if not _is_margin(source, edit)])


def _checked(snapshot: Snapshot, edits: Sequence[TextEdit]) -> tuple[Edit, ...]:
    document = snapshot.document
    if not edits or not same_meaning(document.tree, _applied(document.text.text, edits)):
        return ()
    return tuple(
        Edit(Location(document.path, edit.span, document.text), edit.text) for edit in edits
    )


def _edits(snapshot: Snapshot) -> list[TextEdit]:
    document = snapshot.document
    if document.problems or document.root is None or why_not(snapshot):
        return []
    found = tokens(document.text, document.root)
    if not found:
        return []
    return list(_line_edits(document.text, found))


def _line_edits(source: SourceText, found: list[Token]) -> Iterator[TextEdit]:
    lines = Printer(source, found).run()
    last = max(lines)
    blank = True
    for number in range(source.line_count):
        span = source.line_span(number)
        if number in lines:
            blank = False
            yield from change_line(source, span, lines[number])
        elif number + 1 == source.line_count:
            yield from change_line(source, span, "")
        elif blank or number > last:
            yield TextEdit(Span(span.start, source.line_span(number + 1).start), "")
        else:
            blank = True
            yield from change_line(source, span, "")
    if last + 1 == source.line_count and found[-1].kind is not TokenKind.BLOCK:
        yield TextEdit(Span(len(source), len(source)), line_break(source))


def _is_margin(source: SourceText, edit: TextEdit) -> bool:
    """Whether an edit changes how deep a line is indented."""
    line = source.line_span(source.position(edit.span.start).line)
    before, after = source.text[line.start : edit.span.end], source.text[edit.span.end : line.end]
    return not before.strip() and bool(after)


def _applied(text: str, edits: Sequence[TextEdit]) -> str:
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*pieces, text[at:]])
