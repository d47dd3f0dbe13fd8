"""Edits that keep a document's form: siblings' indentation, flow or block style, line breaks."""

from __future__ import annotations

import re
from bisect import bisect_left

from .emit import Data, emit_entry, emit_flow, emit_item, emit_scalar
from .nodes import MappingNode, Node, SequenceNode
from .problems import TextEdit
from .text import SourceText, Span

_BLANK_OR_COMMENT = re.compile(r"\s+|#[^\r\n]*")
_BEFORE_KEY = re.compile(r"(?:\?[ ]+)?(?:(?<![^ \t\r\n])[&!][^ \t\r\n]*[ ]+){0,2}\Z")
"""What may stand before a key and belongs to its entry: the mark of a long key, anchor, tag."""
_PROPERTIES = re.compile(r"(?:[ ]+[&!][^\s]*)*")
_HEAD = re.compile(r"(?::|[ ][&!][^\s]*)\Z")
"""The end of a line whose value stands below it: a colon, or the value's anchor or tag."""
_NO_VALUE = re.compile(r"[ ]*:(?:[ ]*(?:null|Null|NULL|~|\{[ ]*\}|\[[ ]*\])(?=[\s,\]}]|\Z))?")
_ONLY_COMMENT = re.compile(r"[ ]*(?:#.*)?")
_COMMA = re.compile(r"\s*,?\s*")


def line_break(source: SourceText) -> str:
    r"""Return the first line break of the document, ``\n`` for a document of one line."""
    return source.line_break


def remove_item(source: SourceText, sequence: SequenceNode, item: Node) -> TextEdit:
    """Take ``item`` out of its list; the last one leaves an empty list behind."""
    # By place: a list of thousands of wrong items is edited for each of them.
    index = bisect_left(sequence.items, item.start, key=lambda each: each.start)
    while sequence.items[index] is not item:
        index += 1
    if sequence.flow:
        before = sequence.items[index - 1].end if index > 0 else None
        return TextEdit(_flow_span(source, before, item.end, sequence), "")
    start, end = item_span(source, sequence, index)
    if len(sequence.items) == 1:
        return _emptied(source, Span(start, end), "[]")
    if not _begins_line(source, start) and index + 1 < len(sequence.items):
        # A list on the line of its parent's dash: the next item moves up.
        return TextEdit(Span(start, item_span(source, sequence, index + 1).start), "")
    return TextEdit(_lines_of(source, start, end), "")


def remove_entry(source: SourceText, mapping: MappingNode, key: Node) -> TextEdit:
    """Take the entry of ``key`` out of its mapping, with its whole value.

    The last one leaves an empty mapping behind. ``key`` is an entry of this mapping itself, not
    of one that it merges.
    """
    index = bisect_left(mapping.entries, key.start, key=lambda entry: entry.key.start)
    entry = mapping.entries[index]
    end = max(entry.key.end, entry.value.end)
    if mapping.flow:
        if not _has_brackets(source, mapping):
            return TextEdit(Span(mapping.start, end), "{}")
        above = mapping.entries[index - 1] if index > 0 else None
        before = None if above is None else max(above.key.end, above.value.end)
        return TextEdit(_flow_span(source, before, end, mapping), "")
    start = _entry_start(source, key)
    if len(mapping.entries) == 1:
        return _emptied(source, Span(start, end), "{}")
    if not _begins_line(source, start) and index + 1 < len(mapping.entries):
        # The first key of a list item: the next one moves up after the dash.
        following = _entry_start(source, mapping.entries[index + 1].key)
        return TextEdit(Span(start, following), "")
    return TextEdit(_lines_of(source, start, end), "")


def insert_entry(
    source: SourceText,
    mapping: MappingNode,
    key: str,
    value: Data,
    below: str | None = None,
    *,
    flow: bool = False,
) -> TextEdit:
    """Add ``key: value`` to a mapping, indented like its siblings.

    It comes after the entry of the key ``below`` where a block mapping has one, else at its end.
    The value is written on one line with ``flow``.
    """
    if mapping.flow or not mapping.entries:
        text = f"{emit_scalar(key)}: {emit_flow(value)}"
        if not mapping.entries:
            return TextEdit(mapping.span, f"{{{text}}}")
        last = mapping.entries[-1]
        end = max(last.key.end, last.value.end)
        if not _has_brackets(source, mapping):
            pair = source.text[mapping.start : end]
            return TextEdit(Span(mapping.start, end), f"{{{pair}, {text}}}")
        return TextEdit(Span(end, end), f", {text}")
    column = _entry_column(source, mapping.entries[0].key)
    above = (each for each in mapping.entries if below is not None and each.key.value == below)
    last = next(above, mapping.entries[-1])
    if flow:
        lines = [f"{' ' * column}{emit_scalar(key)}: {emit_flow(value)}"]
    else:
        lines = list(emit_entry(key, value, column))
    return _insert_lines(source, max(last.key.end, last.value.end), lines)


def insert_item(source: SourceText, sequence: SequenceNode, value: Data) -> TextEdit:
    """Add an item after the list's last one, in the list's own form."""
    if sequence.flow or not sequence.items:
        if not sequence.items:
            return TextEdit(sequence.span, f"[{emit_flow(value)}]")
        end = sequence.items[-1].end
        return TextEdit(Span(end, end), f", {emit_flow(value)}")
    column = source.position(item_span(source, sequence, 0).start).column
    last = item_span(source, sequence, len(sequence.items) - 1)
    return _insert_lines(source, last.end, list(emit_item(value, column)))


