"""What could be written at a cursor, read from the lines around it alone.

Nothing here needs a tree, so a document that does not parse is as good as one that does. What a
column means follows from the lines above: a key or a dash at the same column is a sibling, the
nearest one further left is the parent. Where nothing can stand without breaking what is there,
there is no cursor and nothing is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from floe_lsp.syntax import Path, SourceText, Span

from .flow import FlowPlace, flow_place
from .structure import (
    CLOSING,
    MAX_LINE,
    Element,
    Frame,
    Shape,
    after,
    before,
    enclosing,
    is_marker,
    line_text,
    next_start,
    shape_of,
    siblings,
    unquoted,
    upwards,
)

_LOOSE_KEY = re.compile(r"([A-Za-z_][\w-]*):(?!//)")
_MAX_FLOW_LINES = 200
_QUOTES = "\"'"


class Slot(Enum):
    """What is missing at the cursor."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True)
class Word:
    """What an accepted item replaces, and how the new text must be dressed."""

    span: Span
    """Offsets of the old word, without its quotes; empty where nothing is written yet."""
    prefix: str
    """What is written left of the cursor."""
    quote: str = ""
    """The quote that the word stands in."""
    is_open: bool = False
    """Whether the closing quote is missing."""
    before: str = ""
    """What has to come first: the blank behind a colon, the dash of an item."""
    behind: str = ""


@dataclass(frozen=True)
class Cursor:
    """A place where something could be written."""

    slot: Slot
    path: Path
    """Of the value; for a key, of the mapping that it goes into. Every index is 0."""
    word: Word
    column: int
    """Where the key begins, or the one whose value is awaited: lines below count from it."""
    levels: tuple[Mapping[str, str], ...] = ()
    """For each step of ``path``, the keys beside it with their values; nothing for an index."""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    """For a key, the others of its mapping."""
    items: tuple[str, ...] = ()
    """For an item of a list, the others."""
    in_flow: bool = False
    has_colon: bool = False
    has_children: bool = False
    """Whether the lines below are already the value of the key."""

    @property
    def is_item(self) -> bool:
        """Whether an item of a list is awaited."""
        return bool(self.path) and self.path[-1] == 0

    @cached_property
    def data(self) -> object:
        """What is written around the path, as plain data with text values."""
        value: object = {key: text or None for key, text in self.keys.items()}
        if self.slot is Slot.VALUE:
            value = None
        for step, beside in zip(reversed(self.path), reversed(self.levels), strict=True):
            if isinstance(step, int):
                value = [value]
            else:
                value = {**{key: text or None for key, text in beside.items()}, step: value}
        return value

    def beside(self, *path: str | int) -> Mapping[str, str]:
        """Return the keys and values of the mapping at a path that leads towards the cursor."""
        if len(path) == len(self.path):
            return self.keys
        return self.levels[len(path)] if len(path) < len(self.levels) else {}


def cursors_at(source: SourceText, offset: int) -> list[Cursor]:
    """Return what could be written at ``offset``; nothing inside comments and block scalars."""
    line, column = source.position(offset)
    text = line_text(source, line)
    if column > MAX_LINE or is_marker(text) or not _is_first_document(source.text, offset):
        return []
    shape = shape_of(text)
    if "\t" in text[: max(shape.indent, len(text) - len(text.lstrip()))]:
        return []
    if shape.comment is not None and column > shape.comment:
        return []
    start = shape.indent if shape.end else column
    if shape.end and text[start] in CLOSING:
        start += 1  # a bracket closes what begins at its own column
    is_item = bool(shape.elements) and shape.elements[0].key is None
    frames = enclosing(source, line, start, dash=is_item)
    if any(frame.is_last and frame.shape.opens_block_scalar for frame in frames):
        return []
    flow = _flow(source, shape, line, offset, frames)
    if flow is not None:
        return _in_flow(source, flow, offset, line)
    if not shape.end:
        return [] if shape.comment is not None else _blank_line(source, line, column)
    if column < shape.indent:
        return []
    return list(_in_line(source, shape, line, column))


