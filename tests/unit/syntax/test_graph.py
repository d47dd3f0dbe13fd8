"""Keys, merges and aliases: what YAML allows a text to say but a person hardly means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from floe_lsp.syntax import ProblemKind, Span, SyntaxProblem, Tree, locate

Parse = Callable[[str], Tree]
Marked = Callable[[str], tuple[str, list[Span]]]


def fixed(text: str, problem: SyntaxProblem) -> str:
    for edit in reversed(problem.fix):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.requirement("E006")
@pytest.mark.parametrize(
    ("text", "without"),
    [
        pytest.param("a: 1\nb: 2\n«a»: 3\n", "a: 1\nb: 2\n", id="at the root"),
        pytest.param("a: 1\n«a»: 3", "a: 1", id="on a last line without break"),
        pytest.param("a: 1\r\n«a»: 3", "a: 1", id="on a last line after CRLF"),
        pytest.param("a: 1\n«a»:\n  b: 2\n  c: [3,\n    4]\nd: 5\n", "a: 1\nd: 5\n", id="nested"),
        pytest.param("a: 1\n«a»: |\n  b\n\nd: 5\n", "a: 1\n\nd: 5\n", id="a block of text"),
        pytest.param("- a: 1\n  «a»: 2\n", "- a: 1\n", id="in an item"),
        pytest.param("x: {a: 1, «a»: 2, b: 3}\n", "x: {a: 1, b: 3}\n", id="in braces"),
        pytest.param('a: 1\n«"a"»: 2\n', "a: 1\n", id="quoted"),
        pytest.param("a: 1 # one\n«a»: 2 # two\nb: 3\n", "a: 1 # one\nb: 3\n", id="comments"),
    ],
)
def test_a_duplicate_key_and_its_removal(
    text: str, without: str, read: Parse, marked: Marked
) -> None:
    plain, (span,) = marked(text)
    duplicates = [p for p in read(plain).problems if p.kind is ProblemKind.DUPLICATE_KEY]
    (problem,) = duplicates
    assert problem.span == span
    assert problem.message == "'a' is given twice in this mapping"
    assert not problem.fix_is_safe
    assert fixed(plain, problem) == without
    ((place, words),) = problem.related
    assert words == "'a' is first given here"
    assert plain[place.start] == "a"
    assert place.start < span.start


@pytest.mark.requirement("E006")
def test_the_empty_one_of_two_keys_is_the_first_to_go(read: Parse) -> None:
    text = "a:\na: 1\n"
    (problem,) = read(text).problems
    assert problem.fix_title == "Remove the empty 'a'"
    assert fixed(text, problem) == "a: 1\n"
    assert problem.otherwise is not None
    assert problem.otherwise[0] == "Remove this 'a'", "it may have been typed by mistake"


@pytest.mark.requirement("E006")
def test_every_duplicate_is_reported_and_the_last_value_counts(read: Parse) -> None:
    tree = read("a: 1\na: 2\na: 3\nb:\n  c: 1\n  c: 2\n")
    assert [problem.span.start for problem in tree.problems] == [5, 10, 27]
    assert tree.root is not None
    assert tree.root.value == {"a": 3, "b": {"c": 2}}


@pytest.mark.requirement("E006")
@pytest.mark.parametrize("text", ["1: a\n'1': b\n", "<<: {a: 1}\na: 2\n", "a: {b: 1}\nb: 1\n"])
def test_what_is_no_duplicate(text: str, read: Parse) -> None:
    kinds = {problem.kind for problem in read(text).problems}
    assert ProblemKind.DUPLICATE_KEY not in kinds


@pytest.mark.requirement("E015")
@pytest.mark.parametrize(
    ("text", "message", "expected"),
    [
        ("«1»: a\n", "a key must be text, but YAML reads 1 as a number", '"1": a\n'),
        ("«1.5»: a\n", "a key must be text, but YAML reads 1.5 as a number", '"1.5": a\n'),
        ("«true»: a\n", "a key must be text, but YAML reads true as a boolean", '"true": a\n'),
        ("«~»: a\n", "a key must be text, but YAML reads ~ as null", '"~": a\n'),
        ("a: {«null»: b}\n", "a key must be text, but YAML reads null as null", 'a: {"null": b}\n'),
        ("? «[a]»\n: b\n", "a key must be text, not a list or a mapping", None),
        ("«{a: b}»: c\n", "a key must be text, not a list or a mapping", None),
        ("a: &x 1\n«*x» : b\n", "a key must be text, but YAML reads *x as a number", None),
    ],
)
def test_a_key_that_is_no_text(
    text: str, message: str, expected: str | None, read: Parse, marked: Marked
) -> None:
    plain, (span,) = marked(text)
    (problem,) = read(plain).problems
    assert (problem.kind, problem.span) == (ProblemKind.NON_STRING_KEY, span)
    assert problem.message == message
    assert (fixed(plain, problem) if problem.fix else None) == expected


@pytest.mark.requirement("E015")
@pytest.mark.parametrize("text", ["«:» a\nb: c\n", "x: {a: b, «:» c}\n"])
def test_no_key_at_all(text: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    (problem,) = read(plain).problems
    assert (problem.kind, problem.span) == (ProblemKind.NON_STRING_KEY, span)
    assert problem.message == "there is no key before this ':'"


@pytest.mark.requirement("E015")
@pytest.mark.parametrize("text", ["on: a\n", "yes: a\n", "off: a\n", "'1': a\n", "!!str 1: a\n"])
def test_keys_that_are_text(text: str, read: Parse) -> None:
    assert read(text).problems == ()


@pytest.mark.requirement("E021")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", {"c": 3, "b": 1}, id="map"),
        pytest.param(
            "a: [&x {b: 1}, &y {b: 2, c: 2}]\nd: {<<: [*x, *y]}\n", {"b": 1, "c": 2}, id="list"
        ),
        pytest.param("a: &x {b: 1}\nd: {c: 3, <<: *x}\n", {"c": 3, "b": 1}, id="after its keys"),
        pytest.param("d: {<<: {b: 1}, c: 2}\n", {"b": 1, "c": 2}, id="written out"),
        pytest.param("a: &l [{b: 1}]\nd: {<<: *l}\n", {"b": 1}, id="a list after an alias"),
        pytest.param(
            "a: &x {b: 1}\ny: &y {<<: *x, c: 2}\nd: {<<: *y}\n", {"b": 1, "c": 2}, id="a chain"
        ),
        pytest.param('d: {"<<": {b: 1}}\n', {"<<": {"b": 1}}, id="quoted, it is a key"),
        pytest.param("d: {<<: []}\n", {}, id="an empty list"),
    ],
)
def test_merge_keys(text: str, value: object, read: Parse) -> None:
    tree = read(text)
    assert tree.problems == ()
    assert tree.root is not None
    assert tree.root.value["d"] == value


@pytest.mark.requirement("E021")
@pytest.mark.parametrize(
    "text",
    [
        "a: {<<: «b»}\n",
        "a: {<<: [{b: 1}, «2»]}\n",
        "x: &x [1]\na: {<<: «*x»}\n",
        "x: &x 1\na: {<<: [«*x»]}\n",
        "a:\n  <<:«»\n  b: 1\n",
    ],
)
def test_a_merge_of_something_else(text: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    (problem,) = read(plain).problems
    assert (problem.kind, problem.span) == (ProblemKind.BAD_MERGE, span)
    assert "'<<' merges the keys of a mapping, but" in problem.message


@pytest.mark.requirement("E024")
def test_two_merge_keys_are_taken_in_order_and_warned_of(read: Parse, marked: Marked) -> None:
    plain, (span,) = marked("x: &x {a: 1}\ny: &y {a: 2, b: 2}\nd:\n  <<: *x\n  «<<»: *y\n")
    tree = read(plain)
    (problem,) = tree.problems
    assert (problem.kind, problem.span) == (ProblemKind.DUPLICATE_MERGE_KEY, span)
    assert tree.root is not None
    assert tree.root.value["d"] == {"a": 1, "b": 2}


@pytest.mark.requirement("E010")
@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        pytest.param("base: &base 1\na: «*bass»\n", "did you mean *base?", id="near miss"),
        pytest.param(
            "x: &x 1\na: «*other»\n",
            'anchors before it: &x; if text is meant, quote it: "*other"',
            id="other anchors",
        ),
        pytest.param(
            "a: «*x»\nb: &x 1\n",
            'define the anchor above it; if text is meant, quote it: "*x"',
            id="defined too late",
        ),
    ],
)
def test_an_alias_without_anchor(text: str, suggestion: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    tree = read(plain)
    (problem,) = tree.problems
    assert (problem.kind, problem.span) == (ProblemKind.UNKNOWN_ANCHOR, span)
    assert problem.suggestion == suggestion
    assert tree.root is not None
    assert tree.root.value["a"] is None


@pytest.mark.requirement("E010")
def test_an_anchor_may_be_given_again(read: Parse) -> None:
    tree = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
    assert tree.problems == ()
    assert tree.root is not None
    assert tree.root.value == {"a": 1, "b": 1, "c": 2, "d": 2}


@pytest.mark.requirement("E023")
@pytest.mark.parametrize("text", ["a: &x [1, «*x»]\n", "a: &x {b: {c: «*x»}}\n"])
def test_an_alias_inside_its_own_anchor(text: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    tree = read(plain)
    (problem,) = tree.problems
    assert (problem.kind, problem.span) == (ProblemKind.RECURSIVE_ALIAS, span)
    assert tree.root is not None
    assert locate(tree.root, ("a",)) is not None


@pytest.mark.requirement("E012")
@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n«---»\nb: 2\n",
        "--- # first\na: 1\n...\n«---»\nb: 2\n",
        "---\n«---»\n",
        "a: 1\n...\n«b: 2»\n",
    ],
)
def test_a_second_document(text: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    (problem,) = read(plain).problems
    assert (problem.kind, problem.span) == (ProblemKind.SECOND_DOCUMENT, span)


@pytest.mark.requirement("E012")
@pytest.mark.parametrize("text", ["---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n---\na: 1\n"])
def test_marks_around_one_document(text: str, read: Parse) -> None:
    tree = read(text)
    assert tree.problems == ()
    assert tree.root is not None
    assert tree.root.value == {"a": 1}


@pytest.mark.requirement("E016")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        (" \n\n\t\n", "the file is empty"),
        ("\ufeff", "the file is empty"),
        ("# a\n# b\n", "the file contains only comments"),
        ("---\n", "the file is empty"),
        ("--- # a\n...\n", "the file contains only comments"),
    ],
)
def test_an_empty_file(text: str, message: str, read: Parse) -> None:
    tree = read(text)
    (problem,) = tree.problems
    assert (problem.kind, problem.message) == (ProblemKind.EMPTY_DOCUMENT, message)
    assert tree.root is None


@pytest.mark.requirement("E017")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("«- a»\n- b\n", "the document is a list, but a mapping"),
        ("«[a]»\n", "the document is a list, but a mapping"),
        ("«apiVersion»\n", "there is no ':' after 'apiVersion'"),
        ("«kind:FloeSpec»\n", "there is no space after 'kind:'"),
        ("«some text here»\n", "the document is a single value, but a mapping"),
        ('«"a"»\n', "the document is a single value, but a mapping"),
        ("«a\n»b\n", "the document is a single value, but a mapping"),
    ],
)
def test_a_document_that_is_no_mapping(text: str, words: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    (problem,) = read(plain).problems
    is_a_key = words.startswith("there is no")
    expected = ProblemKind.ONE_BROKEN_KEY if is_a_key else ProblemKind.NOT_A_MAPPING
    assert problem.kind is expected
    assert problem.span == Span(span.start, plain.index("\n"))
    assert problem.message.startswith(words)
