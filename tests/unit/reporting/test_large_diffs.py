"""A fix of lines that nobody can take in is named, and not drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation.diagnostics import Edit, Fix, Location
from floe_lsp.reporting.preview import MAX_LINES, hunks_of
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("robustness")


def hunks(text: str, start: int, end: int, new: str) -> int:
    source = SourceText(text)
    fix = Fix("Change it", (Edit(Location(Path("a"), Span(start, end), source), new),))
    return len(hunks_of(fix, source))


def test_lines_of_a_screen_are_drawn() -> None:
    assert hunks("a: 1\n" * 20, 0, 1, "b") == 1
    assert hunks("a: 1\n" * 20, 0, 5 * MAX_LINES, "") == 1
    assert hunks("a" * 300 + "\n", 0, 1, "b") == 1


@pytest.mark.parametrize(
    ("text", "end", "new"),
    [
        ("a" * 480_000 + "\n", 1, "b"),
        ("a: 1\n" * 50_000, 250_000, ""),
        ("a: 1\n", 1, "b" * 500_000),
    ],
)
def test_what_fills_many_screens_is_not(text: str, end: int, new: str) -> None:
    assert hunks(text, 0, end, new) == 0
