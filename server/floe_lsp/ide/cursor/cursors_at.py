"""What could be written at an offset, read from the lines around it alone.

Nothing here needs a tree, so a document that does not parse is as good as one that does. What a
column means follows from the lines above: a key or a dash at the same column is a sibling, the
nearest one further left is the parent. Where nothing can stand without breaking what is there,
there is no cursor and nothing is proposed.
"""

from __future__ import annotations

from floe_lsp.syntax import SourceText
from floe_lsp.syntax.lines import content_start
from floe_lsp.syntax.tolerant.block_structure import (
    CLOSING,
    MAX_LINE,
    enclosing,
    is_first_document,
    line_at,
)

from .cursor import Cursor
from .in_flow import flow_around, in_flow
from .in_line import in_line
from .on_new_line import on_blank_line


def cursors_at(source: SourceText, offset: int) -> list[Cursor]:
    """Return what could be written at ``offset``; nothing inside comments and block scalars."""
    text = source.text
    position = source.position(offset)
    offset = source.offset(*position)
    line = line_at(source, position.line)
    column = offset - line.start
    if (
        not 0 <= column <= MAX_LINE
        or line.is_marker
        or "\t" in text[line.start : content_start(text, line.start)]
        or not is_first_document(text, offset)
    ):
        return []
    start = column if line.is_blank else line.indent
    if not line.is_blank and text[line.content] in CLOSING:
        start += 1  # a bracket closes what begins at its own column
    around = enclosing(source, line, start, dash=line.is_item)
    if any(each.is_last and each.line.opens_block_scalar(text) for each in around):
        return []
    flow = flow_around(source, line, offset, around)
    if flow is not None:
        return in_flow(source, flow, line, offset)
    if line.comment is not None and (offset > line.comment or line.is_blank):
        return []
    if line.is_blank:
        return on_blank_line(source, line, column)
    return [] if column < line.indent else list(in_line(source, line, offset))
