"""Which lines a comment that silences findings covers, and what is said of one that does not."""

from __future__ import annotations

import pytest

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.stages import Stage
from floe_lsp.compilation.suppression_complaints import complaints
from floe_lsp.compilation.suppressions import MOST_CODES, Silencer, suppression_edit, suppressions

from .parsed import HEAD, document

pytestmark = pytest.mark.requirement("FR-011")


def lines_of(*lines: int) -> tuple[range, ...]:
    return tuple(range(line, line + 1) for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1  # floe: ignore[E110]\nb: 2\n", lines_of(0)),
        ("a: 1\nb: 2  # floe: ignore[E110]", lines_of(1)),
        # Alone on a line it is for the next one that is no comment, and for itself.
        ("# floe: ignore[E110]\na: 1\nb: 2\n", lines_of(0, 1)),
        ("# floe: ignore[E110]\n# another\n  # one more\na: 1\n", lines_of(0, 3)),
        ("a: 1\n  # floe: ignore[E110]\n# another\nb: 2\n", lines_of(1, 3)),
        ("a: 1\n# floe: ignore[E110]", lines_of(1)),
        ("# floe: ignore[E110]\n\na: 1\n", lines_of(0, 1)),
        # All lines of a text that goes over several.
        ("a: >  # floe: ignore[E110]\n  one\n  two\nb: 2\n", (range(3),)),
        ("a: 'one\n  two' # floe: ignore[E110]\nb: 2\n", (range(2),)),
        ("# floe: ignore[E110]\na: 'one\n  two'\nb: 2\n", (range(1), range(1, 3))),
    ],
)
def test_the_lines_that_a_comment_covers(text: str, lines: tuple[range, ...]) -> None:
    (comment,) = suppressions(document(text)).comments
    assert comment.lines == lines


def test_comments_that_follow_each_other_are_for_the_same_line() -> None:
    text = "# floe: ignore[E110]\n# floe: ignore[E108]\na: 1\n# floe: ignore[E106]\nb: 2\n"
    found = suppressions(document(text))
    assert [each.lines for each in found.comments] == [
        lines_of(0, 2),
        lines_of(1, 2),
        lines_of(3, 4),
    ]
    assert found.codes_for(range(2, 3)) == {"E110", "E108"}
    assert found.codes_for(range(4, 5)) == {"E106"}
    assert found.codes_for(range(9, 10)) == frozenset()
    assert found.first_for(2) is found.comments[0]
    assert found.first_for(1) is found.comments[1]
    assert found.first_for(5) is None


@pytest.mark.parametrize(
    ("comment", "words", "codes"),
    [
        ("# floe: ignore[E110]", "# floe: ignore[E110]", ["E110"]),
        ("# floe: ignore[E110] for a reason", "# floe: ignore[E110]", ["E110"]),
        ("#floe:ignore [ E110 , E108,,E106 ]", None, ["E110", "E108", "E106"]),
        ("# FLOE: Ignore[E110]", "# FLOE: Ignore[E110]", ["E110"]),
        ("# floe: ignore[]", "# floe: ignore[]", []),
        ("# floe: ignore[E110 E108]", "# floe: ignore[E110 E108]", ["E110", "E108"]),
    ],
)
def test_the_codes_that_a_comment_names(comment: str, words: str | None, codes: list[str]) -> None:
    text = f"a: 1 {comment}\n"
    (found,) = suppressions(document(text)).comments
    assert found.silences
    assert text[found.comment.start : found.comment.end] == comment
    assert text[found.words.start : found.words.end] == (words or comment)
    assert [code for code, _ in found.codes] == codes
    assert [text[span.start : span.end] for _, span in found.codes] == codes
    assert found.code_count == len(codes)
    assert found.unclosed is None


