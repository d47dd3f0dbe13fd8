"""For any text: no exception, ranges inside the document, and ruamel.yaml's own values."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from floe_lsp.syntax import (
    Limits,
    MappingNode,
    Node,
    ProblemKind,
    ScalarNode,
    SequenceNode,
    SourceText,
    Span,
    Tree,
    decode,
    parse,
    path_at,
)

from .reference import REFUSED, comparable, load, ruamel

Walk = Callable[[Node | None], Iterator[Node]]

PRODUCT = """\
apiVersion: floe.dev/v1   # the version
metadata:
  name: customer-360
  description: |
    A long text
      with "quotes" and: colons

    and a blank line
  labels: {domain: retail, "team": 'it''s us', url: "http://x/y"}
x-base: &base
  compute: duckdb
transforms:
  - name: stg_orders
    <<: *base
    tags: [staging, nightly]
    checks:
      - {name: a, type: not_null}
      - name: b
        sql: >-
          select *
          from x
  - name: fct_orders
    description: "two
      lines"
schedule:
  cron: "*/10 * * * *"
"""

STRICTER_THAN_YAML = {
    ProblemKind.NON_STRING_KEY,
    ProblemKind.EMPTY_DOCUMENT,
    ProblemKind.NOT_A_MAPPING,
    ProblemKind.ONE_BROKEN_KEY,
    ProblemKind.DUPLICATE_MERGE_KEY,
}

# Pieces that mean something to YAML, so that random texts get far into the grammar.
PIECES = st.sampled_from(
    [
        *("a: ", "- ", "  ", "\n", "\n  ", "? ", ": ", ", ", "[", "]", "{", "}", "'", '"', "#"),
        *("{{ x }}", "*a", "&a ", "<<: ", "!!str ", "!x ", "|\n", ">-\n", "---\n", "...\n", "\t"),
        *("%YAML 1.2\n", "%x\n", "\r\n", "\r", "x", "12", "null", "\\p", "\\x4", "\\", "http://x"),
        *("<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "key:v", "@x", "`", "\0", "\x85", "\u2028"),
        *(
            "\ufeff",
            "\ud800",
            "é",
            "😀",
            "=",
            "~",
            "k: v\n",
            "- k: v\n",
            '"\\ud800"',
            "%YAML 1.3\n",
        ),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map("".join),
    st.text(max_size=30),
)


@st.composite
def edited_products(draw: st.DrawFn) -> str:
    """Part of a product with a few letters put in or taken out."""
    lines = PRODUCT.splitlines(keepends=True)
    first = draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[first : first + draw(st.integers(1, len(lines)))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 3)))
        text = text[:at] + draw(st.one_of(st.just(""), PIECES)) + text[end:]
    return text


def check(text: str, walk: Walk, *, pure: bool) -> Tree:
    """Hold what holds for every tree."""
    tree = parse(SourceText(text), pure=pure)

    def inside(span: Span) -> None:
        assert 0 <= span.start <= span.end <= len(text)

    assert [problem.span for problem in tree.problems] == sorted(
        problem.span for problem in tree.problems
    )
    for problem in tree.problems:
        inside(problem.span)
        assert problem.message
        for edit in problem.fix:
            inside(edit.span)
        assert [edit.span for edit in problem.fix] == sorted(edit.span for edit in problem.fix)
        for span, words in problem.related:
            inside(span)
            assert words
    for node in walk(tree.root):
        inside(node.span)
        assert node.expanded >= 1
    if tree.root is not None:
        for offset in range(0, len(text) + 1, 7):
            inside(path_at(tree.root, offset).node.span)
    return tree


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize("pure", [False, True], ids=["C", "pure"])
@settings(max_examples=250)
@example(text="?")
@example(text=":")
@example(text='%YAML 1.2\n\u2028<<<<<<< a\n&a \t\t[\0a: , =======\n"\\p')
@given(text=TEXTS)
def test_any_text(text: str, pure: bool, nodes_of: Walk) -> None:
    check(text, nodes_of, pure=pure)


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize("pure", [False, True], ids=["C", "pure"])
@settings(max_examples=150)
@given(text=edited_products())
def test_any_edit_of_a_product(text: str, pure: bool, nodes_of: Walk) -> None:
    check(text, nodes_of, pure=pure)


@pytest.mark.requirement("FR-002")
@settings(max_examples=200)
@given(st.binary(max_size=50))
def test_any_bytes(content: bytes) -> None:
    parse(SourceText(decode(content).text))


@pytest.mark.requirement("FR-002")
@settings(max_examples=100)
@given(text=TEXTS, limit=st.integers(1, 12))
def test_any_limits(text: str, limit: int, nodes_of: Walk) -> None:
    limits = Limits(characters=200, nodes=limit, depth=limit, expanded_nodes=limit)
    tree = parse(SourceText(text), limits)
    assert sum(1 for _ in nodes_of(tree.root)) <= 2 * limit + 2


def has_special_features(tree: Tree, text: str, walk: Walk, *, pure: bool) -> bool:
    """Whether the two may differ, for reasons told in ``test_yaml_test_suite``."""
    kinds = {problem.kind for problem in tree.problems}
    return (
        ProblemKind.UNKNOWN_TAG in kinds
        or "!" in text
        or any(char in text for char in "\x85\u2028\u2029\ufeff")
        or (pure and ("&" in text or "*" in text or "\\u" in text.lower()))
        or any(
            not isinstance(entry.key, ScalarNode)
            for node in walk(tree.root)
            if isinstance(node, MappingNode)
            for entry in node.entries
        )
    )


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize("pure", [False, True], ids=["C", "pure"])
@settings(max_examples=250)
@given(text=st.one_of(edited_products(), TEXTS))
def test_what_ruamel_reads_is_read_the_same_and_nothing_is_said(
    text: str, pure: bool, nodes_of: Walk
) -> None:
    value = load(text, pure=pure)
    tree = parse(SourceText(text), pure=pure)
    if has_special_features(tree, text, nodes_of, pure=pure):
        return
    if value is not REFUSED:
        assert {problem.kind for problem in tree.problems} <= STRICTER_THAN_YAML
        found = None if tree.root is None else tree.root.value
        assert comparable(found) == value
    elif "\t" not in text and ":" not in text and "?" not in text:
        # Tabs between words and words with colons in brackets are read although it refuses them.
        assert tree.problems


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.sampled_from(["yes", "on", "null", "~", "1_0", "2026-01-31", "0x1", "- a", "a: b", "#", ""]),
)
DATA = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc -:#'\"", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize("pure", [False, True], ids=["C", "pure"])
@settings(max_examples=150)
@given(data=st.dictionaries(st.text("abc", min_size=1, max_size=3), DATA, min_size=1, max_size=3))
@example(data={"a": {":#a": None, "::": "long enough that the line is broken after this"}})
def test_what_ruamel_writes_is_read_as_it_was(data: dict[str, object], pure: bool) -> None:
    out = io.StringIO()
    yaml = ruamel(pure=True)
    yaml.default_flow_style = None
    yaml.allow_unicode = True
    yaml.dump(data, out)
    text = out.getvalue()
    value = load(text, pure=pure)
    # Some of what it writes it reads otherwise, or not at all: {':#a': null} as {:#a: null}.
    if value != comparable(data) or any(char in text for char in "\x85\u2028\u2029\ufeff"):
        return
    tree = parse(SourceText(text), pure=pure)
    assert tree.problems == ()
    assert tree.root is not None
    assert comparable(tree.root.value) == value


@pytest.mark.requirement("FR-002")
@settings(max_examples=100)
@given(text=edited_products())
def test_parsing_is_a_function_of_the_text(text: str) -> None:
    first, second = parse(SourceText(text)), parse(SourceText(text))
    assert first.problems == second.problems
    assert isinstance(first.root, (MappingNode, SequenceNode, ScalarNode, type(None), Node))
