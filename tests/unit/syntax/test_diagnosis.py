"""One table of mistakes: what is said, where it is shown, and what the file is read as.

A case is a text with the expected place between ``«`` and ``»``, a few words of the message, and
the value of the whole document after recovery. Where the mistake can be fixed, applying its fix
must give a text with the same value and without problems.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from floe_lsp.syntax import ProblemKind, SourceText, Span, SyntaxProblem, Tree, parse

Parse = Callable[[str], Tree]
Marked = Callable[[str], tuple[str, list[Span]]]

PARSER_WORDS = (
    "unicode string",
    "did not find",
    "could not find",
    "found character",
    "while scanning",
    "while parsing",
    "block end",
    "simple key",
    "token",
    "stream",
)


@dataclass(frozen=True)
class Mistake:
    """One line of the table."""

    text: str
    words: str
    value: object
    fix: bool = True


def fixed(text: str, problem: SyntaxProblem) -> str:
    for edit in reversed(problem.fix):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def check(mistake: Mistake, kind: ProblemKind, marked: Marked, pure: bool) -> None:
    plain, spans = marked(mistake.text)
    tree = parse(SourceText(plain), pure=pure)
    assert [problem.kind for problem in tree.problems] == [kind] * len(spans)
    assert [problem.span for problem in tree.problems] == spans
    for problem in tree.problems:
        said = f"{problem.message} {problem.suggestion}"
        assert mistake.words in said
        assert not [word for word in PARSER_WORDS if word in said]
        assert not problem.message[0].isupper() or problem.message.startswith("YAML ")
        assert not problem.message.endswith(".")
    assert (None if tree.root is None else tree.root.value) == mistake.value
    assert [bool(problem.fix) for problem in tree.problems] == [mistake.fix] * len(spans)
    for problem in reversed(tree.problems):
        plain = fixed(plain, problem)
    if mistake.fix:
        repaired = parse(SourceText(plain), pure=pure)
        assert [p for p in repaired.problems if p.kind is not ProblemKind.NOT_A_MAPPING] == []
        assert repaired.root is not None
        assert repaired.root.value == mistake.value


TABS = [
    Mistake("a:\n«\t»b: 1\n", "indent with spaces; 2 here", {"a": {"b": 1}}),
    Mistake("a:\n  b: 1\n«\t»c: 2\n", "does not allow tabs", {"a": {"b": 1, "c": 2}}),
    Mistake("a:\n«\t»b:\n«\t\t»c: 2\n", "does not allow tabs", {"a": {"b": {"c": 2}}}),
    Mistake("a:\n    b: 1\n«\t»c: 2\n", "4 here", {"a": {"b": 1, "c": 2}}),
    Mistake("a:\n  - b\n«\t»- c\n", "2 here", {"a": ["b", "c"]}),
    Mistake("-«\t»a: 1\n", "between '-' and what belongs to it", [{"a": 1}]),
    Mistake("-«\t»- a\n", "between '-' and what belongs to it", [["a"]]),
    Mistake("a: b\n«\t»c\n", "does not allow tabs", {"a": "b c"}),
    Mistake("a: |\n«\t»b\n«\t»c\n", "does not allow tabs", {"a": "b\nc\n"}),
    Mistake("a:\n  «\t»b: 1\n", "does not allow tabs", {"a": {"b": 1}}),
]

INDENTATION = [
    Mistake(
        "m:\n  a: x\n «b»: 1\n",
        "'b' is indented by 1 space, but 'a' by 2",
        {"m": {"a": "x", "b": 1}},
    ),
    Mistake(
        "m:\n  a: x\n    «b»: 1\n  c: 2\n",
        "'b' is indented by 4 spaces, but 'a' by 2",
        {"m": {"a": "x", "b": 1, "c": 2}},
    ),
    Mistake("a: 1\n «b»: 2\n", "but 'a' is not", {"a": 1, "b": 2}),
    Mistake(
        "m:\n  a: x\n «b»:\n    c: 1\n    d: 2\n",
        "'b' is indented by 1 space",
        {"m": {"a": "x", "b": {"c": 1, "d": 2}}},
    ),
    Mistake(
        "m:\n «a»: 1\n  b: 2\n  c: 3\n",
        "'a' is indented by 1 space, but 'b' by 2",
        {"m": {"a": 1, "b": 2, "c": 3}},
    ),
    Mistake("t:\n  - n: a\n     «r»: b\n", "but 'n' by 4", {"t": [{"n": "a", "r": "b"}]}),
    Mistake("t:\n  - n: a\n   «r»: b\n", "but 'n' by 4", {"t": [{"n": "a", "r": "b"}]}),
    Mistake("t:\n  - n: a\n  «r»: b\n", "but 'n' by 4", {"t": [{"n": "a", "r": "b"}]}),
    Mistake("t:\n  - n: [a]\n     «r»: b\n", "but 'n' by 4", {"t": [{"n": ["a"], "r": "b"}]}),
    Mistake(
        "t:\n  - n: a\n   «-» n: b\n",
        "this item is indented by 3 spaces, but the other items by 2",
        {"t": [{"n": "a"}, {"n": "b"}]},
    ),
    Mistake("t:\n  - n: a\n «-» n: b\n", "other items by 2", {"t": [{"n": "a"}, {"n": "b"}]}),
    Mistake("t:\n  - n: a\n    «-» n: b\n", "other items by 2", {"t": [{"n": "a"}, {"n": "b"}]}),
    Mistake(" «a»: 1\nb: 2\n", "'a' is indented by 1 space", {"a": 1, "b": 2}),
    Mistake("t:\n  - a\n  «b»: c\n", "but 't' is not", {"t": ["a"], "b": "c"}),
    Mistake(
        "a: |\n    x\n  «y»\nb: c\n",
        "indented by 2 spaces instead of 4",
        {"a": "x\ny\n", "b": "c"},
    ),
    Mistake("a: |\n«x y»\nb: c\n", "indented by 0 spaces instead of 2", {"a": "x y\n", "b": "c"}),
    Mistake(
        "a: |\n«    »\n  x\nb: c\n", "this blank line is indented by 4", {"a": "\nx\n", "b": "c"}
    ),
    Mistake(
        "a: some text\n«that goes on below»\nb: c\n",
        "this line continues the value above",
        {"a": "some text that goes on below", "b": "c"},
    ),
]

NEEDS_QUOTES = [
    Mistake(
        "cron: «*/10 * * * *»\nz: 1\n",
        'quote the cron expression: "*/10 * * * *"',
        {"cron": "*/10 * * * *", "z": 1},
    ),
    Mistake(
        "cron: «* * * * *» # every minute\n", "quote the cron expression", {"cron": "* * * * *"}
    ),
    Mistake("a: [«*/5 * * * *», b]\n", "quote the cron expression", {"a": ["*/5 * * * *", "b"]}),
    Mistake("a: «*.py»\n", "read as an alias", {"a": "*.py"}),
    Mistake("a: «**bold** x»\nb: c\n", "read as an alias", {"a": "**bold** x", "b": "c"}),
    Mistake("x: &x 1\na: «*x more»\n", "read as an alias", {"x": 1, "a": "*x more"}),
    Mistake("owner: «@team»\nb: c\n", "'@' cannot begin a value", {"owner": "@team", "b": "c"}),
    Mistake("a: [«@x», «@y»]\n", "'@' cannot begin a value", {"a": ["@x", "@y"]}),
    Mistake("a: {b: «@x», c: 1}\n", "'@' cannot begin a value", {"a": {"b": "@x", "c": 1}}),
    Mistake("«@a»: b\nc: d\n", "a key cannot begin with '@'", {"@a": "b", "c": "d"}),
    Mistake("a: «`x`»\n", "'`' cannot begin a value", {"a": "`x`"}),
    Mistake("- «%x»\n- b\n", "'%' cannot begin a value", ["%x", "b"]),
    Mistake("a: «& b»\n", "read as an anchor", {"a": "& b"}),
    Mistake("a: «&D, x»\n", "read as an anchor", {"a": "&D, x"}),
    Mistake("a: «!{{ x }}»\n", "read as a tag", {"a": "!{{ x }}"}),
    Mistake("a: «!<abc x»\n", "read as a tag", {"a": "!<abc x"}),
    Mistake("a: «|foo»\nb: c\n", "the start of a block of text", {"a": "|foo", "b": "c"}),
    Mistake("a: «>= 5» # x\nb: c\n", "the start of a block of text", {"a": ">= 5", "b": "c"}),
    Mistake("a: «? x»\n", "read as a key", {"a": "? x"}),
    Mistake("a: «-»\nb: c\n", "read as a list item", {"a": "-", "b": "c"}),
    Mistake("a: «, b»\n", "',' cannot begin a value", {"a": ", b"}),
    Mistake("a: «[a-z]+»\nb: c\n", "read as a list", {"a": "[a-z]+", "b": "c"}),
    Mistake("a: «b: c»\nd: e\n", "': ' inside a value", {"a": "b: c", "d": "e"}),
    Mistake('a: «Note: "x"»\n', "'Note: \"x\"'", {"a": 'Note: "x"'}),
    Mistake("a: «Note: it's»\n", 'quote it: "Note: it\'s"', {"a": "Note: it's"}),
    Mistake("a: {b: «c: d»}\n", "': ' inside a value", {"a": {"b": "c: d"}}),
    Mistake(
        "a: «Note: this\n  goes on»\nb: c\n", "': ' inside", {"a": "Note: this goes on", "b": "c"}
    ),
    Mistake(
        "a: «text with\n  a colon: here»\nb: 1\n",
        "': ' inside",
        {"a": "text with a colon: here", "b": 1},
    ),
    Mistake(
        "a: «{{ env_var('X') }}»\nb: c\n",
        "start of a mapping",
        {"a": "{{ env_var('X') }}", "b": "c"},
    ),
    Mistake(
        "a: «{{ x }}.y»\nb: «{{ z }}»\n", "start of a mapping", {"a": "{{ x }}.y", "b": "{{ z }}"}
    ),
    Mistake('a: «{{ f("x", "y") }}»\n', "start of a mapping", {"a": '{{ f("x", "y") }}'}),
    Mistake("a: [«{{ x }}», b]\n", "start of a mapping", {"a": ["{{ x }}", "b"]}),
    Mistake("a: «{% if x %}»\n", "start of a mapping", {"a": "{% if x %}"}),
]

BRACKETS = [
    Mistake(
        "a: «[»x, y\nb: z\n", "the '[' that opens here is never closed", {"a": ["x", "y"], "b": "z"}
    ),
    Mistake("a: «[»x, y", "never closed", {"a": ["x", "y"]}),
    Mistake(
        "a: «{»x: 1, y: 2 # c\nb: z\n",
        "the '{' that opens here is never",
        {"a": {"x": 1, "y": 2}, "b": "z"},
    ),
    Mistake("a: «[»x,\n  y\nb: z\n", "close it with ']'", {"a": ["x", "y"], "b": "z"}, fix=False),
    Mistake("a: «{»\nb: z\n", "close it with '}'", {"a": {}, "b": "z"}),
    Mistake(
        "t:\n  - n: a\n    d: «[»x, y\n  - n: b\n    d: [z]\n",
        "never closed",
        {"t": [{"n": "a", "d": ["x", "y"]}, {"n": "b", "d": ["z"]}]},
    ),
    Mistake("a: «[»b}\nc: d\n", "the '[' that opens here is closed by '}'", {"a": ["b"], "c": "d"}),
    Mistake(
        "a: «{»b: c]\nd: e\n",
        "the '{' that opens here is closed by ']'",
        {"a": {"b": "c"}, "d": "e"},
    ),
]

QUOTES = [
    Mistake('a: «"»foo\nb: c\n', 'close it: "foo"', {"a": "foo", "b": "c"}),
    Mistake('a: «"»foo\nb: "bar"\nc: "x"\n', "never closed", {"a": "foo", "b": "bar", "c": "x"}),
    Mistake("a: «'»foo\nb: 'bar'\n", "close it: 'foo'", {"a": "foo", "b": "bar"}),
    Mistake('a: «"»foo', "never closed", {"a": "foo"}),
    Mistake('a: «"»foo\n  bar\nb: c\n', "never closed", {"a": "foo bar", "b": "c"}),
    Mistake('t: [«"»a, b]\nu: "x"\n', 'close it: "a"', {"t": ["a", "b"], "u": "x"}),
    Mistake('- a: «"»b\n  c: d\n- e\n', "never closed", [{"a": "b", "c": "d"}, "e"]),
]

ESCAPES = [
    Mistake(
        'a: "C:«\\p»ath"\nb: c\n',
        "'\\p' is not an escape that YAML knows",
        {"a": "C:\\path", "b": "c"},
    ),
    Mistake(
        'a: "«\\d»+\\.\\s"\n',
        "in single quotes a backslash is plain: '\\d+\\.\\s'",
        {"a": "\\d+\\.\\s"},
    ),
    Mistake('a: "x\\n«\\q»"\n', "double the backslash", {"a": "x\n\\q"}),
    Mistake('a: "«\\x4»"\n', "'\\x4' needs 2 hexadecimal digits", {"a": "\\x4"}),
    Mistake('a: "«\\u12»z"\n', "needs 4 hexadecimal digits", {"a": "\\u12z"}),
    Mistake('a: "«\\ud800»"\n', "'\\ud800' is not a Unicode character", {"a": "\\ud800"}),
    Mistake('a: "«\\U00110000»"\n', "is not a Unicode character", {"a": "\\U00110000"}),
]

KEYS = [
    Mistake(
        "«metadata»\n  name: x\n", "there is no ':' after 'metadata'", {"metadata": {"name": "x"}}
    ),
    Mistake("a: 1\n«kind»\nb:\n  c: d\n", "write kind:", {"a": 1, "kind": None, "b": {"c": "d"}}),
    Mistake("a: 1\n«kind» foo\nb: 2\n", "write kind: foo", {"a": 1, "kind": "foo", "b": 2}),
    Mistake(
        "a: 1\n«kind:»foo\nb: 2\n",
        "there is no space after 'kind:'",
        {"a": 1, "kind": "foo", "b": 2},
    ),
    Mistake("«kind:»foo\nb: 2\n", "write kind: foo", {"kind": "foo", "b": 2}),
    Mistake("m:\n  «name:»x\n  b: 1\n", "no space after 'name:'", {"m": {"name": "x", "b": 1}}),
    Mistake(
        "m:\n  a: 1\n  «b = »2\n  c: 3\n",
        "'key: value', not 'key = value'",
        {"m": {"a": 1, "b": 2, "c": 3}},
    ),
    Mistake(
        "t:\n  - n: x\n    «tier»\n  - n: y\n",
        "no ':' after 'tier'",
        {"t": [{"n": "x", "tier": None}, {"n": "y"}]},
    ),
    Mistake("t:\n  - «name» x\n    b: 1\n", "write name: x", {"t": [{"name": "x", "b": 1}]}),
    Mistake("a: 1\n«foo»\n", "no ':' after 'foo'", {"a": 1, "foo": None}),
    Mistake('«"foo"»\nbar: x\n', "no ':' after '\"foo\"'", {"foo": None, "bar": "x"}),
    Mistake(
        "x: &x {a: 1}\nm:\n  «<<» *x\n  b: 2\n",
        "no ':' after '<<'",
        {"x": {"a": 1}, "m": {"a": 1, "b": 2}},
    ),
    Mistake("a: «:» c\nd: e\n", "there is a second ':'", {"a": "c", "d": "e"}),
    Mistake(
        "a: 1  «b»: 2\nc: 3\n",
        "the key 'b' comes after the value of another key on the same line",
        {"a": 1, "b": 2, "c": 3},
    ),
    Mistake(
        "a: «b»: 1\n  c: 2\n",
        "a mapping cannot begin on the line of its key 'a'",
        {"a": {"b": 1, "c": 2}},
    ),
    Mistake("«---» a: b\n", "a mapping cannot begin on the line of '---'", {"a": "b"}),
    Mistake(
        "a: 1\n«" + "k" * 1100 + "»: v\nb: 2\n",
        "the key has 1,100 characters, and YAML allows 1,024",
        {"a": 1, "b": 2},
        fix=False,
    ),
]

LISTS = [
    Mistake(
        "a: «- b»\nc: d\n", "a list cannot begin on the line of its key 'a'", {"a": ["b"], "c": "d"}
    ),
    Mistake("a: «- b»\n   - c\nd: e\n", "on a line of its own", {"a": ["b", "c"], "d": "e"}),
    Mistake(
        "t:\n  - a\n  «-»b\n  - c\n", "there is no space after this '-'", {"t": ["a", "b", "c"]}
    ),
    Mistake(
        "a: b\n«-» c\n- d\ne: f\n",
        "a list item is mixed in with the keys",
        {"a": "b", "e": "f"},
        fix=False,
    ),
    Mistake(
        "- a\n«b»: c\n- d\n", "'b' is mixed in with the items of a list", ["a", "d"], fix=False
    ),
    Mistake(
        "t:\n  a: b\n    «-» c: d\n    - e: f\n",
        "a list item cannot follow 'a', which already has a value",
        {"t": {"a": "b"}},
        fix=False,
    ),
]

BETWEEN_BRACKETS = [
    Mistake('a: ["b" «"c"»]\n', "there is no ',' before '\"c\"'", {"a": ["b", "c"]}),
    Mistake("a: {b: 1 «c»: 2}\n", "there is no ',' before 'c'", {"a": {"b": 1, "c": 2}}),
    Mistake("a: {\n  b: 1\n  «c»: 2\n}\n", "there is no ',' before 'c'", {"a": {"b": 1, "c": 2}}),
    Mistake("a: [b,«,» c]\n", "there is no item before this ','", {"a": ["b", "c"]}),
    Mistake("a: [«,» c]\n", "there is no item before this ','", {"a": ["c"]}),
    Mistake("a: [«-» b]\n", "'- ' cannot begin an item inside brackets", {"a": ["b"]}),
    Mistake(
        "a: [b]«]»\nc: d\n",
        "this ']' closes nothing: no bracket is open before it",
        {"a": ["b"], "c": "d"},
    ),
    Mistake(
        "a: «}»\nc: d\n",
        "this '}' closes nothing: no bracket is open before it",
        {"a": None, "c": "d"},
    ),
    Mistake(
        "a: b\n«]»\nc: d\n",
        "this ']' closes nothing: no bracket is open before it",
        {"a": "b", "c": "d"},
    ),
    Mistake(
        "a: [b,«}» c]\n", "this '}' closes nothing: no bracket is open before it", {"a": ["b", "c"]}
    ),
]

BEHIND_VALUES = [
    Mistake(
        "a: 'it«'»s fine'\nb: c\n", "this apostrophe ends the text", {"a": "it's fine", "b": "c"}
    ),
    Mistake('a: "say "«hi" now"»\n', "the other kind of quotes", {"a": 'say "hi" now'}),
    Mistake('a: "b" «c»\nd: e\n', "'c' comes after the closing quote", {"a": "b c", "d": "e"}),
    Mistake("a: «&x» &y z\n", "a value can have one anchor", {"a": "z"}),
    Mistake("y: &y 1\na: «&x» *y\n", "an alias cannot have an anchor", {"y": 1, "a": 1}),
    Mistake(
        "x: &x {a: 1}\nb: *x\n  «c»: 2\n",
        "'*x' is a whole value",
        {"x": {"a": 1}, "b": {"a": 1, "c": 2}},
    ),
    Mistake("a: 1\n«,»b: 2\n", "this ',' cannot come before the key 'b'", {"a": 1, "b": 2}),
    Mistake("a: 1\n«>»b: 2\n", "this '>' cannot come before the key 'b'", {"a": 1, "b": 2}),
]

BLOCKS = [
    Mistake(
        "a: | «some text»\n  more\nb: c\n",
        "must begin on the next line",
        {"a": "some text\nmore\n", "b": "c"},
    ),
    Mistake("a: |«0»\n  x\nb: c\n", "'0' cannot follow '|'", {"a": "x\n", "b": "c"}),
    Mistake("a: >«12»\n  x\n", "'12' cannot follow '>'", {"a": "x\n"}),
]

DIRECTIVES = [
    Mistake("«%x»\na: b\n", "an instruction to the parser", {"a": "b"}),
    Mistake("a: 1\n«%x»\nb: c\n", "an instruction to the parser", {"a": 1, "b": "c"}),
    Mistake("«%YAML 2.0»\n---\na: b\n", "a version of YAML that does not exist", {"a": "b"}),
    Mistake("«%YAML 1.2»\na: b\n", "must be followed by '---'", {"a": "b"}),
    Mistake(
        "%YAML 1.2\n«%YAML 1.2»\n---\na: b\n", "the version of YAML is given twice", {"a": "b"}
    ),
    Mistake("«%TAG»\n---\na: b\n", "does not define a tag handle", {"a": "b"}),
    Mistake("%TAG ! x\n«%TAG ! x»\n---\na: b\n", "does not define a tag handle", {"a": "b"}),
    Mistake("«%»\n---\na: b\n", "an instruction to the parser", {"a": "b"}),
    Mistake("[a]\n«b: c»\n", "comes after the end of the document", {"b": "c"}, fix=False),
]


def table(mistakes: list[Mistake]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "mistake", mistakes, ids=[repr(each.text)[:50] for each in mistakes]
    )


@pytest.mark.requirement("E004")
@table(TABS)
def test_tabs(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.TAB_INDENTATION, marked, pure)


@pytest.mark.requirement("E005")
@table(INDENTATION)
def test_indentation(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.BAD_INDENTATION, marked, pure)


@pytest.mark.requirement("E007")
@table(NEEDS_QUOTES)
def test_values_that_need_quotes(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.NEEDS_QUOTES, marked, pure)


@pytest.mark.requirement("E008")
@table(BRACKETS)
def test_brackets_that_are_not_closed(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.UNCLOSED_BRACKET, marked, pure)


@pytest.mark.requirement("E009")
@table(QUOTES)
def test_quotes_that_are_not_closed(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.UNCLOSED_QUOTE, marked, pure)


@pytest.mark.requirement("E022")
@table(ESCAPES)
def test_unknown_escapes(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.BAD_ESCAPE, marked, pure)


@pytest.mark.requirement("E002")
@table(KEYS + LISTS + BETWEEN_BRACKETS + BEHIND_VALUES + BLOCKS + DIRECTIVES)
def test_other_mistakes(mistake: Mistake, marked: Marked, pure: bool) -> None:
    check(mistake, ProblemKind.INVALID_YAML, marked, pure)
