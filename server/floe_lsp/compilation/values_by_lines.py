"""How far the value beside a name reaches, by the lines of a text that nobody has parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from floe_lsp.schemas.types.secrets.placeholders import placeholder_at
from floe_lsp.schemas.types.secrets.value_ends import (
    braced_password,
    is_cut,
    next_blank,
    value_span,
)
from floe_lsp.syntax import SourceText, Span

from .secret_comments import SWALLOWED, holds_more_than_words

_SOUND = re.compile(r"[ \t]*(?:-[ \t]+)*(?:\#|[\"']?[\w@$.-]+[\"']?[ \t]*:(?:\s|$))")
"""A line that is a key of its own, so that it goes on with no value above it."""

_PREFIX = re.compile(r"(?:[&!][^\s,\[\]{}]{0,400}[ \t]{1,400}){0,2}")
"""Anchor and tag before a value."""

_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL)
_ANCHOR = re.compile(r"&([^\s,\[\]{}]{1,400})[ \t]*")
_ALIAS = re.compile(r"\*([^\s,\[\]{}]{1,400})")
_NOT_A_SECRET = re.compile(
    r"(?:null|true|false|yes|no|on|off|~|\"\"|''|[|>][-+0-9]*)?[ \t]*(?:\#.*)?$",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKET = re.compile(r"[\[\]{}]")
_FARTHEST = 4_000
"""Characters after which a quote or bracket is taken for one that is not closed."""

_MOST_LINES = 40
"""Lines over which a quote or bracket that is not closed can reach."""


class ValuesByLines:
    """How far the value after a name reaches, by the lines of a text alone."""

    def __init__(self, text: SourceText) -> None:
        self._source = text
        self._text = text.text
        self._line = Span(0, -1)
        """The last line whose end was asked for: most questions are about the same again."""
        self._unclosed = 0
        """Before this offset nothing that opens is looked for again: one found no end so far."""

    @cached_property
    def _anchors(self) -> dict[str, list[int]]:
        """Where the values of anchors begin that are still to be hidden."""
        found: dict[str, list[int]] = {}
        for match in _ANCHOR.finditer(self._text):
            found.setdefault(match[1], []).append(match.end())
        return found

    def beside(self, start: int) -> Iterator[Span]:
        """Yield the word or the quoted text at an offset, no further than its line."""
        start = self._content(start)
        end = self._line_end(start)
        if self._is_comment(start):
            yield Span(start, end)
            return
        if self._begins_no_credential(start) or self._text[start] in "*[|>":
            return
        reached = self._reached(start, end)
        if reached is not None:
            rest = SWALLOWED.match(self._text, reached, end)
            yield Span(start, reached if rest is None else rest.end())

    def _reached(self, start: int, end: int) -> int | None:
        """Return where the word, or what is in quotes or braces, at an offset ends."""
        span = value_span(self._text, start, end)
        if span is None:
            return None
        if self._text[start] == "{":
            is_certain = self._text[start - 1 : start] == "="
            is_password = braced_password(self._text[slice(*span)], is_certain=is_certain)
            return span[1] if is_password else None
        quoted = _QUOTED.match(self._text, start, min(end, start + _FARTHEST))
        if quoted is not None:
            return quoted.end()
        return next_blank(self._text, span[1], end) if is_cut(span) else span[1]

    def below(self, start: int) -> Iterator[Span]:
        """Yield all that may belong to the value at an offset, of a text that cannot be parsed."""
        start = self._content(start)
        alias = _ALIAS.match(self._text, start)
        if alias is not None:
            for anchor in self._anchors.pop(alias[1], ()):
                yield from self._block(anchor)
        elif placeholder_at(self._text, start) is None:
            yield from self._block(start)

    def _block(self, start: int) -> Iterator[Span]:
        line = self._source.position(start).line
        margin = self._margin(line)
        head = self._text[start : self._line_end(start)]
        if self._is_comment(start) or not self._begins_no_credential(start):
            yield Span(start, start + len(head.rstrip()))
        last = self._closing_line(start, line)
        for number in range(line + 1, self._source.line_count):
            span = self._source.line_span(number)
            written = self._text[span.start : span.end]
            content = written.strip()
            if content and number > last and not self._belongs(written, margin, head):
                return
            if content:
                begin = span.start + len(written) - len(written.lstrip())
                yield Span(begin, begin + len(content))

    def _belongs(self, written: str, margin: int, head: str) -> bool:
        """Whether a line goes on with the value of a key that stands at ``margin``."""
        indent = len(written) - len(written.lstrip())
        if indent > margin or _SOUND.match(written) is None:
            return True
        content = written.lstrip()
        is_open = not head.strip() or head.startswith("#")
        return indent == margin and is_open and content.startswith(("- ", ":"))

    def _closing_line(self, start: int, line: int) -> int:
        """Return the last line of a quote or bracket that opens at an offset."""
        opening = self._text[start : start + 1]
        if start < self._unclosed:
            return line
        if opening and opening in "\"'":
            quoted = _QUOTED.match(self._text, start, start + _FARTHEST)
            end = start if quoted is None else quoted.end()
        elif opening and opening in "[{":
            end = self._closing_bracket(start)
        else:
            return line
        if end == start:
            self._unclosed = start + _FARTHEST
        return min(self._source.position(end).line, line + _MOST_LINES)

    def _closing_bracket(self, start: int) -> int:
        depth = 0
        for match in _BRACKET.finditer(self._text, start, start + _FARTHEST):
            depth += 1 if match[0] in "[{" else -1
            if depth == 0:
                return match.end()
        return start

    def _margin(self, line: int) -> int:
        written = self._source.line(line)
        return len(written) - len(written.lstrip())

    def _content(self, start: int) -> int:
        match = _PREFIX.match(self._text, start)
        return start if match is None else match.end()

    def _is_comment(self, start: int) -> bool:
        """Whether a comment stands in place of the value, but for one that is said to floe."""
        return holds_more_than_words(self._text, start)

    def _begins_no_credential(self, start: int) -> bool:
        end = self._line_end(start)
        return (
            start >= end
            or _NOT_A_SECRET.match(self._text, start, min(end, start + _FARTHEST)) is not None
            or placeholder_at(self._text, start) is not None
        )

    def _line_end(self, start: int) -> int:
        if not self._line.start <= start <= self._line.end:
            self._line = self._source.line_span(self._source.position(start).line)
        return max(start, self._line.end)