@pytest.mark.parametrize(
    ("comment", "unclosed"),
    [
        ("# floe: ignore", None),
        ("# floe: ignore E110", None),
        ("# floe: ignore[E110", ("E110",)),
        ("# floe: ignore[", ()),
    ],
)
def test_a_comment_without_a_list_silences_nothing(
    comment: str, unclosed: tuple[str, ...] | None
) -> None:
    (found,) = suppressions(document(f"a: 1 {comment}\n")).comments
    assert not found.silences
    assert found.codes == ()
    assert found.unclosed == unclosed


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "a: 1 # floe\n",
        "a: 1 # ignore[E110]\n",
        "a: 1 # floe: ignored[E110]\n",
        "a: 1 # floe: ignore-next[E110]\n",
        "a: 1# floe: ignore[E110]\n",
        "a: '1 # floe: ignore[E110]'\n",
        "a: |\n  # floe: ignore[E110]\n",
    ],
)
def test_what_is_no_comment_of_ours(text: str) -> None:
    assert suppressions(document(text)).comments == ()


@pytest.mark.parametrize(
    ("text", "at", "result"),
    [
        ("a: 1\nb: 2\n", 0, "a: 1  # floe: ignore[E108]\nb: 2\n"),
        ("a: 1    \nb: 2\n", 3, "a: 1  # floe: ignore[E108]\nb: 2\n"),
        ("a: 1\nb: 2", 5, "a: 1\nb: 2  # floe: ignore[E108]"),
        ("a: 1 # floe: ignore[E110] x\n", 0, "a: 1 # floe: ignore[E110, E108] x\n"),
        ("a: 1 # floe: ignore[] x\n", 0, "a: 1 # floe: ignore[E108] x\n"),
        ("# floe: ignore[E110]\na: 1\n", 21, "# floe: ignore[E110, E108]\na: 1\n"),
        ("a: 'one\n  two'\n", 0, "a: 'one\n  two'  # floe: ignore[E108]\n"),
        ("a: |\n  one\n  two\n", 8, "a: |  # floe: ignore[E108]\n  one\n  two\n"),
    ],
)
def test_the_edit_that_silences_a_finding(text: str, at: int, result: str) -> None:
    edit = suppression_edit(document(text), at, "E108")
    assert text[: edit.span.start] + edit.text + text[edit.span.end :] == result


# Complaints


def ours(text: str, name: str = "floe.yaml") -> Document:
    """Put a text below what says that a file is ours: of others nothing is quoted."""
    return document(HEAD + text, name)


def finding(of: Document, line: int, code: str) -> Diagnostic:
    """Make a finding on a line below the head that is less than an error."""
    place = of.text.line_span(HEAD.count("\n") + line)
    return of.diagnostic(code, place, "what is wrong", severity=Severity.WARNING)


def said(
    of: Document, *found: Diagnostic, ran: bool = True, silencer: Silencer | None = None
) -> list[Diagnostic]:
    def has_run(_: Stage) -> bool:
        return ran

    return list(complaints(of, silencer or Silencer(), has_run, found))


@pytest.mark.parametrize(
    ("written", "below", "suggestion"),
    [
        ("E11O", "E108", "did you mean E110?"),
        ("e110", "E108", "did you mean E110?"),
        ("e110", None, "did you mean E110?"),
        # Of several that are near, the one that stands there.
        ("E18", "E108", "did you mean E108?"),
        ("E18", "E118", "did you mean E118?"),
        ("nonsense", "E108", "write the code that is shown with the finding, such as E118"),
        ("nonsense", None, "write the code that is shown with the finding, such as E118"),
    ],
)
def test_a_code_that_is_none_may_be_another_one(
    written: str, below: str | None, suggestion: str
) -> None:
    of = ours(f"a: 1  # floe: ignore[{written}]\n")
    (complaint,) = said(of, *([finding(of, 0, below)] if below else []))
    assert (complaint.code, complaint.suggestion) == ("E132", suggestion)


def test_a_comment_without_codes_is_given_those_of_the_findings_on_its_lines() -> None:
    of = ours("# floe: ignore\na: 1\nb: 2\n")
    other = ours("# floe: ignore\na: 1\nb: 2\n", "manifest.yaml")
    here = (finding(of, 1, "E108"), finding(of, 1, "E106"), finding(of, 2, "E110"))
    (complaint,) = said(of, *here, finding(other, 1, "E102"))
    assert complaint.suggestion == "write # floe: ignore[E106, E108]"
    (complaint,) = said(of, finding(other, 1, "E102"))
    assert complaint.suggestion == (
        "write # floe: ignore[E118] with the code of the finding, or remove the comment"
    )


