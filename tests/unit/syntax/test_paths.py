"""From a path to the place that a person typed, and from an offset back to the path."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.syntax import (
    AliasNode,
    Limits,
    MappingNode,
    SequenceNode,
    SourceText,
    Span,
    Tree,
    child_of,
    entries,
    locate,
    parse,
    path_at,
)

Marked = Callable[[str], tuple[str, list[Span]]]

PRODUCT = """\
x-base: &base
  compute: duckdb
  tags: [a, b]
transforms:
  - name: one
    <<: *base
    tags: [c]
  - name: two
    <<: [*base, {tier: gold}]
  - *base
"""


def product() -> Tree:
    return parse(SourceText(PRODUCT))


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("transforms", 0, "name"), "one"),
        (("transforms", 0, "compute"), "duckdb"),
        (("transforms", 0, "tags"), "[c]"),
        (("transforms", 1, "tags", 1), "b"),
        (("transforms", 1, "tier"), "gold"),
        (("transforms", 2, "compute"), "duckdb"),
        (("transforms", 2), "*base"),
    ],
)
def test_a_path_ends_where_the_value_was_typed(path: tuple[str | int, ...], written: str) -> None:
    root = product().root
    assert root is not None
    place = locate(root, path)
    assert place is not None
    assert PRODUCT[place.value.start : place.value.end] == written


@pytest.mark.requirement("FR-002")
def test_the_key_of_a_place(marked: Marked) -> None:
    root = product().root
    assert root is not None
    place = locate(root, ("transforms", 0, "compute"))
    assert place is not None
    assert place.key is not None
    assert PRODUCT[place.key.start : place.key.end] == "compute"
    item = locate(root, ("transforms", 0))
    assert item is not None
    assert item.key is None


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(
    "path",
    [("nothing",), ("transforms", 3), ("transforms", -1), ("transforms", "name"), ("x-base", 0)],
)
def test_a_path_to_nothing(path: tuple[str | int, ...]) -> None:
    root = product().root
    assert root is not None
    assert locate(root, path) is None


@pytest.mark.requirement("FR-002")
def test_effective_entries_are_made_once() -> None:
    root = product().root
    assert root is not None
    place = locate(root, ("transforms", 1))
    assert place is not None
    assert isinstance(place.value, MappingNode)
    assert list(entries(place.value)) == ["name", "compute", "tags", "tier"]
    assert entries(place.value) is entries(place.value)


@pytest.mark.requirement("E020")
def test_a_long_chain_of_merges_needs_no_recursion() -> None:
    chain = "x0: &x0 {a: 1}\n" + "".join(
        f"x{i}: &x{i} {{<<: *x{i - 1}}}\n" for i in range(1, 5_000)
    )
    tree = parse(SourceText(chain), Limits(expanded_nodes=10**8))
    assert tree.problems == ()
    assert tree.root is not None
    place = locate(tree.root, ("x4999", "a"))
    assert place is not None
    assert (place.value.start, place.value.value) == (12, 1)


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(
    ("text", "path", "on_key"),
    [
        pytest.param("a|b: c\n", ("ab",), True, id="in a key"),
        pytest.param("ab|: c\n", ("ab",), True, id="after a key"),
        pytest.param("a: |b\n", ("a",), False, id="before a value"),
        pytest.param("a: b|\nc: d\n", ("a",), False, id="after a value"),
        pytest.param("a:| \nc: d\n", ("a",), False, id="at an absent value"),
        pytest.param("a:\n  b:\n    - c\n    - d|e\n", ("a", "b", 1), False, id="in an item"),
        pytest.param("a: [b, {c: d|}]\n", ("a", 1, "c"), False, id="in brackets"),
        pytest.param("a: [|]\n", ("a",), False, id="in an empty list"),
        pytest.param("a: {b: 1, | c: 2}\n", ("a",), False, id="between entries"),
        pytest.param("a: 1\n|\nb: 2\n", (), False, id="on a blank line"),
        pytest.param("x: &x {a: 1}\ny: *|x\n", ("y",), False, id="on an alias"),
        pytest.param("y: {<<: {a|: 1}}\n", ("y", "a"), True, id="a key that is merged"),
        pytest.param("y: {<<: [{a: |1}]}\n", ("y", "a"), False, id="a merged list"),
        pytest.param("y: {<|<: {a: 1}}\n", ("y",), True, id="the merge key"),
        pytest.param("1|: a\n", (1,), True, id="a key that is not text"),
        pytest.param("a: |\n  some tex|t\nb: 1\n".replace("|", "\0", 1), ("a",), False, id="text"),
    ],
)
def test_what_stands_at_an_offset(text: str, path: tuple[str | int, ...], on_key: bool) -> None:
    offset = text.index("|")
    plain = text.replace("|", "").replace("\0", "|")
    root = parse(SourceText(plain)).root
    assert root is not None
    found = path_at(root, offset)
    assert (found.path, found.on_key) == (path, on_key)


@pytest.mark.requirement("FR-002")
def test_the_node_at_an_alias_is_the_alias() -> None:
    root = parse(SourceText("x: &x 1\ny: *x\n")).root
    assert root is not None
    assert isinstance(path_at(root, 12).node, AliasNode)


def paths_of(tree: Tree) -> list[tuple[str | int, ...]]:
    """Every path of a tree without aliases and merges."""
    found: list[tuple[str | int, ...]] = []
    pending = [((), tree.root)] if tree.root is not None else []
    while pending:
        path, node = pending.pop()
        found.append(path)
        if isinstance(node, MappingNode):
            pending += [((*path, e.key.value), e.value) for e in node.entries]
        elif isinstance(node, SequenceNode):
            pending += [((*path, i), item) for i, item in enumerate(node.items)]
    return found


DATA = st.recursive(
    st.integers(0, 99) | st.sampled_from(["", "a", "b c"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["k", "l", "m"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.requirement("FR-002")
@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), DATA, min_size=1, max_size=3))
def test_every_place_leads_back_to_its_path(data: dict[str, object]) -> None:
    tree = parse(SourceText(repr(data)))
    assert tree.root is not None
    for path in paths_of(tree):
        place = locate(tree.root, path)
        assert place is not None
        found = path_at(tree.root, place.value.start)
        # At the start of a collection its first child may begin as well.
        assert found.path[: len(path)] == path or place.value.start == place.value.end
        if path:
            parent = locate(tree.root, path[:-1])
            assert parent is not None
            child = child_of(parent.value, path[-1])
            assert child is not None
            assert child.value is place.value
