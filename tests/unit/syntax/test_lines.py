"""What is found around an offset is what the line table of the whole text says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.syntax import SourceText
from floe_lsp.syntax.lines import (
    column,
    content_start,
    line_end,
    line_start,
    next_line,
    previous_line,
    trimmed_end,
)

pytestmark = pytest.mark.requirement("robustness")

TEXT = "ab\n\r\n\rc\r\r\n\n\u2028d\x85e"
"""Every break beside every other one, and what only looks like a break."""


@pytest.mark.parametrize("text", [TEXT, "", "\n", "\r\n", "x" * 5000, "\r" + "x" * 5000, "é\n😀"])
def test_every_offset(text: str) -> None:
    source = SourceText(text)
    for offset in range(len(text) + 1):
        line, place = source.position(offset)
        span = source.line_span(line)
        after = source.line_starts[line + 1] if line + 1 < source.line_count else len(text)
        assert line_start(text, offset) == span.start
        assert column(text, offset) == place
        assert line_end(text, offset) == span.end
        assert next_line(text, offset) == after
    for before, start in pairwise(source.line_starts):
        assert previous_line(text, start) == before
    assert previous_line(text, 0) is None


@given(st.text(st.sampled_from("a\r\n"), max_size=12))
def test_any_breaks(text: str) -> None:
    test_every_offset(text)


def test_blanks_are_spaces_and_tabs() -> None:
    assert content_start("a: \t b", 2) == 5
    assert content_start("a", 1) == 1
    assert content_start("\u00a0b", 0) == 0
    assert trimmed_end("a \t \n", 0, 4) == 1
    assert trimmed_end("a \t ", 2, 4) == 2
    assert trimmed_end("a\u00a0", 0, 2) == 2
