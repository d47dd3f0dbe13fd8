"""What is wrong with comments that silence findings (E131, E132, E133)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from floe_lsp.syntax import SourceText, Span, TextEdit
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

from .codes import CODES, CodeInfo, Trait
from .diagnostics import Applicability, Diagnostic, first_of
from .documents import Document
from .stages import Stage
from .suppressions import (
    MOST_CODES,
    MOST_COMMENTS,
    Silencer,
    Suppression,
    Suppressions,
    can_silence,
    suppressions,
)


def complaints(
    document: Document,
    silencer: Silencer,
    ran: Callable[[Stage], bool],
    found: Iterable[Diagnostic],
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the comments of one document.

    Args:
        document: A file that VALIDATE has seen.
        silencer: What the comments of the run have silenced.
        ran: Whether a stage has looked at all of this file.
        found: What is left of the run's findings.
    """
    found_comments = suppressions(document)
    comments = found_comments.comments
    if not comments:
        return
    if found_comments.count > len(comments):
        yield _too_many_comments(document, found_comments)
    here = [each for each in found if each.location.text is document.text]
    # The rules that need what is missing say nothing, so nothing is unused.
    found_all = not any(
        Trait.LEAVES_GAPS in each.info.traits for each in (*here, *silencer.silenced)
    )
    codes = _CodesByLine(document.text, here)
    unused: list[Callable[[], Diagnostic]] = []
    wrong: list[Callable[[], Diagnostic]] = []
    without: list[Callable[[], Diagnostic]] = []
    for comment in comments:
        if not comment.silences or not comment.codes:
            without.append(partial(_without_codes, document, comment, codes))
            continue
        if comment.code_count > MOST_CODES:
            wrong.append(partial(_too_many, document, comment))
        for index, (code, _) in enumerate(comment.codes):
            refused = silencer.refused(document.text, comment, code)
            if refused is not None or not can_silence(code):
                wrong.append(partial(_wrong_code, document, comment, index, codes, refused))
            elif (
                found_all
                and ran(CODES[code].stage)
                and not silencer.has_used(document.text, comment, code)
            ):
                unused.append(partial(_unused, document, comment, index))
    # Nobody reads thousands of them, and a comment may name a code every few characters.
    for made in (unused, wrong, without):
        yield from first_of(made)


class _CodesByLine:
    """The codes of findings that a comment could silence, by where they stand."""

    def __init__(self, source: SourceText, found: Iterable[Diagnostic]) -> None:
        self._found = sorted(
            {
                (source.position(each.location.span.start).line, each.code)
                for each in found
                if can_silence(each.code) and not each.is_error
            }
        )

    def below(self, comment: Suppression) -> list[str]:
        """Return those on the lines that a comment covers, sorted."""
        found: set[str] = set()
        for lines in comment.lines:
            start = bisect_left(self._found, (lines.start, ""))
            end = bisect_left(self._found, (lines.stop, ""))
            found.update(code for _, code in self._found[start:end])
        return sorted(found)


def _removal(document: Document, comment: Suppression, index: int) -> TextEdit:
    """Take one code out of its comment, and the comment with its last one."""
    spans = [span for _, span in comment.codes]
    if len(spans) == 1:
        return _comment_removal(document.text, comment)
    if index > 0:
        return TextEdit(Span(spans[index - 1].end, spans[index].end), "")
    return TextEdit(Span(spans[0].start, spans[1].start), "")


def _comment_removal(source: SourceText, comment: Suppression) -> TextEdit:
    line = source.position(comment.comment.start).line
    begin, end = source.line_span(line)
    kept = source.text[begin : comment.comment.start].rstrip()
    if kept:
        return TextEdit(Span(begin + len(kept), end), "")
    if line + 1 < source.line_count:
        return TextEdit(Span(begin, source.line_span(line + 1).start), "")
    return TextEdit(Span(begin, end), "")


def _too_many_comments(document: Document, found: Suppressions) -> Diagnostic:
    return document.diagnostic(
        "E132",
        found.comments[-1].words,
        f"this file has {found.count:,} comments that silence findings; at most "
        f"{MOST_COMMENTS:,} are read, up to this one",
        "fix what they silence, or split the file",
    )


def _too_many(document: Document, comment: Suppression) -> Diagnostic:
    return document.diagnostic(
        "E132",
        comment.codes[MOST_CODES - 1][1],
        f"this comment names {comment.code_count:,} codes; at most {MOST_CODES} are read, up to "
        "this one",
        "write the codes that are shown with the findings below, such as E118",
    )


def _unused(document: Document, comment: Suppression, index: int) -> Diagnostic:
    code, span = comment.codes[index]
    return document.diagnostic(
        "E131",
        span,
        f"{code} is not found here, so this silences nothing",
        f"remove {code}" if len(comment.codes) > 1 else "remove the comment",
        fixes=(
            document.fix(
                f"Remove {code} from the comment",
                _removal(document, comment, index),
                applicability=Applicability.SAFE,
            ),
        ),
    )


def _of_an_error(
    document: Document, comment: Suppression, index: int, refused: Diagnostic
) -> Diagnostic:
    code, span = comment.codes[index]
    remove = document.fix(
        f"Remove {quote(code)} from the comment", _removal(document, comment, index)
    )
    if refused.is_strict:
        why = "the platform is strict about it"
        advice = "fix it, or ask the platform team for an entry under policy_overrides"
    else:
        why, advice = "it is an error", f"fix what it is about, and remove {code}"
    message = f"{code} cannot be silenced here, for {why}"
    return document.diagnostic("E132", span, message, advice, fixes=(remove,))


def _wrong_code(
    document: Document,
    comment: Suppression,
    index: int,
    codes: _CodesByLine,
    refused: Diagnostic | None,
) -> Diagnostic:
    if refused is not None:
        return _of_an_error(document, comment, index, refused)
    code, span = comment.codes[index]
    remove = document.fix(
        f"Remove {quote(code)} from the comment", _removal(document, comment, index)
    )
    if code in CODES:
        message = f"{code} cannot be silenced, because {_why_not(CODES[code])}"
        return document.diagnostic("E132", span, message, f"remove {code}", fixes=(remove,))
    found = codes.below(comment)
    near = near_miss(code.upper(), found) or near_miss(code.upper(), filter(can_silence, CODES))
    if near is None:
        suggestion = "write the code that is shown with the finding, such as E118"
        fixes = (remove,)
    else:
        suggestion = f"did you mean {near}?"
        fixes = (document.fix(f"Replace with {near}", TextEdit(span, near), near_miss=True), remove)
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
    document: Document, comment: Suppression, codes_below: _CodesByLine
) -> Diagnostic:
    """Report a comment that names nothing, with what it would have to name."""
    source = document.text
    codes = list(comment.unclosed or ()) or codes_below.below(comment)
    message = "this comment silences nothing, because it names no code"
    if comment.unclosed is not None:
        message = "this comment silences nothing, because its ']' is missing"
    if codes:
        written = f"# floe: ignore[{', '.join(codes)}]"
        suggestion = f"write {written}"
        fix = document.fix(f"Write {written}", TextEdit(comment.words, written))
    else:
        suggestion = (
            "write # floe: ignore[E118] with the code of the finding, or remove the comment"
        )
        fix = document.fix("Remove the comment", _comment_removal(source, comment))
    return document.diagnostic("E133", comment.words, message, suggestion, fixes=(fix,))