def _is_first_document(text: str, offset: int) -> bool:
    """Whether ``offset`` stands in the one document that is read."""
    for mark in ("---", "..."):
        at = text.find(f"\n{mark}", 0, offset)
        if at >= 0 and text[at + 4 : at + 5].strip() == "":
            above = (line.strip() for line in text[:at].splitlines())
            if mark == "..." or any(line and line[0] not in "#%" for line in above):
                return False
    return True


@dataclass(frozen=True)
class _Flow:
    """A collection in brackets that begins left of the cursor."""

    line: int
    start: int
    """Offset of its bracket."""
    column: int
    """Of what the collection is the value of; a line that begins there is no part of it."""
    frames: list[Frame]


def _flow(
    source: SourceText, shape: Shape, line: int, offset: int, frames: list[Frame]
) -> _Flow | None:
    """Return the outermost collection in brackets that the cursor may be in.

    A line with a dash is no part of one: its bracket was never closed.
    """
    top = next(after(source, -1), None)
    if top is not None and not top[1].elements and _opens_flow(top[1]):
        start = source.line_starts[top[0]] + top[1].properties_end
        if offset > start:
            return _Flow(top[0], start, -1, [])
    for index in reversed(range(len(frames))):
        frame = frames[index]
        inside = [*frames[:index], *(Frame(each, line, shape) for each in shape.elements)]
        is_broken = any(each.element.key is None for each in inside)
        if frame.is_last and _opens_flow(frame.shape) and not is_broken:
            start = source.line_starts[frame.line] + frame.shape.properties_end
            return _Flow(frame.line, start, frame.element.column, frames[index:])
    start = source.line_starts[line] + shape.properties_end
    if shape.end and _opens_flow(shape) and offset > start:
        own = [Frame(element, line, shape) for element in reversed(shape.elements)]
        column = own[0].element.column if own else shape.indent - 1
        return _Flow(line, start, column, [*own, *frames])
    return None


def _opens_flow(shape: Shape) -> bool:
    return shape.text[shape.properties_end :][:1] in ("[", "{")


def _in_flow(source: SourceText, flow: _Flow, offset: int, line: int) -> list[Cursor]:
    """Return the place between brackets."""
    end = _flow_end(source, flow, line)
    place = flow_place(source.text, flow.start, offset, end) if offset > flow.start else None
    if place is None:
        return []
    if place.is_key and source.text[offset : offset + 1] in tuple(_QUOTES):
        return []  # before the quote of a key, which may be what parts it from its value
    path, levels = _path(source, flow.frames)
    word = _flow_word(source.text, place, offset)
    cursor = Cursor(
        Slot.KEY if place.is_key else Slot.VALUE,
        (*path, *place.path),
        word,
        flow.column,
        (*levels, *place.around),
        place.keys if place.is_key else {},
        place.items,
        in_flow=True,
        has_colon=place.has_colon,
    )
    return [cursor]


def _flow_end(source: SourceText, flow: _Flow, line: int) -> int:
    """Offset at which brackets must have been closed: where the block goes on."""
    for number, shape in after(source, flow.line):
        closes = shape.text[shape.indent] in CLOSING
        if number > line and (shape.indent <= flow.column and not closes):
            return source.line_starts[number]
        if number > line + _MAX_FLOW_LINES:
            return source.line_starts[number]
    return len(source)


def _flow_word(text: str, place: FlowPlace, offset: int) -> Word:
    start, end = place.word
    before = " " if text[offset - 1] in ",:" and start == offset else ""
    behind = ""
    if place.needs_comma:
        behind = "," if place.following == "" or text[end] in " \t" else ", "
    if place.following == "#":
        behind = f"{behind.strip()} "
    quote = text[start] if start < end and text[start] in _QUOTES else ""
    if not quote:
        return Word(place.word, text[start:offset], before=before, behind=behind)
    is_open = end - start < 2 or text[end - 1] != quote
    inner = Span(start + 1, end if is_open else end - 1)
    if offset <= start:
        return Word(place.word, "", before=before, behind=behind)
    return Word(inner, text[inner.start : offset], quote, is_open)


