"""Offsets of a repaired text lead back to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.syntax import Span, TextEdit
from floe_lsp.syntax.repaired_text import RepairedText


def place(at: int) -> Span:
    return Span(at, at)


@pytest.mark.requirement("FR-002")
def test_insertions_stand_for_their_place() -> None:
    revision = RepairedText("a: @b c").edited([TextEdit(place(3), '"'), TextEdit(place(7), '"')])
    assert revision.text == 'a: "@b c"'
    assert revision.source_span((3, 9)) == (3, 7)
    assert revision.source_span((4, 8)) == (3, 7)
    assert revision.source_span((5, 6)) == (4, 5)
    assert not revision.is_source


@pytest.mark.requirement("FR-002")
def test_deletions_belong_to_nobody() -> None:
    revision = RepairedText("ab\0cd").edited([TextEdit(Span(2, 3), "")])
    assert revision.text == "abcd"
    assert revision.source_span((0, 2)) == (0, 2)
    assert revision.source_span((2, 4)) == (3, 5)
    assert revision.source_span((0, 4)) == (0, 5)


@pytest.mark.requirement("FR-002")
def test_revisions_of_revisions() -> None:
    revision = RepairedText("0123456789")
    revision = revision.edited([TextEdit(Span(2, 4), "ab-cd")])
    revision = revision.edited([TextEdit(Span(0, 1), ""), TextEdit(place(9), "!")])
    assert revision.text == "1ab-cd45!6789"
    assert revision.source_span((0, 1)) == (1, 2)
    assert revision.source_span((1, 6)) == (2, 4)
    assert revision.source_span((9, 13)) == (6, 10)


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[TextEdit]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [TextEdit(Span(*pair), draw(st.text("XYZ", max_size=3))) for pair in pairs]


@pytest.mark.requirement("FR-002")
@given(st.data())
def test_what_was_not_touched_keeps_its_offset(data: st.DataObject) -> None:
    source = "".join(chr(0x100 + i) for i in range(data.draw(st.integers(0, 30))))
    revision = RepairedText(source)
    for _ in range(data.draw(st.integers(0, 4))):
        revision = revision.edited(data.draw(edits_of(len(revision.text))))
    last = 0
    for offset in range(len(revision.text) + 1):
        at = revision.source_offset(offset)
        assert last <= at <= len(source)
        last = at
        if offset < len(revision.text) and ord(revision.text[offset]) >= 0x100:
            assert source[at] == revision.text[offset]
            assert revision.source_span((offset, offset + 1)) == (at, at + 1)
