"""Lines of block YAML taken apart without a parser, as YAML 1.2.2 reads them and our trees do."""

from __future__ import annotations

import pytest

from floe_lsp.syntax import ProblemKind, SourceText, parse
from floe_lsp.syntax.tolerant.block_line import BlockLine, ElementKind, read_line

LINES: dict[str, tuple[list[tuple[str, int]], str | None]] = {
    "k: v": ([("k", 0)], "v"),
    "k:": ([("k", 0)], None),
    "  - k: v": ([("-", 2), ("k", 4)], "v"),
    "- - a": ([("-", 0), ("-", 2)], "a"),
    # Explicit keys and their values, and what is compact in them: sections 8.2.1 and 8.2.2.
    "? k": ([("k", 0)], None),
    "? 'k'  # c": ([("'k'", 0)], None),
    "? &x k": ([("k", 0)], None),
    "? k: v": ([("?", 0), ("k", 2)], "v"),
    "? - a": ([("?", 0), ("-", 2)], "a"),
    "? |": ([("?", 0)], "|"),
    "? [a]": ([("?", 0)], "[a]"),
    "- ? a": ([("-", 0), ("a", 2)], None),
    ": v": ([(":", 0)], "v"),
    ": - a": ([(":", 0), ("-", 2)], "a"),
    ": k: v": ([(":", 0), ("k", 2)], "v"),
    ":": ([(":", 0)], None),
    # Separation may be a tab (section 6.2). Before a block collection it is a mistake (8.2.1),
    # which recovery repairs to the reading below.
    "-\tx": ([("-", 0)], "x"),
    "-\tx: 1": ([("-", 0), ("x", 2)], "1"),
    "-\t- x": ([("-", 0), ("-", 2)], "x"),
    "k:\tv": ([("k", 0)], "v"),
    # White space before the colon of an implicit key: section 7.4.2, ns-s-implicit-yaml-key.
    "a : b": ([("a", 0)], "b"),
    "a\t: b": ([("a", 0)], "b"),
    '"a"\t: b': ([('"a"', 0)], "b"),
    # Properties before an implicit key are the key's (7.4.2); the mapping begins with them.
    "&x a: b": ([("a", 0)], "b"),
    "!t a: b": ([("a", 0)], "b"),
    "- &x !t 'a' : b": ([("-", 0), ("'a'", 2)], "b"),
    "&x\ta: b": ([("a", 0)], "b"),
    "!<tag:yaml.org,2002:str> a: b": ([("a", 0)], "b"),
    "&x:y a: b": ([("a", 0)], "b"),
    "k: &x v": ([("k", 0)], "&x v"),
    "&x": ([], "&x"),
    "*x : v": ([("*x", 0)], "v"),
    # Indicators count where white space follows: section 5.3.
    "-x: 1": ([("-x", 0)], "1"),
    "?x: 1": ([("?x", 0)], "1"),
    ":x: 1": ([(":x", 0)], "1"),
    "a:b: c": ([("a:b", 0)], "c"),
    "a:b": ([], "a:b"),
    "a#b: c": ([("a#b", 0)], "c"),
    # Comments: section 6.6. In a plain scalar quotes are characters like others (7.3.3).
    "a: b # c": ([("a", 0)], "b"),
    "a: b#c": ([("a", 0)], "b#c"),
    "a: # c": ([("a", 0)], None),
    "a: 'b # c' # d": ([("a", 0)], "'b # c'"),
    "'a # b': c": ([("'a # b'", 0)], "c"),
    'a: say "b # c"': ([("a", 0)], 'say "b'),
    "a: ['b # c', d] # e": ([("a", 0)], "['b # c', d]"),
    "a: &x 'b # c' # d": ([("a", 0)], "&x 'b # c'"),
    "# a: b": ([], None),
    "- # a": ([("-", 0)], None),
    "a #b: c": ([], "a"),
    # Document markers: section 9.1.
    "---": ([], None),
    "--- text": ([], "text"),
    "...": ([], None),
    "---x: 1": ([("---x", 0)], "1"),
    # What a version control system leaves in a file is none of its lines.
    "<<<<<<< ours": ([], None),
    "=======": ([], None),
    "<<: *x": ([("<<", 0)], "*x"),
}


def elements_of(text: str, line: BlockLine) -> list[tuple[str, int]]:
    return [
        (
            element.kind.value
            if element.kind is not ElementKind.KEY
            else text[element.name.start : element.name.end],
            element.start - line.start,
        )
        for element in line.elements
    ]


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(("written", "expected"), LINES.items(), ids=[repr(each) for each in LINES])
def test_lines_are_read_as_yaml_says(
    written: str, expected: tuple[list[tuple[str, int]], str | None]
) -> None:
    for before, behind in (("", ""), ("first: 1\n", "\nlast: 1"), ("- a\r\n", "\r\n\r\n")):
        text = before + written + behind
        line = read_line(text, len(before))
        value = None if line.value is None else text[line.value.start : line.value.end]
        assert (elements_of(text, line), value) == expected
        assert text[line.start : line.end] == written


@pytest.mark.requirement("FR-002")
def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    line = read_line("\ufeffa: 1\n", 0)
    assert (line.start, line.key) == (1, (1, 2))


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Words in brackets over several lines, which libyaml refuses (section 7.3.3).
        ("a: {\n  b: 1,\n  c: x?y\n}\n", {"a": {"b": 1, "c": "x?y"}}),
        ("- a: [\n    b?c\n  ]\n", [{"a": ["b?c"]}]),
        # Tabs as separation after the indicator of an explicit value (section 6.2).
        ("?\ta\n:\tb\n", {"a": "b"}),
        ("? a\n: -\tb\n", {"a": ["b"]}),
    ],
)
def test_recovery_reads_what_yaml_allows(text: str, value: object) -> None:
    tree = parse(SourceText(text))
    assert tree.root is not None
    assert tree.root.value == value
    assert {problem.kind for problem in tree.problems} <= {ProblemKind.NOT_A_MAPPING}


@pytest.mark.requirement("FR-002")
def test_text_that_goes_on_is_indented_once_where_the_file_ends() -> None:
    tree = parse(SourceText("a: some text\nand more of that text"))
    assert [len(problem.fix) for problem in tree.problems] == [1]
