"""The word at a cursor: what an accepted item replaces, and how it must be written."""

from __future__ import annotations

from floe_lsp.syntax import Span
from floe_lsp.syntax.tolerant.block_line import QUOTES, BlockLine, ElementKind, properties_end
from floe_lsp.syntax.tolerant.flow_place import FlowPlace

from .cursor import Word


def word_in_line(text: str, line: BlockLine, offset: int) -> Word | None:
    """Return the value or bare word after the elements of a line, ``None`` where none can be."""
    rest = line.rest
    low = rest if line.value is None else properties_end(text, *line.value)
    high = line.stop
    is_empty = low >= high
    if rest < low and offset < low + is_empty:
        return None  # in an anchor or a tag
    left = text[offset - 1 : offset] if offset > line.start else ""
    blank = " " if left and left in ":-" and offset <= max(rest, low) else ""
    behind = " " if text.startswith("#", max(offset, high)) else ""
    if is_empty:
        return Word(Span(offset, offset), "", before=blank, behind=behind)
    if offset < low:
        if line.elements and line.elements[-1].kind is not ElementKind.KEY:
            return None
        return Word(Span(offset, high), "", before=blank, behind=behind)
    first = text[low]
    if first in "|>[{]},%@`":
        return None
    if first in QUOTES:
        is_open = high - low < 2 or text[high - 1] != first
        end = max(high, offset) if is_open else high - 1
        if not low < offset <= end:
            return None
        return Word(Span(low + 1, end), text[low + 1 : offset], first, is_open)
    if offset == low:
        blank = " " if left == ":" else ""
    return Word(Span(low, max(high, offset)), text[low:offset], before=blank, behind=behind)


def word_in_flow(text: str, place: FlowPlace, offset: int) -> Word:
    """Return the word at a place between brackets."""
    start, end = place.word
    before = " " if text[offset - 1] in ",:" and start == offset else ""
    behind = ""
    if place.needs_comma:
        behind = "," if place.following == "" or text[end] in " \t" else ", "
    if place.following == "#":
        behind = f"{behind.strip()} "
    quote = text[start] if start < end and text[start] in QUOTES else ""
    if not quote:
        return Word(place.word, text[start:offset], before=before, behind=behind)
    is_open = end - start < 2 or text[end - 1] != quote
    inner = Span(start + 1, end if is_open else end - 1)
    if offset <= start:
        return Word(place.word, "", before=before, behind=behind)
    return Word(inner, text[inner.start : offset], quote, is_open)