def _in_line(source: SourceText, shape: Shape, line: int, column: int) -> Iterator[Cursor]:
    """Yield what could be written on a line that holds something already."""
    last = shape.elements[-1] if shape.elements else None
    if last is not None and last.key is not None:
        if last.word.start <= column <= last.word.end:
            yield from _key(source, shape, line, column, last)
        elif column > last.word.end and ":" in shape.text[last.word.end : column]:
            yield from _value(source, shape, line, column, last)
        return
    if last is not None and column <= last.column:
        return
    word = _word(source, shape, line, column)
    if word is None:
        return
    loose = _LOOSE_KEY.match(shape.text, shape.rest, shape.end)
    if loose and column >= loose.end():
        key = Element(shape.rest, loose[1], Span(*loose.span(1)), loose.end())
        for cursor in _value(source, shape._replace(rest=loose.end()), line, column, key):
            yield replace(cursor, word=replace(cursor.word, before=" "))
        return
    if last is None:
        yield from _new(source, line, shape.indent, word, is_word=True)
    else:
        yield from _item(source, line, shape, word, column)


def _key(
    source: SourceText, shape: Shape, line: int, column: int, element: Element
) -> Iterator[Cursor]:
    """Yield the key that stands before a colon."""
    start = source.line_starts[line]
    low, high = element.word
    quote = shape.text[low] if shape.text[low] in _QUOTES else ""
    if quote:
        low, high = low + 1, high - 1
        if not low <= column <= high:
            return
    word = Word(Span(start + low, start + high), shape.text[low:column], quote)
    path, levels = _path(source, _parents(source, line, element.column))
    keys = siblings(source, line, element.column)
    yield Cursor(Slot.KEY, path, word, element.column, levels, keys, has_colon=True)


def _value(
    source: SourceText, shape: Shape, line: int, column: int, element: Element
) -> Iterator[Cursor]:
    """Yield the value behind a colon."""
    word = _word(source, shape, line, column)
    if word is None:
        return
    below = next_start(source, line)
    if shape.has_value:
        text = next((each for _, each in after(source, line)), None)
        if text is not None and text.indent > element.column and not text.elements:
            return  # the value goes on there
    elif below and (below[0] > element.column or (below[1] and below[0] == element.column)):
        return
    frame = Frame(element, line, shape)
    frames = [frame, *_parents(source, line, element.column)]
    path, levels = _path(source, frames)
    yield Cursor(Slot.VALUE, path, word, element.column, levels)


def _parents(source: SourceText, line: int, column: int) -> list[Frame]:
    """Return what encloses a key, without keys that have a value on their own line.

    Nothing can stand below those: the key is indented too far, and means to be beside them.
    """
    return [
        frame
        for frame in enclosing(source, line, column, dash=False)
        if frame.element.key is None or not (frame.is_last and frame.shape.has_value)
    ]


def _item(source: SourceText, line: int, shape: Shape, word: Word, column: int) -> Iterator[Cursor]:
    """Yield what may stand behind the dashes of a line: a value, or the first key of a mapping."""
    dash = shape.elements[-1]
    has_word = shape.has_value
    place = shape.properties_end if has_word else max(column, dash.column + 2)
    frames = enclosing(source, line, dash.column + 1, dash=False)
    path, levels = _path(source, frames)
    below = next_start(source, line)
    if below is None or below[0] <= dash.column:
        items = tuple(_items(source, line, dash.column))
        yield Cursor(Slot.VALUE, path, word, dash.column, levels, items=items)
    has_children = below is not None and below[0] > place
    if below is None or below[0] <= dash.column or below == (place, False):
        pass
    elif not (has_word and has_children):
        return
    keys = siblings(source, line, place)
    yield Cursor(Slot.KEY, path, word, place, levels, keys, has_children=has_children)


def _blank_line(source: SourceText, line: int, column: int) -> list[Cursor]:
    start, end = source.line_span(line)
    word = Word(Span(start + column, end), "")
    return list(_new(source, line, column, word, is_word=False))


def _new(
    source: SourceText, line: int, column: int, word: Word, *, is_word: bool
) -> Iterator[Cursor]:
    """Yield what may begin at ``column`` of a line of its own: a key, or an item with its dash."""
    below = next_start(source, line)
    for is_item, frames in _fitting(source, line, column, below):
        path, levels = _path(source, frames)
        if is_item:
            if below is not None and below[0] > column:
                continue
            parent = frames[0].element if frames else None
            if below == (column, False) and (parent is None or parent.column != column):
                continue
            item = replace(word, before="- ")
            items = tuple(_items(source, line, column))
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


