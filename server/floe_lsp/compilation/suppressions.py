"""Comments that silence findings: ``# floe: ignore[E110, FLOE-E201]``.

Such a comment stands at the end of the line on which a finding starts, or alone above that line.
It counts for all lines of a text that goes over several, since no comment fits inside one. Only
VALIDATE, RESOLVE and ENFORCE can be silenced: a file that cannot be read has no meaning, and what
COMPILE and GENERATE report cannot be written at all. A silenced error still stops a compilation,
whose artifact would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.syntax.comments import is_in_text, scalar_at
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

from .codes import CODES, CodeInfo, Trait
from .diagnostics import Applicability, Diagnostic
from .documents import Document
from .stages import Stage

_MARK = "floe:"
_COMMENT = re.compile(
    r"(?<![^\s])#[ \t]*floe:[ \t]*ignore(?![\w-])[ \t]*(?P<list>\[[^\]\r\n]*\]?)?", re.IGNORECASE
)
_CODE = re.compile(r"[^\s,\[\]]+")
_ALONE = re.compile(r"[ \t]*#")
_LIST_AFTER = re.compile(r"[ \t]*,?[ \t]*")
_LIST_BEFORE = re.compile(r"[ \t]*,[ \t]*\Z")


@dataclass(frozen=True)
class Suppression:
    """One comment: the codes that it names, each with its place, and the lines it covers."""

    comment: Span
    """From its ``#`` to the end of its line, so with the reason that may follow."""
    brackets: Span | None
    """The list of codes with its brackets; ``None`` when there is none, or it is not closed."""
    codes: tuple[tuple[str, Span], ...]
    lines: tuple[range, ...]
    """Zero-based numbers of lines."""

    def covers(self, line: int) -> bool:
        """Whether findings that start on a zero-based line are silenced."""
        return any(line in lines for lines in self.lines)


def can_silence(code: str) -> bool:
    """Whether a comment can silence findings of ``code``."""
    info = CODES.get(code)
    return info is not None and info.is_silenceable


def suppressions(document: Document) -> tuple[Suppression, ...]:
    """Return the suppression comments of a document, in order of place.

    What only looks like one inside quotes or a block of text is text.
    """
    return document.once(_suppressions)


def _suppressions(document: Document) -> tuple[Suppression, ...]:
    if _MARK not in document.text.text.casefold():
        return ()
    return tuple(
        _suppression(document, match)
        for match in _COMMENT.finditer(document.text.text)
        if not is_in_text(document.text, document.root, match.start())
    )


class Silencer:
    """Sorts out the findings of one run that comments silence."""

    def __init__(self) -> None:
        self.silenced: list[Diagnostic] = []
        self._used: set[tuple[SourceText, Span, str]] = set()

    def remaining(
        self, found: Iterable[Diagnostic], documents: Iterable[Document]
    ) -> Iterator[Diagnostic]:
        """Yield what no comment in ``documents`` silences, and keep the rest."""
        commented = {each.text: each for each in documents if suppressions(each)}
        for diagnostic in found:
            document = commented.get(diagnostic.location.text)
            if document is not None and self._silences(document, diagnostic):
                self.silenced.append(diagnostic)
            else:
                yield diagnostic

    def complaints(
        self, document: Document, ran: Callable[[Stage], bool], found: Iterable[Diagnostic]
    ) -> Iterator[Diagnostic]:
        """Yield what is wrong with the comments of one document (E131, E132, E133).

        Args:
            document: A file that VALIDATE has seen.
            ran: Whether a stage has looked at all of this file.
            found: What is left of the run's findings.
        """
        comments = suppressions(document)
        if not comments:
            return
        here = [each for each in found if each.location.text is document.text]
        # The rules that need what is missing say nothing, so nothing is unused.
        found_here = (*here, *self.silenced)
        hidden = any(Trait.LEAVES_GAPS in each.info.traits for each in found_here)
        for comment in comments:
            if not comment.codes or comment.brackets is None:
                yield _without_codes(document, comment, here)
                continue
            for code, span in comment.codes:
                if not can_silence(code):
                    yield _wrong_code(document, comment, code, span, here)
                elif (
                    ran(CODES[code].stage)
                    and not hidden
                    and (document.text, comment.comment, code) not in self._used
                ):
                    yield _unused(document, comment, code, span)

    def _silences(self, document: Document, diagnostic: Diagnostic) -> bool:
        code = diagnostic.code
        if not can_silence(code):
            return False
        line = document.text.position(diagnostic.location.span.start).line
        used = [
            (document.text, comment.comment, code)
            for comment in suppressions(document)
            if comment.covers(line)
            and comment.brackets is not None
            and any(code == named for named, _ in comment.codes)
        ]
        self._used.update(used)
        return bool(used)


def suppression_edit(document: Document, offset: int, code: str) -> TextEdit:
    """Return the edit that silences ``code`` for findings that start at ``offset``.

    A comment that covers the line is extended; otherwise one is written at the end of the line,
    or at the end of the text of several lines that the finding is in.
    """
    source = document.text
    line = source.position(offset).line
    for comment in suppressions(document):
        if comment.covers(line) and comment.brackets is not None:
            end = comment.brackets.end - 1
            return TextEdit(Span(end, end), f", {code}" if comment.codes else code)
    end = source.line_span(_comment_line(document, offset)).end
    begin = end - len(source.text[:end]) + len(source.text[:end].rstrip(" \t"))
    return TextEdit(Span(begin, end), f"  # floe: ignore[{code}]")


