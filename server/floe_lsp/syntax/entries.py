"""Where an entry of a mapping or list stands, beyond its key and value."""

from __future__ import annotations

import re

from .lines import line_end, line_start, next_line
from .nodes import MappingNode, Node, SequenceNode
from .problems import TextEdit
from .text import Span

_COLON = re.compile(r"\s*:(?=[\s,\]}]|\Z)")
"""What stands between a key and an absent value; the first colon of ``::`` begins another key."""


def bounds_of_value(
    text: str, key: Node | None, parent: MappingNode | SequenceNode | None, reported: int
) -> int:
    """Return where an absent value would stand: right after its ``:``, or where it is reported.

    The two parsers place it differently: after the colon, or where the next token starts.
    """
    if key is not None and isinstance(parent, MappingNode):
        match = _COLON.match(text, key.end)
        return match.end() if match else key.end
    return reported


def entry_removal(text: str, mapping: MappingNode, key: Node, value: Node) -> TextEdit:
    """Return the edit that takes an entry out that is not the first of ``mapping``.

    In block form that is its whole lines; in flow form, the text since the entry before it.
    """
    end = max(key.end, value.end)
    before = mapping.entries[-1] if mapping.entries else None
    if mapping.flow and before is not None:
        return TextEdit(Span(max(before.key.end, before.value.end), end), "")
    start = line_start(text, key.start)
    if text[start : key.start].strip():
        return TextEdit(Span(key.start, line_end(text, end)), "")
    stop = next_line(text, end)
    if stop == line_end(text, end) and start > 0:
        # The last line of a text without a final break: take the break before it instead.
        start -= 2 if text.startswith("\r\n", start - 2) else 1
    return TextEdit(Span(start, stop), "")


def leftover_line(text: str, mapping: MappingNode, key: Node) -> TextEdit | None:
    """Return the edit that takes the line of a block entry out that holds nothing but its key."""
    start, end = line_start(text, key.start), next_line(text, key.end)
    if mapping.flow or text[start:end].strip() != f"{text[key.start : key.end]}:":
        return None
    value = next((each.value for each in mapping.entries if each.key is key), None)
    return TextEdit(Span(start, end), "") if value is not None and value.value is None else None
