"""Edits keep the rest of a document as it was, whatever form it is written in."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from edited_text import edited
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    SequenceNode,
    SourceText,
    dereference,
    locate,
    parse,
)
from floe_lsp.syntax.edits import (
    as_item,
    as_mapping,
    fill_entry,
    insert_entry,
    insert_item,
    remove_entry,
    remove_item,
)

from .yaml_forms import DATA, documents

pytestmark = pytest.mark.requirement("FR-002")

MANY = settings(
    max_examples=150, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def collections(root: Node) -> Iterator[tuple[Path, MappingNode | SequenceNode]]:
    """Every mapping and list of a document with its path."""
    pending: list[tuple[Path, Node]] = [((), root)]
    for path, node in pending:
        if isinstance(node, MappingNode):
            yield path, node
            pending += [((*path, entry.key.value), entry.value) for entry in node.entries]
        elif isinstance(node, SequenceNode):
            yield path, node
            pending += [((*path, index), item) for index, item in enumerate(node.items)]


def read(text: str, *, pure: bool) -> Any:
    tree = parse(SourceText(text), pure=pure)
    assert not tree.problems, (text, tree.problems)
    return None if tree.root is None else tree.root.value


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def choose(draw: st.DataObject, text: str, *, filled: bool, pure: bool) -> tuple[Path, Any]:
    root = parse(SourceText(text), pure=pure).root
    assert root is not None
    found = [
        (path, node)
        for path, node in collections(root)
        if not filled or (node.entries if isinstance(node, MappingNode) else node.items)
    ]
    return draw.draw(st.sampled_from(found))


@MANY
@given(document=documents(), draw=st.data())
def test_removing_leaves_everything_else(
    pure: bool, document: tuple[str, dict[str, Any]], draw: st.DataObject
) -> None:
    text, data = document
    path, node = choose(draw, text, filled=True, pure=pure)
    expected = copy.deepcopy(data)
    if isinstance(node, MappingNode):
        entry = draw.draw(st.sampled_from(node.entries))
        edit = remove_entry(SourceText(text), node, entry.key)
        del at(expected, path)[entry.key.value]
    else:
        index = draw.draw(st.integers(0, len(node.items) - 1))
        edit = remove_item(SourceText(text), node, node.items[index])
        del at(expected, path)[index]
    assert read(edited(text, edit), pure=pure) == expected


@MANY
@given(document=documents(), draw=st.data(), value=DATA)
def test_inserting_leaves_everything_else(
    pure: bool, document: tuple[str, dict[str, Any]], draw: st.DataObject, value: Any
) -> None:
    text, data = document
    path, node = choose(draw, text, filled=False, pure=pure)
    expected = copy.deepcopy(data)
    if isinstance(node, MappingNode):
        edit = insert_entry(SourceText(text), node, "added: key", value)
        at(expected, path)["added: key"] = value
    else:
        edit = insert_item(SourceText(text), node, value)
        at(expected, path).append(value)
    assert read(edited(text, edit), pure=pure) == expected


def at_path(text: str, *path: str | int) -> Any:
    root = parse(SourceText(text)).root
    place = None if root is None else locate(root, path)
    assert place is not None
    return dereference(place.value)


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("tags: [a, b, c]\n", ("tags", 0), "tags: [b, c]\n"),
        ("tags: [a, b, c]\n", ("tags", 2), "tags: [a, b]\n"),
        ("tags: [a]\n", ("tags", 0), "tags: []\n"),
        ("tags:\n  - a\n", ("tags", 0), "tags: []\n"),
        ("tags:  # why\n- a\n", ("tags", 0), "tags:  # why\n []\n"),
        ("tags:\n  - a  # one\n  # two\n  - b\n", ("tags", 0), "tags:\n  # two\n  - b\n"),
        ("- - a\n  - b\n", (0, 0), "- - b\n"),
        ("tags: &my-tags\n  - &x a\n  - b\n", ("tags", 1), "tags: &my-tags\n  - &x a\n"),
        ("tags:\r\n  - a\r\n  - b\r\n", ("tags", 0), "tags:\r\n  - b\r\n"),
    ],
)
def test_removing_an_item_reads_as_if_it_had_never_been_there(
    text: str, path: Path, after: str
) -> None:
    sequence, item = at_path(text, *path[:-1]), at_path(text, *path)
    found = next(each for each in sequence.items if each.start == item.start)
    assert edited(text, remove_item(SourceText(text), sequence, found)) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a: 1\nb: 2\n", ("a",), "b: 2\n"),
        ("a: 1\nb: 2", ("b",), "a: 1"),
        ("- a: 1\n  b: 2\n", (0, "a"), "- b: 2\n"),
        ("- a: 1\n", (0, "a"), "- {}\n"),
        ("top:\n  a: 1\n", ("top", "a"), "top: {}\n"),
        ("top: {a: 1, b: 2}\n", ("top", "a"), "top: {b: 2}\n"),
        ("top: {a: 1, b: 2}\n", ("top", "b"), "top: {a: 1}\n"),
        ("top: [a: 1]\n", ("top", 0, "a"), "top: [{}]\n"),
        ("? long\n: 1\nb: 2\n", ("long",), "b: 2\n"),
        ("top:\n  &k a: 1\n  b: 2\n", ("top", "a"), "top:\n  b: 2\n"),
        ("a: |\n  two\n  lines\nb: 2\n", ("a",), "b: 2\n"),
        ("a:\n  - deep\n\nb: 2\n", ("a",), "\nb: 2\n"),
    ],
)
def test_removing_an_entry_reads_as_if_it_had_never_been_there(
    text: str, path: Path, after: str
) -> None:
    mapping = at_path(text, *path[:-1])
    key = next(entry.key for entry in mapping.entries if entry.key.value == path[-1])
    assert edited(text, remove_entry(SourceText(text), mapping, key)) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("top: {}\n", ("top",), "top: {new: [1, 2]}\n"),
        ("top: {a: 1}\n", ("top",), "top: {a: 1, new: [1, 2]}\n"),
        ("top: [a: 1]\n", ("top", 0), "top: [{a: 1, new: [1, 2]}]\n"),
        ("a: 1", (), "a: 1\nnew:\n  - 1\n  - 2"),
        ("a: 1\r\n", (), "a: 1\r\nnew:\r\n  - 1\r\n  - 2\r\n"),
        ("- a: 1  # one\n", (0,), "- a: 1  # one\n  new:\n    - 1\n    - 2\n"),
        ("&k a:\n# end\n", (), "&k a:\nnew:\n  - 1\n  - 2\n# end\n"),
    ],
)
def test_a_new_entry_stands_behind_its_siblings(text: str, path: Path, after: str) -> None:
    edit = insert_entry(SourceText(text), at_path(text, *path), "new", [1, 2])
    assert edited(text, edit) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("l: []\n", "l: [{name: b}]\n"),
        ("l: [a]\n", "l: [a, {name: b}]\n"),
        ("l:\n- a\n", "l:\n- a\n- name: b\n"),
        ("l:\n    -\n", "l:\n    -\n    - name: b\n"),
    ],
)
def test_a_new_item_stands_behind_its_siblings(text: str, after: str) -> None:
    edit = insert_item(SourceText(text), at_path(text, "l"), {"name": "b"})
    assert edited(text, edit) == after


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a: 1\n", "- a: 1\n"),
        ("a: 1\n\nb:\n  c: 2\n", "- a: 1\n\n  b:\n    c: 2\n"),
        ("x:\n  a: 1\n  # c\n  b: 2\nd: 3\n", "x:\n  - a: 1\n    # c\n    b: 2\nd: 3\n"),
    ],
)
def test_a_mapping_becomes_the_item_of_a_list(text: str, result: str) -> None:
    source = SourceText(text)
    root = parse(source).root
    assert isinstance(root, MappingNode)
    value = root.entries[0].value
    for edit in reversed(as_item(source, value if isinstance(value, MappingNode) else root)):
        text = edited(text, edit)
    assert text == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x:\n- a: 1\n- b: 2\n  c: 3\n", "x:\n  a: 1\n  b: 2\n  c: 3\n"),
        ("x:\n- a: 1\n\n  # c\n-   b: 2\n", None),
        ("x:\n  -  a: 1\n  -  b: 2\nd: 3\n", "x:\n     a: 1\n     b: 2\nd: 3\n"),
        # Where that gives no mapping: keys that are there twice, and what stands beside them.
        ("x:\n- a: 1\n- a: 2\n", None),
        ("x:\n- a: 1\n- b\n", None),
        ("x:\n- a: 1\n- {b: 2}\n", None),
        ("x: [{a: 1}, {b: 2}]\n", None),
        ("x:\n- &n\n  a: 1\n- b: 2\n", None),
        ("x:\n- !t\n  a: 1\n- b: 2\n", None),
        ("x:\n- - a: 1\n", None),
    ],
)
def test_a_list_of_mappings_becomes_one(text: str, result: str | None) -> None:
    source = SourceText(text)
    root = parse(source).root
    assert isinstance(root, MappingNode)
    value = root.entries[0].value
    assert isinstance(value, SequenceNode)
    edits = as_mapping(source, value)
    for edit in reversed(edits):
        text = edited(text, edit)
    assert (text if edits else None) == result


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("k:\n", "x", "k: x\n"),
        ("k: ~", "x", "k: x"),
        ("k: null  # why\nb: 2\n", [1], "k:  # why\n  - 1\nb: 2\n"),
        ("k: {}\r\nb: 2\r\n", {"c": {"d": 1}}, "k:\r\n  c:\r\n    d: 1\r\nb: 2\r\n"),
        ("x:\n  - k: { }\n    b: 2\n", {"c": 1}, "x:\n  - k:\n      c: 1\n    b: 2\n"),
        ("x:\n  &a k:\n", {"c": 1}, "x:\n  &a k:\n    c: 1\n"),
        ("x: {k: null, b: 2}\n", {"c": 1}, "x: {k: {c: 1}, b: 2}\n"),
        # Where something stands in the place of the value that has to stay.
        ("k: &a\nb: 2\n", "x", None),
        ("k: !t\nb: 2\n", "x", None),
        ("k:\n  # why\n  ~\n", "x", "k: x\n  # why\n  ~\n"),
        ("k: nullable\n", "x", None),
        ("x: {k}\n", "x", None),
    ],
)
def test_an_entry_without_a_value_is_given_one(text: str, value: Any, result: str | None) -> None:
    source = SourceText(text)
    root = parse(source).root
    assert root is not None
    found = (
        (node, entry.key)
        for _, node in collections(root)
        if isinstance(node, MappingNode)
        for entry in node.entries
        if entry.key.value == "k"
    )
    mapping, key = next(found)
    edits = fill_entry(source, mapping, key, value)
    for edit in reversed(edits):
        text = edited(text, edit)
    assert (text if edits else None) == result