def _fitting(
    source: SourceText, line: int, column: int, below: tuple[int, bool] | None
) -> Iterator[tuple[bool, list[Frame]]]:
    """Yield whether an item (or else a key) may begin at a column, and what would enclose it."""
    nearest = next(before(source, line), None)
    if nearest is None:
        if column == 0 or below is None:
            yield False, []
        return
    for number, shape in upwards(source, line, column):
        fits = [element for element in shape.elements if element.column <= column]
        if not fits:
            continue
        frame = Frame(fits[-1], number, shape)
        yield from _beside(source, frame, column, below, is_nearest=number == nearest[0])
        return
    if column == 0:
        yield False, []


def _beside(
    source: SourceText,
    frame: Frame,
    column: int,
    below: tuple[int, bool] | None,
    *,
    is_nearest: bool,
) -> Iterator[tuple[bool, list[Frame]]]:
    """Yield what fits below a frame that begins at ``column`` or left of it, as ``_fitting``."""
    is_dash = frame.element.key is None
    outer = enclosing(source, frame.line, frame.element.column, dash=is_dash)
    is_empty = frame.is_last and not frame.shape.has_value and is_nearest
    if frame.element.column < column:
        if is_empty and (not _is_value_below(frame, below) or (below and below[0] == column)):
            yield False, [frame, *outer]
            if not is_dash:
                yield True, [frame, *outer]
    elif is_dash:
        yield True, outer
        if outer and outer[0].element.column == column:
            yield False, outer[1:]
    else:
        yield False, outer
        if is_empty:
            yield True, [frame, *outer]


def _is_value_below(frame: Frame, below: tuple[int, bool] | None) -> bool:
    """Whether the lines below are the value of a frame already."""
    if below is None:
        return False
    column = frame.element.column
    return below[0] > column or (frame.element.key is not None and below == (column, True))


def _word(source: SourceText, shape: Shape, line: int, column: int) -> Word | None:
    """Return the value or bare word behind the elements of a line, ``None`` where none can be."""
    text, start = shape.text, source.line_starts[line]
    low, high = shape.properties_end, shape.end
    if shape.rest < low and column < low + (low >= high):
        return None  # in an anchor or a tag
    left = text[column - 1 : column]
    dressed = " " if left and left in ":-" and column <= max(shape.rest, low) else ""
    behind = " " if text[max(column, high) :].startswith("#") else ""
    if low >= high:
        end = start + column
        return Word(Span(end, end), "", before=dressed, behind=behind)
    if column < low:
        if shape.elements and shape.elements[-1].key is None:
            return None
        span = Span(start + column, start + high)
        return Word(span, "", before=dressed, behind=behind)
    first = text[low]
    if first in "|>[{]},%@`":
        return None
    if first in _QUOTES:
        is_open = high - low < 2 or text[high - 1] != first
        end = max(high, column) if is_open else high - 1
        if not low < column <= end:
            return None
        return Word(Span(start + low + 1, start + end), text[low + 1 : column], first, is_open)
    if column == low:
        dressed = " " if left == ":" else ""
    span = Span(start + low, start + max(high, column))
    return Word(span, text[low:column], before=dressed, behind=behind)


def _path(source: SourceText, frames: list[Frame]) -> tuple[Path, tuple[Mapping[str, str], ...]]:
    """Return the path that frames stand for, and the keys beside each of its steps.

    The keys at the root decide nothing and are left out: there may be a long way between them.
    """
    path: list[str | int] = []
    levels: list[Mapping[str, str]] = []
    for frame in reversed(frames):
        key, column = frame.element.key, frame.element.column
        path.append(0 if key is None else key)
        levels.append({} if key is None or not column else siblings(source, frame.line, column))
    return tuple(path), tuple(levels)


def _items(source: SourceText, line: int, column: int) -> Iterator[str]:
    """Yield the values of the other items of a list of scalars, whose dashes are at ``column``."""
    for lines in (before(source, line), after(source, line)):
        for _, shape in lines:
            dashes = shape.elements
            if shape.indent != column or len(dashes) != 1 or dashes[0].key is not None:
                break
            yield unquoted(shape.remainder)