def _suppression(document: Document, match: re.Match[str]) -> Suppression:
    source, text = document.text, document.text.text
    line = source.position(match.start()).line
    begin, end = source.line_span(line)
    listed = match["list"] or ""
    brackets = Span(*match.span("list")) if listed.endswith("]") else None
    found = _CODE.finditer(text, *brackets) if brackets else ()
    codes = tuple((each[0], Span(*each.span())) for each in found)
    lines = [_together(document, line, match.start())]
    if _ALONE.match(text, begin):
        below = line + 1
        while below < source.line_count and _ALONE.match(source.line(below)):
            below += 1
        if below < source.line_count:
            lines = [range(line, line + 1), _together(document, below, source.line_span(below).end)]
    return Suppression(Span(match.start(), end), brackets, codes, tuple(lines))


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


def _removal(document: Document, comment: Suppression, span: Span) -> TextEdit:
    """Take one code out of its comment, and the comment with its last one."""
    source, text = document.text, document.text.text
    if len(comment.codes) > 1:
        start, end = span
        if span == comment.codes[0][1]:
            match = _LIST_AFTER.match(text, end)
            return TextEdit(Span(start, match.end() if match else end), "")
        match = _LIST_BEFORE.search(text, comment.comment.start, start)
        return TextEdit(Span(match.start() if match else start, end), "")
    return _comment_removal(source, comment)


def _comment_removal(source: SourceText, comment: Suppression) -> TextEdit:
    line = source.position(comment.comment.start).line
    begin, end = source.line_span(line)
    kept = source.text[begin : comment.comment.start].rstrip()
    if kept:
        return TextEdit(Span(begin + len(kept), end), "")
    if line + 1 < source.line_count:
        return TextEdit(Span(begin, source.line_span(line + 1).start), "")
    return TextEdit(Span(begin, end), "")


def _unused(document: Document, comment: Suppression, code: str, span: Span) -> Diagnostic:
    return document.diagnostic(
        "E131",
        span,
        f"{code} is not found here, so this silences nothing",
        f"remove {code}" if len(comment.codes) > 1 else "remove the comment",
        fixes=(
            document.fix(
                f"Remove {code} from the comment",
                _removal(document, comment, span),
                applicability=Applicability.SAFE,
            ),
        ),
    )


def _wrong_code(
    document: Document,
    comment: Suppression,
    code: str,
    span: Span,
    here: Iterable[Diagnostic],
) -> Diagnostic:
    remove = document.fix(
        f"Remove {quote(code)} from the comment", _removal(document, comment, span)
    )
    if code in CODES:
        message = f"{code} cannot be silenced, for {_why_not(CODES[code])}"
        return document.diagnostic("E132", span, message, f"remove {code}", fixes=(remove,))
    found = _codes_on(document, comment, here)
    near = near_miss(code.upper(), found) or near_miss(code.upper(), filter(can_silence, CODES))
    if near is None:
        suggestion = "name the code that stands with the finding, such as E110"
        fixes = (remove,)
    else:
        suggestion = f"did you mean {near}?"
        fixes = (document.fix(f"Replace with {near}", TextEdit(span, near)), remove)
    message = f"{quote(code)} is not the code of a finding"
    return document.diagnostic("E132", span, message, suggestion, fixes=fixes)


def _why_not(info: CodeInfo) -> str:
    """Say why no comment can silence a code."""
    if Trait.ABOUT_SUPPRESSIONS in info.traits:
        return "it is about comments like this one"
    if info.stage is Stage.LOAD:
        return "a file that cannot be read has no meaning"
    return "nothing can be written then"


def _without_codes(
    document: Document, comment: Suppression, here: Iterable[Diagnostic]
) -> Diagnostic:
    """Report a comment that names nothing, with what it would have to name."""
    source = document.text
    codes = _codes_on(document, comment, here)
    start = comment.comment.start
    match = _COMMENT.match(source.text, start)
    span = Span(start, start + len(match[0].rstrip())) if match else comment.comment
    message = "this comment silences nothing, for it names no code"
    if match and match["list"] and comment.brackets is None:
        message = "this comment silences nothing, for its ']' is missing"
        codes = _CODE.findall(match["list"]) or codes
    if codes:
        written = f"# floe: ignore[{', '.join(codes)}]"
        suggestion = f"write {written}"
        fix = document.fix(f"Write {written}", TextEdit(span, written))
    else:
        suggestion = (
            "write # floe: ignore[E110] with the code of the finding, or remove the comment"
        )
        fix = document.fix("Remove the comment", _comment_removal(source, comment))
    return document.diagnostic("E133", span, message, suggestion, fixes=(fix,))


def _codes_on(document: Document, comment: Suppression, here: Iterable[Diagnostic]) -> list[str]:
    """The codes of findings that the comment could silence where it stands."""
    position = document.text.position
    return sorted(
        {
            each.code
            for each in here
            if comment.covers(position(each.location.span.start).line) and can_silence(each.code)
        }
    )
