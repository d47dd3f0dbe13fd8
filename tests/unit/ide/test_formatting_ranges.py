"""The lines that a range touches are formatted, and no other (LSP ``rangeFormatting``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.compilation.diagnostics import apply_edits
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.formatting import format_range
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("formatting")

PATH = Path("/somewhere/floe.yaml")
UNTIDY = "a:  1\nb:  2\nc:  3\n"
"""Three lines of six characters, each with a blank too many."""


def _formatted(text: str, start: int, end: int) -> str:
    sources = Sources()
    sources.open(PATH, SourceText(text))
    snapshot = Snapshot(sources.document(PATH), FileKind.PRODUCT)
    return apply_edits(text, format_range(snapshot, Span(start, end)))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, "a: 1\nb:  2\nc:  3\n"),  # a cursor, at the start of a line
        (5, 5, "a: 1\nb:  2\nc:  3\n"),  # at its end
        (6, 6, "a:  1\nb: 2\nc:  3\n"),
        (8, 9, "a:  1\nb: 2\nc:  3\n"),  # behind what has to move
        (0, 6, "a: 1\nb:  2\nc:  3\n"),  # a whole line with its break, as a line is selected
        (6, 12, "a:  1\nb: 2\nc:  3\n"),
        (0, 7, "a: 1\nb: 2\nc:  3\n"),  # one character of the second
        (5, 6, "a: 1\nb:  2\nc:  3\n"),  # a break belongs to the line that it ends
        (4, 13, "a: 1\nb: 2\nc: 3\n"),
        (13, 4, "a: 1\nb: 2\nc: 3\n"),  # turned round
        (-5, 2, "a: 1\nb:  2\nc:  3\n"),  # out of the text
        (14, 99, "a:  1\nb:  2\nc: 3\n"),
        (18, 18, UNTIDY),  # behind the last line
    ],
)
def test_the_lines_that_are_touched(start: int, end: int, expected: str) -> None:
    assert _formatted(UNTIDY, start, end) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # 'b' would have to move with 'c'; the blanks behind the colon need not.
        (1, "a:\n    b: 1\n    c:  2\n"),
        (2, "a:\n    b:  1\n    c: 2\n"),
    ],
)
def test_the_margin_stays_where_other_lines_would_have_to_move(line: int, expected: str) -> None:
    text = "a:\n    b:  1\n    c:  2\n"
    start = SourceText(text).line_span(line).start
    assert _formatted(text, start, start) == expected


def test_blanks_on_a_blank_line_are_no_margin() -> None:
    # 'b' stays, or it would have to move with 'c'.
    text = "a:\n    b:  1\n  \n    c:  2\n"
    assert _formatted(text, 3, 16) == "a:\n    b: 1\n\n    c:  2\n"


def test_the_margin_moves_where_all_of_its_block_is_chosen() -> None:
    assert _formatted("a:\n    b:  1\n    c:  2\n", 3, 25) == "a:\n  b: 1\n  c: 2\n"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (6, 6, "a: 1\n\n\nb: 2\n"),
        (7, 7, "a: 1\n\n\nb: 2\n"),
        (5, 8, "a: 1\n\nb: 2\n"),
        (0, 1, "a: 1\n\n\n\nb: 2\n"),
    ],
)
def test_blank_lines_that_are_chosen(start: int, end: int, expected: str) -> None:
    assert _formatted("a: 1\n\n\n\nb: 2\n", start, end) == expected


def test_a_blank_line_at_the_start() -> None:
    assert _formatted("\na:  1\n", 0, 0) == "a:  1\n"


def test_the_break_at_the_end_belongs_to_the_last_line() -> None:
    assert _formatted("a:  1\nb:  2", 0, 1) == "a: 1\nb:  2"
    assert _formatted("a:  1\nb:  2", 7, 8) == "a:  1\nb: 2\n"
    # Without a break there is none in the text of a block scalar either.
    assert _formatted("a:  1\nb:  |\n  c", 0, 99) == "a: 1\nb: |\n  c"


def test_a_text_with_a_mistake_stays_as_it_is() -> None:
    assert _formatted("a:  1\nb: [\n", 0, 1) == "a:  1\nb: [\n"
