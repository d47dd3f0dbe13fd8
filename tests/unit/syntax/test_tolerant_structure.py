"""The tolerant reader and the parser say the same of every text that both can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings

import corpus
from floe_lsp.syntax import (
    AliasNode,
    Limits,
    MappingNode,
    Node,
    ProblemKind,
    ScalarNode,
    SequenceNode,
    SourceText,
    Span,
    parse,
)
from floe_lsp.syntax.tolerant.block_line import ElementKind, read_line
from floe_lsp.syntax.tolerant.block_structure import (
    enclosing,
    key_text,
    line_at,
    siblings,
)
from floe_lsp.syntax.tolerant.flow_place import flow_place

from .yaml_forms import documents
from .yaml_suite import suite

ROOT = Path(__file__).parents[3]
_ALLOWED = frozenset({ProblemKind.NOT_A_MAPPING, ProblemKind.DUPLICATE_KEY})


@dataclass(frozen=True)
class Element:
    """A key or a dash of the tree: where its column is, where it is written, and its path."""

    start: int
    name: Span
    path: tuple[str | int, ...]
    """Of the collection that it is an entry of; every index is 0."""
    is_key: bool
    beside: frozenset[str] = frozenset()
    """The other keys of its mapping."""


def elements_of(text: str, root: Node | None) -> Iterator[Element]:
    """Yield the keys and dashes of all block collections of a tree."""
    pending: list[tuple[Node, tuple[str | int, ...]]] = [] if root is None else [(root, ())]
    while pending:
        node, path = pending.pop()
        if isinstance(node, MappingNode):
            names = [written(text, entry.key) for entry in node.entries]
            for index, entry in enumerate(node.entries):
                key = names[index]
                beside = frozenset(names[:index] + names[index + 1 :])
                if not node.flow:
                    start = entry_start(text, entry.key.start)
                    yield Element(start, entry.key.span, path, True, beside)
                pending.append((entry.value, (*path, key)))
        elif isinstance(node, SequenceNode):
            at = node.start
            for item in node.items:
                if not node.flow:
                    at = dash_before(text, at, item.start)
                    yield Element(at, Span(at, at + 1), path, False)
                    at = max(item.end, at + 1)
                pending.append((item, (*path, 0)))


def written(text: str, key: Node) -> str:
    shown = text[key.start : key.end]
    return shown[1:-1] if shown[:1] in ("'", '"') else shown


def entry_start(text: str, key: int) -> int:
    """Return where the entry of a key begins: with its anchor, tag or question mark."""
    line = read_line(text, key)
    start = text.rfind("\n", 0, key) + 1
    match = re.search(r"(?:\?[ \t]+)?(?:[&!]\S*[ \t]+){0,2}\Z", text[start:key])
    return max(start + match.start(), line.start) if match else key


def dash_before(text: str, low: int, high: int) -> int:
    """Return the dash of the next item of a list, between two offsets."""
    for match in re.finditer(r"-(?=\s|\Z)|#[^\r\n]*", text[low : max(high, low + 1)]):
        if match[0] == "-":
            return low + match.start()
    return text.index("-", low)


def corpus_texts() -> list[str]:
    found: dict[str, None] = {}
    for path in sorted((ROOT / "tests/corpus").rglob("*.md")):
        for case in corpus.read(path):
            for name, fence in case.files.items():
                if name.split()[0].endswith((".yaml", ".yml")):
                    found[corpus.unmarked(fence.body)] = None
    return list(found)


TEXTS = [*corpus_texts(), *suite().values()]


def is_readable(text: str) -> bool:
    tree = parse(SourceText(text), limits=Limits())
    if any(problem.kind not in _ALLOWED for problem in tree.problems):
        return False
    return all(is_one_line(text, key) for key in keys_of(tree.root))


def keys_of(root: Node | None) -> Iterator[Node]:
    pending: list[Node] = [] if root is None else [root]
    while pending:
        node = pending.pop()
        if isinstance(node, MappingNode):
            yield from (entry.key for entry in node.entries)
            pending += (entry.value for entry in node.entries)
        elif isinstance(node, SequenceNode):
            pending += node.items


def is_one_line(text: str, key: Node) -> bool:
    """Whether a key is a scalar on one line, as all but some after ``?`` are."""
    is_scalar = isinstance(key, ScalarNode | AliasNode) and key.start < key.end
    return is_scalar and text[key.start] not in "|>" and "\n" not in text[key.start : key.end]


def check_block(text: str) -> int:
    """Compare each key and dash of the tree with what the reader says; return their number."""
    source = SourceText(text)
    count = 0
    for element in elements_of(text, parse(source).root):
        line = line_at(source, source.position(element.name[0]).line)
        found = [each for each in line.elements if each.name == element.name]
        assert len(found) == 1, (text, element, line)
        assert (found[0].kind is ElementKind.KEY) == element.is_key, (text, element, line)
        assert found[0].start == element.start, (text, element, line)
        column = found[0].start - line.start
        around = enclosing(source, line, column, dash=not element.is_key)
        path = tuple(0 if each.key is None else each.key for each in reversed(around))
        assert path == element.path, (text, element, around)
        if element.is_key:
            beside = siblings(source, line, column).keys()
            own = key_text(text, found[0])
            assert {each for each in beside if each != own} == element.beside - {own}, text
        count += 1
    return count


@pytest.mark.requirement("FR-002")
def test_lines_and_parents_are_those_of_the_tree() -> None:
    count = sum(check_block(text) for text in TEXTS if is_readable(text))
    assert count > 5_000


@pytest.mark.requirement("FR-002")
@settings(max_examples=150)
@given(documents())
def test_so_they_are_in_any_form_of_writing(document: tuple[str, dict[str, object]]) -> None:
    if is_readable(document[0]):
        check_block(document[0])


def check_flow(text: str) -> int:
    """Compare the places of scalars between brackets with their paths; return their number."""
    count = 0
    pending: list[tuple[Node, tuple[str | int, ...], int]] = []
    root = parse(SourceText(text)).root
    if root is not None:
        pending.append((root, (), -1))
    while pending:
        node, path, bracket = pending.pop()
        if isinstance(node, MappingNode | SequenceNode) and node.flow and bracket < 0:
            bracket, path = node.start, ()
        if isinstance(node, MappingNode):
            for entry in node.entries:
                if bracket >= 0:
                    count += 1
                    check_place(text, bracket, entry.key, path)
                inner = (*path, written(text, entry.key))
                pending.append((entry.value, inner, bracket))
        elif isinstance(node, SequenceNode):
            pending += ((item, (*path, 0), bracket) for item in node.items)
        elif bracket >= 0 and isinstance(node, ScalarNode) and node.start < node.end:
            count += 1
            check_place(text, bracket, node, path)
    return count


def check_place(text: str, bracket: int, node: Node, path: tuple[str | int, ...]) -> None:
    if "\n" in text[node.start : node.end]:
        return
    place = flow_place(text, bracket, node.start + 1, len(text))
    assert place is not None, (text, node)
    assert place.path[: len(path)] == path, (text, node, place)
    assert place.word == node.span, (text, node, place)


@pytest.mark.requirement("FR-002")
def test_places_between_brackets_are_those_of_the_tree() -> None:
    count = sum(check_flow(text) for text in TEXTS if is_readable(text))
    assert count > 1_000


@pytest.mark.requirement("FR-002")
@settings(max_examples=150)
@given(documents())
def test_so_they_are_between_brackets_of_any_form(document: tuple[str, dict[str, object]]) -> None:
    if is_readable(document[0]):
        check_flow(document[0])
