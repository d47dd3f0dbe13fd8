"""What an edit did to a text, and where its places are afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.lsp.state.splice import Splice
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("quiet typing")
TEXTS = st.text(alphabet="ab\n", max_size=12)


@given(TEXTS, TEXTS)
def test_what_is_outside_of_it_is_the_same(before: str, after: str) -> None:
    splice = Splice.between(before, after)
    start, old_end, new_end = splice
    assert before[:start] == after[:start]
    assert before[old_end:] == after[new_end:]
    assert 0 <= start <= old_end
    assert start <= new_end
    if before == after:
        assert old_end == start == new_end


@given(TEXTS, TEXTS, st.integers(0, 12))
def test_it_ends_where_the_editor_says_if_it_can(before: str, after: str, at: int) -> None:
    start, old_end, new_end = Splice.between(before, after, min(at, len(after)))
    assert before[:start] == after[:start]
    assert before[old_end:] == after[new_end:]
    last = Splice.between(before, after)
    assert (old_end - start, new_end - start) == (
        last.old_end - last.start,
        last.new_end - last.start,
    )


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_written_is_where_the_editor_says(start: str, written: str, end: str) -> None:
    splice = Splice.between(start + end, start + written + end, len(start + written))
    assert splice == (len(start), len(start), len(start + written))
    splice = Splice.between(start + written + end, start + end, len(start))
    assert splice == (len(start), len(start + written), len(start))


@pytest.mark.parametrize(
    ("span", "moved"),
    [((0, 2), (0, 2)), ((0, 3), (0, 6)), ((3, 4), (2, 6)), ((5, 7), (6, 8)), ((2, 7), (2, 8))],
)
def test_places_move_with_the_text(span: tuple[int, int], moved: tuple[int, int]) -> None:
    splice = Splice.between("aaXYZbbbb", "aaPQRSbbbb")
    assert splice == (2, 5, 6)
    assert splice.moved(Span(*span)) == Span(*moved)
