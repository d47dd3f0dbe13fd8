"""Cursors on a line that holds something already: in a key, a value or an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from floe_lsp.syntax import SourceText, Span
from floe_lsp.syntax.tolerant.block_line import (
    QUOTES,
    BlockLine,
    ElementKind,
    LineElement,
    properties_end,
)
from floe_lsp.syntax.tolerant.block_structure import (
    after,
    enclosing,
    enclosing_element,
    line_index,
    next_start,
    siblings,
)

from .cursor import Cursor, Slot, Word
from .on_new_line import on_new_line
from .path import items_beside, parents, path_of
from .word import word_in_line

_LOOSE_KEY = re.compile(r"([A-Za-z_][\w-]*):(?!//)")


def in_line(source: SourceText, line: BlockLine, offset: int) -> Iterator[Cursor]:
    """Yield what could be written at an offset of a line that has content."""
    last = line.elements[-1] if line.elements else None
    if last is not None and last.kind is ElementKind.KEY:
        if last.name.start <= offset <= last.name.end:
            yield from _key(source, line, last, offset)
        elif last.colon is not None and offset > last.colon:
            yield from _value(source, line, last, offset)
        return
    if last is not None and (last.kind is not ElementKind.DASH or offset <= last.start):
        return
    word = word_in_line(source.text, line, offset)
    if word is None:
        return
    loose = None
    if line.value is not None:
        loose = _LOOSE_KEY.match(source.text, *line.value)
    if loose is not None and offset >= loose.end():
        for cursor in _value(source, *_with_loose_key(line, loose), offset):
            yield replace(cursor, word=replace(cursor.word, before=" "))
    elif last is None:
        yield from on_new_line(source, line, line.indent, word, is_word=True)
    else:
        yield from _item(source, line, last, word, offset)


def _with_loose_key(line: BlockLine, match: re.Match[str]) -> tuple[BlockLine, LineElement]:
    """Return a line as if a space stood after the colon of ``key:value``."""
    name = Span(*match.span(1))
    key = LineElement(ElementKind.KEY, name.start, name, name.end, match.end())
    rest = None if line.stop == match.end() else Span(match.end(), line.stop)
    return line._replace(elements=(*line.elements, key), value=rest), key


def _key(
    source: SourceText, line: BlockLine, element: LineElement, offset: int
) -> Iterator[Cursor]:
    """Yield the key that stands before a colon."""
    low, high = element.name
    quote = source.text[low] if source.text[low] in QUOTES else ""
    if quote:
        low, high = low + 1, high - 1
        if not low <= offset <= high:
            return
    word = Word(Span(low, high), source.text[low:offset], quote)
    column = element.start - line.start
    path, levels = path_of(source, parents(source, line, column))
    keys = siblings(source, line, column)
    yield Cursor(Slot.KEY, path, word, column, levels, keys, has_colon=True)


def _value(
    source: SourceText, line: BlockLine, element: LineElement, offset: int
) -> Iterator[Cursor]:
    """Yield the value after a colon."""
    word = word_in_line(source.text, line, offset)
    if word is None:
        return
    column = element.start - line.start
    below = next_start(source, line)
    if line.has_content(source.text):
        following = next(after(source, line_index(source, line)), None)
        if following is not None and following.indent > column and not following.elements:
            return  # the value goes on there
    elif below and (below[0] > column or (below[1] and below[0] == column)):
        return
    own = enclosing_element(source, line, element)
    path, levels = path_of(source, [own, *parents(source, line, column)])
    yield Cursor(Slot.VALUE, path, word, column, levels)


def _item(
    source: SourceText, line: BlockLine, dash: LineElement, word: Word, offset: int
) -> Iterator[Cursor]:
    """Yield what may stand after the dashes of a line: a value, or the first key of a mapping."""
    column = dash.start - line.start
    has_word = line.value is not None and line.has_content(source.text)
    place = max(offset - line.start, column + 2)
    if has_word and line.value is not None:
        place = properties_end(source.text, *line.value) - line.start
    around = enclosing(source, line, column + 1, dash=False)
    path, levels = path_of(source, around)
    below = next_start(source, line)
    if below is None or below[0] <= column:
        items = tuple(items_beside(source, line, column))
        yield Cursor(Slot.VALUE, path, word, column, levels, items=items)
    has_children = below is not None and below[0] > place
    if below is None or below[0] <= column or below == (place, False):
        pass
    elif not (has_word and has_children):
        return
    keys = siblings(source, line, place)
    yield Cursor(Slot.KEY, path, word, place, levels, keys, has_children=has_children)
