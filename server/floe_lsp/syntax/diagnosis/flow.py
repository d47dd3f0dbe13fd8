"""Pieces of flow YAML, between brackets and braces, taken apart without a parser."""

from __future__ import annotations

import re
from typing import NamedTuple

from floe_lsp.syntax.lines import line_end, next_line, trimmed_end
from floe_lsp.syntax.text import Span

from .budget import Budget
from .shapes import QUOTES, closing_quote, read_line

_TOKEN = re.compile(
    r"""(?P<open>[\[{]) | (?P<close>[\]}]) | (?P<comma>,)
      | (?P<blank>[ \t]+) | (?P<break>\r\n|\n|\r)
      | (?P<comment>(?<=[\s,\[\]{}])\#[^\r\n]*)
      | (?P<colon>:(?=[\s,\[\]{}]|\Z))
      | (?P<plain>[^\s,\[\]{}][^\s,\[\]{}:]*(?::(?![\s,\[\]{}]|\Z)[^\s,\[\]{}:]*)*|.)""",
    re.VERBOSE | re.DOTALL,
)


class FlowToken(NamedTuple):
    """``open``, ``close``, ``comma``, ``colon``, ``blank``, ``break``, ``comment``, ``plain``.

    Or ``quoted``, for text in quotes that are closed.
    """

    kind: str
    end: int


def flow_token(text: str, at: int) -> FlowToken:
    """Return the token that begins at ``at``, which lies before the end of ``text``."""
    if text[at] in QUOTES:
        end = closing_quote(text, at, len(text))
        return FlowToken("plain", line_end(text, at)) if end is None else FlowToken("quoted", end)
    match = _TOKEN.match(text, at)
    if match is None or match.lastgroup is None:
        return FlowToken("plain", at + 1)
    return FlowToken(match.lastgroup, match.end())


def open_brackets(text: str, start: int, end: int, budget: Budget, *, inside: bool) -> list[int]:
    """Return the brackets opened between two offsets and not closed again.

    Outside of brackets (not ``inside``), one only counts where a value begins.
    """
    found: list[int] = []
    at = start
    while at < end and budget.spend():
        if not inside and not found:
            at = _next_bracket(text, at, end, budget)
            if at >= end:
                break
        token = flow_token(text, at)
        if token.kind == "open":
            found.append(at)
        elif token.kind == "close":
            if found:
                found.pop()
            else:
                inside = False
        at = token.end
    return found


def _next_bracket(text: str, at: int, end: int, budget: Budget) -> int:
    """Return the next bracket with which a value of block YAML begins, ``end`` for none."""
    while at < end and budget.spend():
        line = read_line(text, at)
        for place in (line.value, Span(line.body, line.end)):
            if place and at <= place.start < end and text[place.start] in "[{":
                return place.start
        at = next_line(text, at)
        if at == len(text):
            break
    return end


def flow_item(text: str, bracket: int, at: int, budget: Budget) -> Span:
    """Return the item between commas, inside the bracket at ``bracket``, that holds ``at``.

    Of a ``key: value`` pair it is the part that holds ``at``. The item ends with its line.
    """
    limit = line_end(text, at)
    start = position = bracket + 1
    depth = 0
    while position < limit and budget.spend():
        kind, end = flow_token(text, position)
        if kind == "open":
            depth += 1
        elif kind == "close":
            if depth == 0 and position >= at:
                break
            depth -= 1
        elif depth == 0 and kind == "comma":
            if position >= at:
                break
            start = end
        elif depth == 0 and kind == "colon" and position < at:
            start = end
        elif depth == 0 and kind == "comment" and position >= at:
            break
        position = end
    while start < at and text[start] in " \t\r\n":
        start += 1
    return Span(start, max(start, trimmed_end(text, start, min(position, limit))))
