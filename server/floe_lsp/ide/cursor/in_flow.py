"""Cursors between brackets."""

from __future__ import annotations

from dataclasses import dataclass

from floe_lsp.syntax import SourceText
from floe_lsp.syntax.tolerant.block_line import QUOTES, BlockLine, ElementKind
from floe_lsp.syntax.tolerant.block_structure import (
    CLOSING,
    Enclosing,
    after,
    enclosing_element,
    line_index,
)
from floe_lsp.syntax.tolerant.budget import Budget
from floe_lsp.syntax.tolerant.flow_place import flow_place
from floe_lsp.syntax.tolerant.flow_tokens import open_brackets

from .cursor import Cursor, Slot
from .path import path_of
from .word import word_in_flow

_MAX_LINES = 200
_MAX_CHARACTERS = 100_000


@dataclass(frozen=True)
class FlowAround:
    """A collection in brackets that begins left of the cursor."""

    line: BlockLine
    start: int
    """Offset of its bracket."""
    column: int
    """Of what the collection is the value of; a line that begins there does not belong to it."""
    around: list[Enclosing]


def flow_around(
    source: SourceText, line: BlockLine, offset: int, around: list[Enclosing]
) -> FlowAround | None:
    """Return the outermost collection in brackets that the cursor may be in.

    A line with a dash is not a part of one: its bracket was never closed.
    """
    text = source.text
    top = next(after(source, -1), None)
    start = None if top is None or top.elements else top.bracket(text)
    if top is not None and start is not None and offset > start:
        return FlowAround(top, start, -1, [])
    has_dash = any(element.kind is ElementKind.DASH for element in line.elements)
    for index in reversed(range(len(around))):
        each = around[index]
        start = each.line.bracket(text) if each.is_last else None
        if start is None or has_dash or any(inner.is_dash for inner in around[:index]):
            continue
        return FlowAround(each.line, start, each.column, around[index:])
    start = line.bracket(text)
    if start is not None and offset > start:
        own = [enclosing_element(source, line, element) for element in reversed(line.elements)]
        return FlowAround(line, start, line.column, [*own, *around])
    return None


def is_in_flow(source: SourceText, line: BlockLine, offset: int, around: list[Enclosing]) -> bool:
    """Whether a bracket that begins left of the offset is open there."""
    flow = flow_around(source, line, offset, around)
    if flow is None:
        return False
    return bool(open_brackets(source.text, flow.start, offset, Budget(), inside=True))


def in_flow(source: SourceText, flow: FlowAround, line: BlockLine, offset: int) -> list[Cursor]:
    """Return the place between brackets."""
    end = _end(source, flow, line)
    place = flow_place(source.text, flow.start, offset, end) if offset > flow.start else None
    if place is None:
        return []
    if place.is_key and source.text[offset : offset + 1] in QUOTES:
        return []  # before the quote of a key, which may be what parts it from its value
    path, levels = path_of(source, flow.around)
    cursor = Cursor(
        Slot.KEY if place.is_key else Slot.VALUE,
        (*path, *place.path),
        word_in_flow(source.text, place, offset),
        flow.column,
        (*levels, *place.around),
        place.keys if place.is_key else {},
        place.items,
        in_flow=True,
        has_colon=place.has_colon,
    )
    return [cursor]


def _end(source: SourceText, flow: FlowAround, line: BlockLine) -> int:
    """Offset at which brackets must have been closed: where the block goes on."""
    last = line_index(source, line) + _MAX_LINES
    limit = line.end + _MAX_CHARACTERS
    if last < source.line_count:
        limit = min(limit, source.line_starts[last])
    for below in after(source, line_index(source, flow.line)):
        if below.start <= line.start:
            continue
        closes = source.text[below.content] in CLOSING
        if below.start > limit or (below.indent <= flow.column and not closes):
            return below.start
    return min(limit, len(source))