def item_span(source: SourceText, sequence: SequenceNode, index: int) -> Span:
    """Return the text of an item of a block list, from its dash on."""
    dash = sequence.items[index - 1].end if index else sequence.start
    while skipped := _BLANK_OR_COMMENT.match(source.text, dash):
        dash = skipped.end()
    item = sequence.items[index]
    if item.start < item.end:
        return Span(dash, item.end)
    # The parsers place a value that is written as nothing differently; an anchor may be there.
    properties = _PROPERTIES.match(source.text, dash + 1)
    return Span(dash, properties.end() if properties else dash + 1)


def as_item(source: SourceText, mapping: MappingNode) -> tuple[TextEdit, ...]:
    """Turn a block mapping that begins a line into the one item of a list."""
    first, last = (source.position(offset).line for offset in (mapping.start, mapping.end))
    below = (source.line_span(line) for line in range(first + 1, last + 1))
    return (
        TextEdit(Span(mapping.start, mapping.start), "- "),
        *(TextEdit(Span(line.start, line.start), "  ") for line in below if line.start < line.end),
    )


def as_mapping(source: SourceText, sequence: SequenceNode) -> tuple[TextEdit, ...]:
    """Turn a block list of mappings with different keys into one mapping: take the dashes away.

    Returns nothing where that gives no mapping.
    """
    edits: list[TextEdit] = []
    columns: set[int] = set()
    keys: list[object] = []
    for index, item in enumerate(sequence.items):
        if sequence.flow or not isinstance(item, MappingNode) or item.flow or item.anchor:
            return ()
        dash = item_span(source, sequence, index).start
        start = _entry_start(source, item.entries[0].key)
        if source.text[dash + 1 : start].strip(" ") or not _begins_line(source, dash):
            return ()
        edits.append(TextEdit(Span(dash, start), " " * (start - dash)))
        columns.add(source.position(start).column)
        keys.extend(entry.key.value for entry in item.entries)
    return tuple(edits) if len(columns) == 1 and len(set(keys)) == len(keys) else ()


def fill_entry(
    source: SourceText, mapping: MappingNode, key: Node, value: Data
) -> tuple[TextEdit, ...]:
    """Give the entry of ``key``, whose value is nothing, null, ``{}`` or ``[]``, one.

    Returns nothing where an anchor or a tag stands in its place.
    """
    found = _NO_VALUE.match(source.text, key.end)
    if found is None:
        return ()
    if mapping.flow:
        return (TextEdit(Span(*found.span()), f": {emit_flow(value)}"),)
    line = source.line_span(source.position(key.end).line)
    if not _ONLY_COMMENT.fullmatch(source.text, found.end(), line.end):
        return ()
    column = source.position(_entry_start(source, key)).column
    head, *lines = emit_entry("k", value, column)
    here = TextEdit(Span(*found.span()), head[column + 1 :])
    brk = line_break(source)
    below = TextEdit(Span(line.end, line.end), "".join(f"{brk}{each}" for each in lines))
    return (here, below) if lines else (here,)


def _insert_lines(source: SourceText, after: int, lines: list[str]) -> TextEdit:
    """Put lines below the line on which ``after`` stands."""
    end = source.line_span(source.position(after).line).end
    brk = line_break(source)
    return TextEdit(Span(end, end), "".join(f"{brk}{line}" for line in lines))


def _has_brackets(source: SourceText, mapping: MappingNode) -> bool:
    """Whether a flow mapping is written with braces; ``[a: 1]`` holds one without."""
    return source.text.startswith("{", mapping.start)


def _flow_span(
    source: SourceText, before: int | None, end: int, parent: SequenceNode | MappingNode
) -> Span:
    """The text of one flow entry with the comma that belongs to it.

    Args:
        source: The text.
        before: Where the entry before it ends, ``None`` for the first.
        end: Where the entry itself ends.
        parent: The collection.
    """
    if before is not None:
        return Span(before, end)
    comma = _COMMA.match(source.text, end)
    return Span(parent.start + 1, comma.end() if comma else end)


def _entry_start(source: SourceText, key: Node) -> int:
    """Offset at which a block entry begins: its key, with what belongs to the key before it."""
    begin = source.line_starts[source.position(key.start).line]
    match = _BEFORE_KEY.search(source.text, begin, key.start)
    return match.start() if match else key.start


def _entry_column(source: SourceText, key: Node) -> int:
    """How far in a block entry begins, which it does on the line of its key."""
    begin = source.line_starts[source.position(key.start).line]
    match = _BEFORE_KEY.search(source.text, begin, key.start)
    return (match.start() if match else key.start) - begin


def _begins_line(source: SourceText, start: int) -> bool:
    begin = source.line_span(source.position(start).line).start
    return not source.text[begin:start].strip()


def _emptied(source: SourceText, content: Span, brackets: str) -> TextEdit:
    """Put an empty collection where the only entry of a block collection stands."""
    before = source.text[: content.start].rstrip()
    line = before[source.line_span(source.position(len(before)).line).start :]
    if _HEAD.search(line) and " #" not in line:
        return TextEdit(Span(len(before), content.end), f" {brackets}")
    # After a comment. A list may stand no deeper than its key, brackets may not.
    margin = " " if _begins_line(source, content.start) else ""
    return TextEdit(content, f"{margin}{brackets}")


def _lines_of(source: SourceText, start: int, end: int) -> Span:
    """The whole lines from ``start`` to ``end`` with the last one's break."""
    first, last = source.position(start).line, source.position(end).line
    begin = source.line_span(first).start
    if last + 1 < source.line_count:
        return Span(begin, source.line_span(last + 1).start)
    # The last line of the text: take the break before it instead.
    if first > 0:
        begin = source.line_span(first - 1).end
    return Span(begin, source.line_span(last).end)
