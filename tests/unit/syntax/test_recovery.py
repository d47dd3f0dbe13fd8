"""Several mistakes in one file are found in one run, and none is made up on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from floe_lsp.syntax import (
    Limits,
    MappingNode,
    Node,
    ProblemKind,
    ScalarNode,
    SourceText,
    Span,
    Tree,
    locate,
    parse,
)

Parse = Callable[[str], Tree]
Marked = Callable[[str], tuple[str, list[Span]]]


@pytest.mark.requirement("E002")
def test_many_mistakes_of_many_kinds(read: Parse, marked: Marked) -> None:
    plain, spans = marked(
        """\
apiVersion: floe.dev/v1
«kind:»FloeSpec
metadata:
  name: «"»customer-360
  version: 1.0.0
  «version»: 1.0.1
   «description»: two
  owner: «@team»
transforms:
  - name: stg_orders
    tags: «[»staging, nightly
    compute: «*base»
  - name: stg_customers
    dependsOn: [stg_orders«]»]
    path: "C:«\\w»arehouse"
    «tier» bronze
schedule:
  cron: «*/10 * * * *»
  timezone: UTC
"""
    )
    # The second ']' alone closes nothing.
    bracket = plain.index("]]") + 1
    spans = sorted(
        Span(bracket, bracket + 1) if plain[span.start : span.end] == "]" else span
        for span in spans
    )
    tree = read(plain)
    assert [(problem.kind.value, problem.span) for problem in tree.problems] == list(
        zip(
            [
                "invalid-yaml",
                "unclosed-quote",
                "duplicate-key",
                "bad-indentation",
                "needs-quotes",
                "unclosed-bracket",
                "unknown-anchor",
                "invalid-yaml",
                "bad-escape",
                "invalid-yaml",
                "needs-quotes",
            ],
            spans,
            strict=True,
        )
    )
    assert tree.root is not None
    assert tree.root.value == {
        "apiVersion": "floe.dev/v1",
        "kind": "FloeSpec",
        "metadata": {
            "name": "customer-360",
            "version": "1.0.1",
            "description": "two",
            "owner": "@team",
        },
        "transforms": [
            {"name": "stg_orders", "tags": ["staging", "nightly"], "compute": None},
            {
                "name": "stg_customers",
                "dependsOn": ["stg_orders"],
                "path": "C:\\warehouse",
                "tier": "bronze",
            },
        ],
        "schedule": {"cron": "*/10 * * * *", "timezone": "UTC"},
    }


@pytest.mark.requirement("E002")
def test_nodes_of_a_repaired_text_have_their_places_in_what_was_typed(read: Parse) -> None:
    text = 'a: @x y\nb: [c, d\ne: {f: "g}\nh: i\n'
    tree = read(text)
    assert tree.root is not None
    places = {
        path: text[place.value.start : place.value.end]
        for path in [("a",), ("b",), ("b", 1), ("e",), ("e", "f"), ("h",)]
        if (place := locate(tree.root, path)) is not None
    }
    assert places == {
        ("a",): "@x y",
        ("b",): "[c, d",
        ("b", 1): "d",
        ("e",): '{f: "g}',
        ("e", "f"): '"g',
        ("h",): "i",
    }
    repaired = locate(tree.root, ("a",))
    assert repaired is not None
    assert isinstance(repaired.value, ScalarNode)
    assert repaired.value.style == "plain"


@pytest.mark.requirement("E002")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: 1\n@\nb: 2\n", id="a stray sign"),
        pytest.param("a: 1\n}{\nb: 2\n", id="stray brackets"),
        pytest.param("a: 1\n: :\nb: 2\n", id="stray colons"),
        pytest.param("a: 1\n[\nb: 2\n", id="an open bracket"),
        pytest.param('a: 1\n"\nb: 2\n', id="an open quote"),
        pytest.param("a: 1\n- - x\nb: 2\n", id="dashes"),
        pytest.param("a: 1\n&\nb: 2\n", id="an anchor without name"),
        pytest.param("a: 1\n!<\nb: 2\n", id="half a tag"),
        pytest.param("a: 1\n%\nb: 2\n", id="a directive"),
        pytest.param("a: 1\n   text: :\n  ]\n   x\nb: 2\n", id="several lines"),
    ],
)
def test_keys_before_and_behind_what_is_broken_are_there(text: str, read: Parse) -> None:
    tree = read(text)
    assert tree.problems
    assert isinstance(tree.root, MappingNode)
    assert tree.root.value["a"] == 1
    assert tree.root.value["b"] == 2


@pytest.mark.requirement("E002")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("a: 1\n«b = »@c\nd: e\n", ProblemKind.INVALID_YAML, id="one report a line"),
        pytest.param(
            "m:\n«\t»a: 1\n    b: 2\n   c: 3\nd: 4\n", ProblemKind.TAB_INDENTATION, id="tab"
        ),
        pytest.param(
            "m:\n  a: 1\n  c: 1\n «b»: 2\n b: 3\nd: 4\n",
            ProblemKind.BAD_INDENTATION,
            id="indentation",
        ),
        pytest.param('a: «"»x\n  b: y\n c: z\nd: "w"\n', ProblemKind.UNCLOSED_QUOTE, id="quote"),
        pytest.param(
            "x: «& y»\nz: {<<: *x}\n", ProblemKind.NEEDS_QUOTES, id="an anchor that is lost"
        ),
        pytest.param(
            "x: &x\n   a: 1\n  «b»: 2\nz: {<<: *x}\n",
            ProblemKind.BAD_INDENTATION,
            id="a merge of what was moved",
        ),
    ],
)
def test_nothing_is_reported_that_follows_from_a_guess(
    text: str, kind: ProblemKind, read: Parse, marked: Marked
) -> None:
    plain, spans = marked(text)
    problems = read(plain).problems
    assert [(problem.kind, problem.span) for problem in problems] == [(kind, *spans)]


@pytest.mark.requirement("E002")
def test_a_certain_mistake_is_reported_beside_a_guess(read: Parse, marked: Marked) -> None:
    plain, spans = marked("«m»\n  a: «@x»\n  b: «*»\nc: 1\n")
    assert [problem.span for problem in read(plain).problems] == spans


@pytest.mark.requirement("E002")
def test_a_git_conflict_is_named_once_and_our_side_is_read(read: Parse, marked: Marked) -> None:
    plain, (first, second) = marked(
        "a: 1\n«<<<<<<< HEAD»\nb: 2\nc: [3]\n||||||| base\nb: 0\n=======\nb: [4\n"
        ">>>>>>> other\nd: 5\n«<<<<<<< HEAD»\ne: 6\n=======\ne: 7\n>>>>>>> other\n"
    )
    tree = read(plain)
    assert [problem.span for problem in tree.problems] == [first, second]
    assert {problem.kind for problem in tree.problems} == {ProblemKind.INVALID_YAML}
    assert all("unfinished git merge" in problem.message for problem in tree.problems)
    assert [plain[span.start : span.end] for span, _ in tree.problems[0].related] == [
        "=======",
        ">>>>>>> other",
    ]
    assert tree.root is not None
    assert tree.root.value == {"a": 1, "b": 2, "c": [3], "d": 5, "e": 6}


@pytest.mark.requirement("E002")
def test_a_line_of_equal_signs_alone_is_no_conflict(read: Parse) -> None:
    (problem,) = read("a: 1\n=======\nb: 2\n").problems
    assert "git" not in problem.message


@pytest.mark.requirement("E002")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: [http://x/y, b:c, d?]\n", id="words with colons in brackets"),
        pytest.param("a: {b: http://x/y?z, c: 12:30}\n", id="words with colons in braces"),
        pytest.param("a: {http://x/y: 1}\n", id="a key with a colon"),
        pytest.param("a: [b\n  c:d, e]\n", id="a word over two lines"),
        pytest.param("a:\tb\nc: d\t\ne: f\t# g\n", id="tabs between words"),
        pytest.param("a: 1\n\t\nb: 2\n \t# c\n", id="tabs on blank lines"),
        pytest.param("-\tb\n", id="a tab behind a dash"),
        pytest.param("a: b\tc\n", id="a tab inside a word"),
        pytest.param("a: [\n\tb,\n\tc\n]\n", id="tabs between brackets"),
        pytest.param("a: |\n  b\n  \tc\n", id="a tab in a block of text"),
    ],
)
def test_what_only_one_parser_refuses_is_no_mistake(text: str, read: Parse, pure: bool) -> None:
    tree = read(text)
    problems = [p for p in tree.problems if p.kind is not ProblemKind.NOT_A_MAPPING]
    assert problems == []
    other = parse(SourceText(text), pure=not pure)
    assert tree.root is not None
    assert other.root is not None
    assert tree.root.value == other.root.value


@pytest.mark.requirement("E002")
def test_words_that_were_quoted_for_a_parser_are_still_plain(read: Parse) -> None:
    text = "a: [b, http://x/y?z]\n"
    root = read(text).root
    assert root is not None
    place = locate(root, ("a", 1))
    assert place is not None
    assert isinstance(place.value, ScalarNode)
    assert text[place.value.start : place.value.end] == "http://x/y?z"
    assert (place.value.style, place.value.value) == ("plain", "http://x/y?z")


@pytest.mark.requirement("E002")
def test_a_hundred_tabs_are_found_in_one_pass(read: Parse) -> None:
    text = "a:\n" + "".join(f"\tk{i}: {i}\n" for i in range(100)) + "b: [c\n"
    tree = read(text)
    kinds = [problem.kind for problem in tree.problems]
    assert kinds == [ProblemKind.TAB_INDENTATION] * 100 + [ProblemKind.UNCLOSED_BRACKET]
    assert tree.root is not None
    assert tree.root.value == {"a": {f"k{i}": i for i in range(100)}, "b": ["c"]}


@pytest.mark.requirement("E002")
def test_tabs_inside_text_are_left_alone(read: Parse, marked: Marked) -> None:
    plain, spans = marked('a: |\n  x\n  \ty\nb: "\n\tz"\nc:\n«\t»d: 1\n')
    tree = read(plain)
    assert [problem.span for problem in tree.problems] == spans
    assert tree.root is not None
    assert tree.root.value["a"] == "x\n\ty\n"


@pytest.mark.requirement("E002")
def test_more_mistakes_than_rounds_leave_the_rest_unread(read: Parse) -> None:
    tree = read("".join(f"k{i}: @x\n" for i in range(100)) + "end: 1\n")
    assert len(tree.problems) == 40
    assert {problem.kind for problem in tree.problems} == {ProblemKind.NEEDS_QUOTES}
    assert tree.root is not None
    assert tree.root.value["k38"] == "@x"


@pytest.mark.requirement("E018")
def test_recovery_builds_a_bounded_number_of_nodes() -> None:
    text = "".join(f"k{i}: {i}\n" for i in range(100)) + "x: @y\nz: 1\n"
    generous = parse(SourceText(text), Limits(nodes=1_000))
    assert generous.root is not None
    assert generous.root.value["z"] == 1
    tight = parse(SourceText(text), Limits(nodes=300))
    assert [problem.kind for problem in tight.problems] == [ProblemKind.NEEDS_QUOTES]
    assert tight.root is not None
    assert "z" not in tight.root.value


@pytest.mark.requirement("E002")
@pytest.mark.parametrize("text", ["e:\ufffe", "a: [\ufffe", "a: [b, \udc00\udc00[", "- \ufffe"])
def test_a_value_stays_inside_what_holds_it_when_something_is_taken_out(
    text: str, read: Parse, nodes_of: Callable[[object], Iterator[Node]]
) -> None:
    for node in nodes_of(read(text).root):
        assert all(child.end <= node.end for child in nodes_of(node)), text


ANOTHER_WAY = [
    ("a:\n  b: 1\n      c: x\n~: value\nd: 2\n", "~: value\n"),
    ("a:\n  b: 1\n      c: x\nd:\n  e:\n  e:\n    f: 1\n", "  e:\n    f: 1\n"),
    ("a: 1\n  x: 1\n  y: 1\n  z: 1\nd:\n  e:\n  e:\n    f: 1\n", "  e:\n    f: 1\n"),
]


@pytest.mark.parametrize(("text", "taken"), ANOTHER_WAY)
def test_another_way_to_mend_counts_in_what_was_typed(read: Parse, text: str, taken: str) -> None:
    (another,) = (each.otherwise for each in read(text).problems if each.otherwise is not None)
    ((edit,),) = (edits for _, edits in [another])
    assert text[edit.span.start : edit.span.end] == taken
    assert edit.text == ""


def test_there_is_no_other_way_through_what_a_repair_has_written(read: Parse) -> None:
    problems = read("~:\n  a: 1\n    b: 2\nc: 1\n").problems
    (key,) = (each for each in problems if each.kind is ProblemKind.NON_STRING_KEY)
    assert key.fix
    assert key.otherwise is None
