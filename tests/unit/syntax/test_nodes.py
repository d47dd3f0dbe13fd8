"""Every node has the range that a person typed, with both parsers the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from floe_lsp.syntax import (
    AliasNode,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Span,
    Tree,
    locate,
)

Parse = Callable[[str], Tree]
Marked = Callable[[str], tuple[str, list[Span]]]


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: «b»\n", id="plain"),
        pytest.param("a: «b c»  # d\n", id="plain before a comment"),
        pytest.param("a: «b\n  c»\nd: e\n", id="plain over two lines"),
        pytest.param('a: «"b"» # c\n', id="double quotes"),
        pytest.param("a: «'b\n  c'»\n", id="single quotes over two lines"),
        pytest.param("a: «|\n  b\n  c»\n\n\nd: e\n", id="literal text ends with its last line"),
        pytest.param("a: «>-\n  b»\n", id="folded text"),
        pytest.param("a: «|»\nb: c\n", id="literal text without lines"),
        pytest.param("a:«»\nb: c\n", id="an absent value stands after the colon"),
        pytest.param("a:«» # c\nb: c\n", id="an absent value before a comment"),
        pytest.param("a   :«»\n\n\nb: c\n", id="an absent value after a late colon"),
        pytest.param("a: &x «b»\n", id="anchor"),
        pytest.param("a: &x !!str «b»\n", id="anchor and tag"),
        pytest.param("a: !!str &x «b»\n", id="tag and anchor"),
        pytest.param("a: &x # c\n  # d\n  «b»\n", id="anchor with comments"),
        pytest.param("a: &x«»\nb: c\n", id="anchor without value"),
        pytest.param("a: «[b, {c: d}]»\n", id="flow list"),
        pytest.param("a: «{\n  b: c,\n}»\nd: e\n", id="flow mapping over lines"),
        pytest.param("a: &x «[b]»\n", id="flow list with anchor"),
        pytest.param("a:\n  «b: c\n  d: e»\n\n# f\ng: h\n", id="block mapping"),
        pytest.param("a:\n  «- b\n  - c»\nd: e\n", id="block list"),
        pytest.param("a:\n«- b\n- c»\nd: e\n", id="block list without indentation"),
        pytest.param("a: &x\n  «b: c»\n", id="block mapping with anchor"),
        pytest.param("a: &x\n  «&y b: c»\n", id="the anchor of the first key is not its own"),
        pytest.param("a: &x !!map\n  «b: c»\n", id="block mapping with anchor and tag"),
        pytest.param("a:\n  «- b:»\nc: d\n", id="a block ends with an absent value"),
        pytest.param("x: &x 1\na: «*x» # b\n", id="alias"),
        pytest.param("a: «b»\r\nc: d\r\n", id="CRLF"),
        pytest.param("a: «é😀»\n", id="letters beyond ASCII"),
    ],
)
def test_range_of_a_value(text: str, read: Parse, marked: Marked) -> None:
    plain, (span,) = marked(text)
    tree = read(plain)
    assert tree.problems == ()
    assert tree.root is not None
    place = locate(tree.root, ("a",))
    assert place is not None
    assert place.value.span == span


@pytest.mark.requirement("FR-002")
def test_anchors_are_known_by_name(read: Parse) -> None:
    tree = read("a: &one 1\nb: &two {c: 2}\nd: [*one, *two]\n")
    assert {name: node.value for name, node in tree.anchors.items()} == {"one": 1, "two": {"c": 2}}
    assert tree.anchors["two"].anchor == "two"


@pytest.mark.requirement("FR-002")
def test_kinds_of_nodes(read: Parse, nodes_of: Callable[[Node | None], Iterator[Node]]) -> None:
    tree = read("a: &x [1]\nb: {c: *x}\n")
    assert isinstance(tree.root, MappingNode)
    assert not tree.root.flow
    kinds = sorted(type(node).__name__ for node in nodes_of(tree.root))
    assert kinds == ["AliasNode", "MappingNode", "MappingNode"] + ["ScalarNode"] * 4 + [
        "SequenceNode"
    ]
    (alias,) = (node for node in nodes_of(tree.root) if isinstance(node, AliasNode))
    assert alias.target is tree.anchors["x"]
    assert all(node.flow for node in nodes_of(tree.root) if isinstance(node, SequenceNode))


@pytest.mark.requirement("FR-002")
def test_aliases_share_their_value_and_count_what_they_stand_for(read: Parse) -> None:
    tree = read("a: &x [1, 2]\nb: [*x, *x]\n")
    assert tree.root is not None
    assert tree.root.value["b"][0] is tree.root.value["a"]
    place = locate(tree.root, ("b",))
    assert place is not None
    assert place.value.expanded == 7
    assert tree.root.expanded == 1 + 2 + 3 + 7


@pytest.mark.requirement("FR-002")
def test_scalar_styles(read: Parse, nodes_of: Callable[[Node | None], Iterator[Node]]) -> None:
    tree = read("- a\n- 'a'\n- \"a\"\n- |\n  a\n- >\n  a\n")
    found = [node.style for node in nodes_of(tree.root) if isinstance(node, ScalarNode)]
    assert sorted(found) == ["double", "folded", "literal", "plain", "single"]
