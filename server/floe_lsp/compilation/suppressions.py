"""Comments that silence findings: ``# floe: ignore[E110, FLOE-E201]``.

Such a comment stands at the end of the line on which a finding starts, or alone above that line.
It counts for all lines of a text that goes over several, since no comment fits inside one. Only
what VALIDATE, RESOLVE and ENFORCE report as less than an error can be silenced: no artifact is made
of a product with an error, and a strict policy is strict. A comment that names one is reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from floe_lsp.schemas.types.secrets.number_signs import TO_FLOE, may_speak_to_floe
from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.syntax.comments import is_in_text, scalar_at
from floe_lsp.syntax.lines import trimmed_end

from .codes import CODES
from .diagnostics import Diagnostic
from .documents import Document

MOST_CODES = 100
"""Codes that are read of one comment; there are about as many that can be silenced."""

MOST_COMMENTS = 10_000
"""Comments that are read of one document. Each has its place to be found, which takes time."""

_COMMENT = re.compile(
    rf"(?<![^\s])#[ \t]*{TO_FLOE}[ \t]*(?i:ignore)(?![\w-])[ \t]*(?P<list>\[[^\]\r\n]*\]?)?"
)
_CODE = re.compile(r"[^\s,\[\]]+")
_ALONE = re.compile(r"[ \t]*#")


@dataclass(frozen=True)
class Suppression:
    """One comment: the codes that it names, each with its place, and the lines it covers."""

    comment: Span
    """From its ``#`` to the end of its line, so with the reason that may follow."""
    words: Span
    """The comment without that reason."""
    brackets: Span | None
    """The list of codes with its brackets; ``None`` when there is none, or it is not closed."""
    codes: tuple[tuple[str, Span], ...]
    """At most ``MOST_CODES`` of them, without brackets none."""
    unclosed: tuple[str, ...] | None
    """What stands in a list that is not closed, at most ``MOST_CODES``."""
    code_count: int
    """How many codes are written."""
    lines: tuple[range, ...]
    """Zero-based numbers of lines."""

    @property
    def silences(self) -> bool:
        """Whether it names codes in closed brackets."""
        return self.brackets is not None


@dataclass(frozen=True, eq=False)
class Suppressions:
    """The suppression comments of a document, in order of place."""

    comments: tuple[Suppression, ...] = ()
    """At most ``MOST_COMMENTS`` of them."""
    count: int = 0
    """How many there are."""

    def covering(self, line: int) -> Iterator[range]:
        """Yield the lines of each place that comments cover and a zero-based line lies in.

        No two such places have more than one line in common, so few hold any line.
        """
        places = self._places
        at = bisect_right(places, line, key=lambda lines: lines.start) - 1
        while at >= 0 and line in places[at]:
            yield places[at]
            at -= 1

    def codes_for(self, lines: range) -> frozenset[str]:
        """Return the codes that are silenced in a place that comments cover."""
        return self._codes.get(lines, frozenset())

    def first_for(self, line: int) -> Suppression | None:
        """Return the first comment with a list of codes that covers a zero-based line."""
        found = [self._first[lines] for lines in self.covering(line) if lines in self._first]
        return self.comments[min(found)] if found else None

    @cached_property
    def _places(self) -> list[range]:
        places = {lines for comment in self.comments for lines in comment.lines}
        return sorted(places, key=lambda lines: (lines.start, lines.stop))

    @cached_property
    def _codes(self) -> dict[range, frozenset[str]]:
        found: dict[range, set[str]] = {}
        for comment in self.comments:
            for lines in comment.lines:
                found.setdefault(lines, set()).update(code for code, _ in comment.codes)
        return {lines: frozenset(codes) for lines, codes in found.items()}

    @cached_property
    def _first(self) -> dict[range, int]:
        found: dict[range, int] = {}
        for index, comment in enumerate(self.comments):
            if comment.silences:
                for lines in comment.lines:
                    found.setdefault(lines, index)
        return found


def can_silence(code: str) -> bool:
    """Whether a comment can silence findings of ``code``."""
    info = CODES.get(code)
    return info is not None and info.is_silenceable


def suppressions(document: Document) -> Suppressions:
    """Return the suppression comments of a document.

    What only looks like one inside quotes or a block of text is text.
    """
    return document.once(_suppressions)


