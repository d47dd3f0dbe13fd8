"""Cursors on a line of its own: what may begin at a column, a key or an item with its dash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from floe_lsp.syntax import SourceText, Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, ElementKind
from floe_lsp.syntax.tolerant.block_structure import (
    Enclosing,
    before,
    enclosing,
    enclosing_element,
    next_start,
    siblings,
    upwards,
)

from .cursor import Cursor, Slot, Word
from .path import items_beside, path_of


def on_blank_line(source: SourceText, line: BlockLine, column: int) -> list[Cursor]:
    """Return what may begin at a column of a line without content."""
    word = Word(Span(line.start + column, line.end), "")
    return list(on_new_line(source, line, column, word, is_word=False))


def on_new_line(
    source: SourceText, line: BlockLine, column: int, word: Word, *, is_word: bool
) -> Iterator[Cursor]:
    """Yield what may begin at ``column`` of a line of its own: a key, or an item with its dash."""
    below = next_start(source, line)
    fitting = list(_fitting(source, line, column, below))
    begun = key_of_item_above(source, line, column, word) if is_word else None
    if begun is not None:
        # A word that is begun is rather a key, of what stands at the column or of the item above.
        fitting.sort(key=lambda each: each[0])
    for is_item, around in fitting:
        path, levels = path_of(source, around)
        if is_item:
            if begun is not None:
                yield begun
            if below is not None and below[0] > column:
                continue
            parent = around[0] if around else None
            if below == (column, False) and (parent is None or parent.column != column):
                continue
            item = replace(word, before="- ")
            items = tuple(items_beside(source, line, column))
            none: Mapping[str, str] = {}
            inner, outer = (*path, 0), (*levels, none)
            yield Cursor(Slot.VALUE, inner, item, column, outer, items=items)
            yield Cursor(Slot.KEY, inner, item, column + 2, outer)
            continue
        has_children = below is not None and (below[0] > column or below == (column, True))
        if has_children and not is_word:
            continue
        keys = siblings(source, line, column)
        yield Cursor(Slot.KEY, path, word, column, levels, keys, has_children=has_children)


def key_of_item_above(
    source: SourceText, line: BlockLine, column: int, word: Word
) -> Cursor | None:
    """Return the key of an item whose dash stands above at the column; the key moves into it."""
    inside = enclosing(source, line, column + 1, dash=False)
    if not inside or not inside[0].is_dash or inside[0].column != column:
        return None
    above = inside[0].line
    first = above.elements[-1]
    if len(above.elements) != 2 or first.kind is not ElementKind.KEY:
        return None
    below = next_start(source, line)
    if below is not None and below[0] > column:
        return None
    own = first.start - above.start
    path, levels = path_of(source, inside)
    moved = replace(word, before=" " * (own - column))
    return Cursor(Slot.KEY, path, moved, own, levels, siblings(source, line, own))


def _fitting(
    source: SourceText, line: BlockLine, column: int, below: tuple[int, bool] | None
) -> Iterator[tuple[bool, list[Enclosing]]]:
    """Yield whether an item (or else a key) may begin at a column, and what would enclose it."""
    nearest = next(before(source, line), None)
    if nearest is None:
        if column == 0 or below is None:
            yield False, []
        return
    is_root_deeper = True
    for above in upwards(source, line, column):
        is_root_deeper = False
        fits = [each for each in above.elements if each.start - above.start <= column]
        if not fits:
            continue
        beside = enclosing_element(source, above, fits[-1])
        is_nearest = above.start == nearest.start
        yield from _beside(source, beside, column, below, is_nearest=is_nearest)
        return
    if column == 0 and not is_root_deeper:
        yield False, []


def _beside(
    source: SourceText,
    above: Enclosing,
    column: int,
    below: tuple[int, bool] | None,
    *,
    is_nearest: bool,
) -> Iterator[tuple[bool, list[Enclosing]]]:
    """Yield what fits below an element that begins at ``column`` or left of it, as ``_fitting``."""
    outer = enclosing(source, above.line, above.column, dash=above.is_dash)
    is_empty = above.is_last and not above.line.has_content(source.text) and is_nearest
    if above.column < column:
        if is_empty and (not _is_value_below(above, below) or (below and below[0] == column)):
            yield False, [above, *outer]
            if not above.is_dash:
                yield True, [above, *outer]
    elif above.is_dash:
        yield True, outer
        if outer and outer[0].column == column:
            yield False, outer[1:]
    else:
        yield False, outer
        if is_empty:
            yield True, [above, *outer]


def _is_value_below(above: Enclosing, below: tuple[int, bool] | None) -> bool:
    """Whether the lines below are the value of an element already."""
    if below is None:
        return False
    return below[0] > above.column or (not above.is_dash and below == (above.column, True))
