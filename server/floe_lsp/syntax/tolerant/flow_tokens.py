"""Pieces of flow YAML, between brackets and braces, taken apart without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from floe_lsp.syntax.lines import line_end, next_line, trimmed_end
from floe_lsp.syntax.text import Span

from .block_line import QUOTES, closing_quote, read_line
from .budget import Budget

_TOKEN = re.compile(
    r"""(?P<open>[\[{]) | (?P<close>[\]}]) | (?P<comma>,)
      | (?P<blank>[ \t]+) | (?P<break>\r\n|\n|\r)
      | (?P<comment>(?<=[\s,\[\]{}])\#[^\r\n]*)
      | (?P<colon>:(?=[\s,\[\]{}]|\Z))
      | (?P<plain>[^\s,\[\]{}][^\s,\[\]{}:]*(?::(?![\s,\[\]{}]|\Z)[^\s,\[\]{}:]*)*|.)""",
    re.VERBOSE | re.DOTALL,
)
ENDS_JSON = frozenset({"quoted", "close"})
"""Kinds of token with which a JSON-like value ends (section 7.4.2)."""
FILLING = frozenset({"blank", "break"})
"""Kinds of token over which a value may go on."""


class FlowToken(NamedTuple):
    """``open``, ``close``, ``comma``, ``colon``, ``comment``, or one of ``FILLING``.

    Or ``plain`` for a word, of which several with blanks between them are one scalar; ``quoted``
    for text in quotes, or ``unclosed`` for a quote that nobody closes, with the rest of its line.
    """

    kind: str
    end: int


def flow_token(text: str, at: int, end: int | None = None, *, last: str = "") -> FlowToken:
    """Return the token that begins at ``at``, which lies before the end of ``text``.

    Args:
        text: The text.
        at: Where the token begins.
        end: Where the text is to be cut.
        last: What stands before, as ``kind_before`` says. Quotes inside a plain scalar are
            characters like others, and a colon after quotes or brackets needs no space after it
            (YAML 1.2.2, sections 7.3.3 and 7.4.2).
    """
    limit = len(text) if end is None else end
    if text[at] in QUOTES and last != "plain":
        stop = closing_quote(text, at, limit)
        if stop is None:
            return FlowToken("unclosed", min(line_end(text, at), limit))
        return FlowToken("quoted", stop)
    if text[at] == ":" and last in ENDS_JSON:
        return FlowToken("colon", at + 1)
    match = _TOKEN.match(text, at, limit)
    if match is None or match.lastgroup is None:
        return FlowToken("plain", at + 1)
    return FlowToken(match.lastgroup, match.end())


def kind_before(text: str, at: int, kind: str, last: str) -> str:
    """Return what the token after that at ``at`` comes after: a kind, or ``property``."""
    if kind in FILLING:
        return last
    return "property" if kind == "plain" and last != "plain" and text[at] in "&!" else kind


class FlowPiece(NamedTuple):
    """A token with its place."""

    kind: str
    start: int
    end: int


def flow_pieces(text: str, start: int, end: int, budget: Budget) -> Iterator[FlowPiece]:
    """Yield the tokens that begin between two offsets."""
    at = start
    last = ""
    while at < end and budget.spend():
        kind, stop = flow_token(text, at, last=last)
        yield FlowPiece(kind, at, stop)
        last = kind_before(text, at, kind, last)
        at = stop


def flow_words(text: str, start: int, end: int) -> Iterator[FlowPiece]:
    """Yield what stands between two offsets, words with blanks between them as one.

    A plain scalar is cut where its line ends. A ``?`` that begins an entry is the ``question`` of
    an explicit key, for both parsers also without a blank after it (against section 7.4.2).
    """
    at = start
    last = ""
    word: Span | None = None
    while at < end:
        kind, stop = flow_token(text, at, end, last=last)
        if kind == "plain" and last != "plain" and text[at] == "?":
            kind, stop = "question", at + 1
        if kind == "plain":
            word = Span(at if word is None else word.start, stop)
        elif kind != "blank" or word is None:
            if word is not None:
                yield FlowPiece("plain", *word)
                word = None
            yield FlowPiece(kind, at, stop)
        last = kind_before(text, at, kind, last)
        at = stop
    if word is not None:
        yield FlowPiece("plain", *word)


def open_brackets(text: str, start: int, end: int, budget: Budget, *, inside: bool) -> list[int]:
    """Return the brackets opened between two offsets and not closed again.

    Outside of brackets (not ``inside``), one only counts where a value begins.
    """
    found: list[int] = []
    at = start
    while at < end:
        if not inside:
            at = _next_bracket(text, at, end, budget)
        for kind, place, stop in flow_pieces(text, at, end, budget):
            at = stop
            if kind == "open":
                found.append(place)
            elif kind == "close" and found:
                found.pop()
            elif kind == "close":
                inside = False
            if not inside and not found:
                break
        if budget.is_spent:
            break
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
    start = bracket + 1
    stop = limit
    depth = 0
    for kind, place, end in flow_pieces(text, start, limit, budget):
        depth += (kind == "open") - (kind == "close")
        if place >= at and (depth < 0 or (depth == 0 and kind in ("comma", "comment"))):
            stop = place
            break
        if depth == 0 and (kind == "comma" or (kind == "colon" and place < at)):
            start = end
    while start < at and text[start] in " \t\r\n":
        start += 1
    return Span(start, max(start, trimmed_end(text, start, stop)))