class Silencer:
    """Sorts out the findings of one run that comments silence."""

    def __init__(self) -> None:
        self.silenced: list[Diagnostic] = []
        self._used: set[tuple[SourceText, range, str]] = set()
        self._refused: dict[tuple[SourceText, range, str], Diagnostic] = {}

    def remaining(
        self, found: Iterable[Diagnostic], documents: Iterable[Document]
    ) -> Iterator[Diagnostic]:
        """Yield what no comment in ``documents`` silences, and keep the rest."""
        commented = {each.text: each for each in documents if suppressions(each).comments}
        for diagnostic in found:
            document = commented.get(diagnostic.location.text)
            if document is not None and self._silences(document, diagnostic):
                self.silenced.append(diagnostic)
            else:
                yield diagnostic

    def has_used(self, source: SourceText, comment: Suppression, code: str) -> bool:
        """Whether a code of a comment has silenced a finding."""
        return any((source, lines, code) in self._used for lines in comment.lines)

    def refused(self, source: SourceText, comment: Suppression, code: str) -> Diagnostic | None:
        """Return an error that a code of a comment was meant to silence."""
        found = (self._refused.get((source, lines, code)) for lines in comment.lines)
        return next((each for each in found if each is not None), None)

    def _silences(self, document: Document, diagnostic: Diagnostic) -> bool:
        code = diagnostic.code
        if not can_silence(code):
            return False
        found = suppressions(document)
        line = document.text.position(diagnostic.location.span.start).line
        used = [
            (document.text, lines, code)
            for lines in found.covering(line)
            if code in found.codes_for(lines)
        ]
        if diagnostic.is_error:
            for key in used:
                self._refused.setdefault(key, diagnostic)
            return False
        self._used.update(used)
        return bool(used)


def suppression_edit(document: Document, offset: int, code: str) -> TextEdit:
    """Return the edit that silences ``code`` for findings that start at ``offset``.

    A comment that covers the line is extended; otherwise one is written at the end of the line,
    or at the end of the text of several lines that the finding is in.
    """
    source = document.text
    line = source.position(offset).line
    comment = suppressions(document).first_for(line)
    if comment is not None and comment.brackets is not None:
        end = comment.brackets.end - 1
        return TextEdit(Span(end, end), f", {code}" if comment.codes else code)
    start, end = source.line_span(_comment_line(document, offset))
    begin = trimmed_end(source.text, start, end)
    return TextEdit(Span(begin, end), f"  # floe: ignore[{code}]")


@dataclass
class _Reader:
    """Reads the comments of a document from its top to its bottom."""

    document: Document
    below: int = field(default=0, init=False)
    """The first line after the run of comments that was met last that is not a comment."""

    def suppression(self, match: re.Match[str]) -> Suppression:
        """Return the comment that begins at a match."""
        source, text = self.document.text, self.document.text.text
        line = source.position(match.start()).line
        begin, end = source.line_span(line)
        listed = match["list"] or ""
        is_closed = listed.endswith("]")
        count = 0
        codes: list[tuple[str, Span]] = []
        for each in _CODE.finditer(text, *match.span("list")) if listed else ():
            count += 1
            if count <= MOST_CODES:
                codes.append((each[0], Span(*each.span())))
        lines = [_together(self.document, line, match.start())]
        if _ALONE.match(text, begin):
            self._pass_comments(line)
            if self.below < source.line_count:
                end_below = source.line_span(self.below).end
                lines = [range(line, line + 1), _together(self.document, self.below, end_below)]
        return Suppression(
            Span(match.start(), end),
            Span(match.start(), match.start() + len(match[0].rstrip())),
            Span(*match.span("list")) if is_closed else None,
            tuple(codes) if is_closed else (),
            tuple(code for code, _ in codes) if listed and not is_closed else None,
            count,
            tuple(lines),
        )

    def _pass_comments(self, line: int) -> None:
        source = self.document.text
        if line >= self.below:
            self.below = line + 1
            while self.below < source.line_count and _ALONE.match(
                source.text, *source.line_span(self.below)
            ):
                self.below += 1


def _suppressions(document: Document) -> Suppressions:
    text = document.text.text
    if not may_speak_to_floe(text):
        return Suppressions()
    reader = _Reader(document)
    matches = (
        match
        for match in _COMMENT.finditer(text)
        if not is_in_text(document.text, document.root, match.start())
    )
    comments = tuple(map(reader.suppression, islice(matches, MOST_COMMENTS)))
    return Suppressions(comments, len(comments) + sum(1 for _ in matches))


def _together(document: Document, line: int, end: int) -> range:
    """The lines of the text that reaches ``end``, an offset on ``line``, or that line alone."""
    source = document.text
    begin = source.line_span(line).start
    last = begin + len(source.text[begin:end].rstrip())
    scalar = scalar_at(document.root, last)
    if scalar is None or last == begin:
        return range(line, line + 1)
    return range(source.position(scalar.start).line, source.position(scalar.end).line + 1)


def _comment_line(document: Document, offset: int) -> int:
    """The line at whose end a comment about the finding at ``offset`` may stand."""
    source = document.text
    line = source.position(offset).line
    scalar = scalar_at(document.root, source.line_span(line).end)
    if scalar is None or not scalar.start <= source.line_span(line).end <= scalar.end:
        scalar = scalar_at(document.root, offset)
    if scalar is None:
        return line
    if scalar.style in ("literal", "folded"):
        return source.position(scalar.start).line
    return source.position(scalar.end).line
