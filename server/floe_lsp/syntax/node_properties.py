"""Anchor and tag in front of a value: where they end, and where the tag stands."""

from __future__ import annotations

import re
from typing import NamedTuple

from .text import Span

_PROPERTY = re.compile(r"!<[^>\s]*>|![^\s\[\]{}]*|&[^\s,\[\]{}]*")
_ONE = re.compile(r"(![^\s<\[\]{}]*|&[^\s,\[\]{}]*)[ \t]+(?=[^\s#])")
_BLANKS = re.compile(r"[ \t\r\n]+")
_COMMENT = re.compile(r"#[^\r\n]*")


class NodeProperties(NamedTuple):
    """What stands before a value."""

    content: int
    """Offset of the value itself."""
    tag: Span | None


def read_node_properties(text: str, start: int, *, anchor: bool, tag: bool) -> NodeProperties:
    """Skip an anchor and a tag at ``start``, with the white space and comments after them.

    Only as many properties are skipped as the parser has seen: the first key of a mapping may
    have an anchor of its own.
    """
    if anchor != tag and (match := _ONE.match(text, start)):
        return NodeProperties(match.end(), Span(*match.span(1)) if tag else None)
    place: Span | None = None
    at = start
    for _ in range(anchor + tag):
        match = _PROPERTY.match(text, at)
        if match is None:
            break
        if text[at] == "!":
            place = Span(*match.span())
        at = _skip_gap(text, match.end())
    return NodeProperties(at, place)


def _skip_gap(text: str, at: int) -> int:
    while blanks := _BLANKS.match(text, at):
        at = blanks.end()
        comment = _COMMENT.match(text, at)
        if comment is None:
            break
        at = comment.end()
    return at
