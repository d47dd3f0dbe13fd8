"""The edits of a formatted line are the smallest that make it, and lie within it."""

from __future__ import annotations

import pytest

from floe_lsp.ide.formatting.line_change import change_line
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("FR-002")


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("a: 1", "a: 1", []),
        ("a:  1", "a: 1", [(3, 4, "")]),
        ("a: 1 # x", "a: 1  # x", [(5, 5, " ")]),
        ("a: 1  # x", "a: 1 # x", [(5, 6, "")]),
        ("aa", "aaa", [(2, 2, "a")]),
        ("aaa", "aa", [(2, 3, "")]),
        ("", "a", [(0, 0, "a")]),
        ("a  ", "a", [(1, 3, "")]),
        ("   ", "", [(0, 3, "")]),
        # The margin and the rest are changed apart, so that either can be left as it is.
        ("   a:  1", "  a: 1", [(2, 3, ""), (6, 7, "")]),
        (" a: 1", "  a: 1", [(1, 1, " ")]),
        ("\ta: 1", "  a: 1", [(0, 1, "  ")]),
    ],
)
def test_edits_of_a_line(old: str, new: str, edits: list[tuple[int, int, str]]) -> None:
    source = SourceText(f"{old}\nrest")
    found = list(change_line(source, Span(0, len(old)), new))
    assert [(*each.span, each.text) for each in found] == edits
    text = source.text
    for edit in reversed(found):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert text == f"{new}\nrest"
