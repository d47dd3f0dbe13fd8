"""Formatting moves blanks and nothing else, and formatting twice is formatting once."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from floe_lsp.compilation import Sources
from floe_lsp.compilation.diagnostics import Edit, apply_edits
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.formatting import format_document, format_range
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span, parse
from floe_lsp.syntax.emit import emit_entry
from floe_lsp.syntax.tokens import comments

TESTS = Path(__file__).parents[2]
PATH = Path("/somewhere/floe.yaml")


def _texts() -> list[str]:
    found = {
        corpus.unmarked(fence.body)
        for folder in (TESTS / "corpus", TESTS.parent / "docs" / "codes")
        for path in sorted(folder.rglob("*.md"))
        for case in corpus.read(path)
        for name, fence in case.files.items()
        if name.endswith("yaml")
    }
    return sorted(text for text in found if not parse(SourceText(text)).problems)


TEXTS = _texts()


def _snapshot(text: str) -> Snapshot:
    sources = Sources()
    sources.open(PATH, SourceText(text))
    return Snapshot(sources.document(PATH), FileKind.PRODUCT)


def _formatted(text: str) -> str:
    return apply_edits(text, format_document(_snapshot(text)))


def _holds(text: str) -> tuple[str, list[str]]:
    """What a text says: its value with the types of everything, and its comments."""
    source = SourceText(text)
    tree = parse(source)
    assert not tree.problems
    assert tree.root is not None
    found = [source.slice(span).rstrip() for span in comments(source, tree.root)]
    return repr(tree.root.value), found


@st.composite
def untidy(draw: st.DrawFn) -> str:
    """A document of the corpus with its blanks moved about, and comments put in."""
    text = draw(st.sampled_from(TEXTS))
    wider = draw(st.sampled_from([1, 1, 2, 3]))
    lines: list[str] = []
    for line in text.split("\n"):
        way = draw(st.integers(0, 9))
        if way == 0:
            lines.append("")
        elif way == 1:
            lines.append(" " * draw(st.integers(0, 7)) + "# own")
        elif way == 2:
            lines.append(line + draw(st.sampled_from(["  ", "\t", "   # after"])))
            continue
        elif way == 3:
            lines.append(line.replace(": ", ":   ").replace(", ", " ,").replace("- ", "-   ", 1))
            continue
        lines.append(line)
    result = re.sub(r"(?m)^ +", lambda match: match[0] * wider, "\n".join(lines))
    if draw(st.booleans()):
        result = result.replace("\n", draw(st.sampled_from(["\r\n", "\n\n\n", "\r"])))
    return result.rstrip("\r\n") if draw(st.booleans()) else result


@pytest.mark.requirement("formatting")
@settings(max_examples=150)
@given(untidy())
def test_only_blanks_move_and_the_second_time_nothing(text: str) -> None:
    if parse(SourceText(text)).problems:
        assert format_document(_snapshot(text)) == ()
        return
    once = _formatted(text)
    assert _holds(once) == _holds(text)
    assert re.sub(r"\s", "", once) == re.sub(r"\s", "", text)
    assert _formatted(once) == once


@pytest.mark.requirement("formatting")
@settings(max_examples=80)
@given(untidy(), st.integers(0, 60), st.integers(0, 20))
def test_a_range_keeps_the_meaning_and_the_lines_outside(text: str, line: int, more: int) -> None:
    source = SourceText(text)
    first, last = (min(each, source.line_count - 1) for each in (line, line + more))
    span = Span(source.line_span(first).start, source.line_span(last).end)
    edits = format_range(_snapshot(text), span)
    after = apply_edits(text, edits)
    if edits:
        assert _holds(after) == _holds(text)
    for edit in edits:
        assert first <= source.position(edit.location.span.start).line <= last


DATA = st.recursive(
    st.text(max_size=12) | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.requirement("formatting")
@settings(max_examples=120)
@given(st.dictionaries(st.text(min_size=1, max_size=6), DATA, min_size=1, max_size=3))
def test_any_data_keeps_its_value(data: dict[str, object]) -> None:
    lines = [line for key, value in data.items() for line in emit_entry(key, value, 0)]  # pyright: ignore[reportArgumentType] - hypothesis gives what YAML can hold
    text = "\n".join(lines) + "\n"
    if not parse(SourceText(text)).problems:
        assert _holds(_formatted(text)) == _holds(text)


@pytest.mark.requirement("formatting")
@settings(max_examples=60)
@given(untidy())
def test_edits_are_in_order_within_lines_and_apart(text: str) -> None:
    source = SourceText(text)
    edits = format_document(_snapshot(text))
    for one, other in pairwise(edits):
        assert one.location.span.end <= other.location.span.start
    for edit in edits:
        assert _stays_in_line(source, edit)


def _stays_in_line(source: SourceText, edit: Edit) -> bool:
    """Whether an edit changes one line, or takes out blank ones."""
    start, end = edit.location.span
    if not source.text[start:end].strip() and not edit.text:
        return True
    return source.position(start).line == source.position(end).line


@pytest.mark.requirement("formatting")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:   1\r\nb:\r\n    c:  2\r\n", "a: 1\r\nb:\r\n  c: 2\r\n"),
        ("a:   1", "a: 1\n"),
        ("a: |\n  x", "a: |\n  x"),
        ("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"),
        ("\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
        ("a: 1\n   ", "a: 1\n"),
        ("a: [*b ,  c]\n", "a: [*b ,  c]\n"),
        ("a: &x 1\nb: {*x :  2}\n", "a: &x 1\nb: {*x :  2}\n"),
        ("a: {b: , c: !!str }\n", "a: {b: , c: !!str }\n"),
        ("---\na:  1\n...\n", "---\na: 1\n...\n"),
        ("%YAML 1.2\n---\na:  1\n", "%YAML 1.2\n---\na: 1\n"),
        ("? a\n:   b\n", "? a\n:   b\n"),
        ("🚲:   '🚲 '   # 🚲\nb:    2 # x\n", "🚲: '🚲 '   # 🚲\nb: 2 # x\n"),
        ("", ""),
        ("   # a\n", "   # a\n"),
        ("a:  |-\n  x", "a: |-\n  x"),
        ("t:\n-  &a\n    b: 1\n", "t:\n  - &a\n    b: 1\n"),
        ("t:\n-   a:\n          b:  1\n", "t:\n  - a:\n      b: 1\n"),
        ("t:\n-  - -  a\n     -  b\n", "t:\n  - - - a\n      - b\n"),
        ('a:  "x\n  y"   # c\n', 'a: "x\n  y"   # c\n'),
        ("a: [x,y]  # c\nb: 1      # d\n", "a: [x, y]  # c\nb: 1       # d\n"),
        ("a:\n  b: 1\n    # deep\nc:  2\n", "a:\n  b: 1\n    # deep\nc: 2\n"),
    ],
)
def test_small_documents(before: str, after: str) -> None:
    assert _formatted(before) == after