def test_a_comment_is_unused_where_nothing_hides_what_it_silences() -> None:
    of = ours("a: 1  # floe: ignore[E110]\n")
    other = ours("a: 1\n", "manifest.yaml")
    assert [each.code for each in said(of)] == ["E131"]
    assert said(of, ran=False) == []
    gaps = finding(of, 0, "E103")
    assert said(of, gaps) == []
    assert [each.code for each in said(of, finding(other, 0, "E103"))] == ["E131"]
    silencer = Silencer()
    assert list(silencer.remaining([finding(of, 0, "E110")], [of])) == []
    assert said(of, silencer=silencer) == []


def test_only_the_code_that_a_comment_names_is_silenced_and_only_in_its_file() -> None:
    text = "a: 1  # floe: ignore[E110, E501]\nb: 2\n"
    of, other = ours(text), ours(text, "manifest.yaml")
    silencer = Silencer()
    found = [
        finding(of, 0, "E110"),
        finding(of, 0, "E108"),
        finding(of, 1, "E110"),
        finding(other, 0, "E110"),
        finding(of, 0, "E501"),
    ]
    assert list(silencer.remaining(found, [of])) == found[1:]
    assert silencer.silenced == found[:1]
    (comment,) = suppressions(of).comments
    assert silencer.has_used(of.text, comment, "E110")
    assert not silencer.has_used(of.text, comment, "E108")
    assert not silencer.has_used(other.text, comment, "E110")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a: 1\n# floe: ignore", "a: 1\n"),
        ("a: 1\n# floe: ignore\n", "a: 1\n"),
        ("a: 1\n  # floe: ignore x\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1  # floe: ignore x\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1  # floe: ignore x", "a: 1"),
        ("a: 1  # floe: ignore[E110]\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1  # floe: ignore[E110, E110] x\n", "a: 1  # floe: ignore[E110] x\n"),
        ("# floe: ignore[E999]", ""),
    ],
)
def test_a_comment_that_does_nothing_is_taken_away(text: str, result: str) -> None:
    of = ours(text)
    fix = said(of)[0].fixes[-1]
    (edit,) = fix.edits
    start, end = edit.location.span
    assert edit.location.text is of.text
    assert of.text.text[:start] + edit.text + of.text.text[end:] == HEAD + result


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("E131", "it is about comments like this one"),
        ("E013", "a file that cannot be read has no meaning"),
        ("E501", "nothing can be written then"),
    ],
)
def test_why_a_code_cannot_be_silenced(code: str, why: str) -> None:
    (complaint,) = said(ours(f"a: 1  # floe: ignore[{code}]\n"))
    assert complaint.code == "E132"
    assert complaint.message == f"{code} cannot be silenced, because {why}"
    assert complaint.suggestion == f"remove {code}"
    assert [each.title for each in complaint.fixes] == [f"Remove '{code}' from the comment"]


def test_only_what_can_be_silenced_is_offered() -> None:
    of = ours("a: 1  # floe: ignore[]\nb: 2 # floe: ignore[E108\n")
    first, second = said(of, finding(of, 0, "E501"), finding(of, 0, "E110"), finding(of, 1, "E106"))
    assert first.code == second.code == "E133"
    assert first.message == "this comment silences nothing, because it names no code"
    assert first.suggestion == "write # floe: ignore[E110]"
    assert second.message == "this comment silences nothing, because its ']' is missing"
    assert second.suggestion == "write # floe: ignore[E108]"


def test_of_too_many_codes_the_last_that_is_read_is_marked() -> None:
    codes = ", ".join(f"E{number}" for number in range(110, 110 + MOST_CODES + 1))
    of = ours(f"a: 1  # floe: ignore[{codes}]\n")
    (complaint,) = [each for each in said(of) if "codes; at most" in each.message]
    start, end = complaint.location.span
    assert of.text.text[start:end] == f"E{110 + MOST_CODES - 1}"
