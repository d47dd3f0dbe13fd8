"""A fix that replaces one blank by another shows two lines that differ."""

from __future__ import annotations

import pytest

from floe_lsp.reporting import render
from floe_lsp.syntax import Span

from .findings import BASE, finding, fix, place


@pytest.mark.requirement("E027")
@pytest.mark.parametrize(
    ("char", "escape"),
    [("\u00a0", "\\xa0"), ("\u2009", "\\u2009"), ("\u3000", "\\u3000"), ("\u200b", "\\u200b")],
    ids=ascii,
)
def test_what_looks_like_a_blank_is_written_out(char: str, escape: str) -> None:
    text = f"a:\n{char}b:{char}c"
    edits = ((Span(3, 4), " "), (Span(6, 7), " "))
    found = finding(place(f"{text[:3]}«{text[3:]}»"), fixes=(fix("Replace them", *edits),))
    lines = render((found,), "text", base=BASE).splitlines()
    assert f"2 - {escape}b:{escape}c" in lines
    assert "2 +  b: c" in lines


@pytest.mark.requirement("E004")
def test_a_tab_is_drawn_as_in_a_frame() -> None:
    found = finding(place("a:\n«\t»b: c"), fixes=(fix("Indent it", (Span(3, 4), "  ")),))
    lines = render((found,), "text", base=BASE).splitlines()
    assert "2 - →   b: c" in lines
    assert "2 +   b: c" in lines
