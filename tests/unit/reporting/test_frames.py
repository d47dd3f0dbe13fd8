"""Which part of a line is shown around a place, and what is marked of it, cell by cell."""

from __future__ import annotations

import pytest

from floe_lsp.reporting.frame import Frame
from floe_lsp.reporting.styled import Canvas, Role

pytestmark = pytest.mark.requirement("FR-011")

LINE = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH = 26
"""Of which a gutter for one digit leaves 22."""


def shown(line: str, start: int, end: int, encoding: str = "utf-8") -> tuple[str, str]:
    """Return a line as it is cut, and the carets below it."""
    frame = Frame(Canvas(WIDTH, encoding), 1)
    assert frame.room == 22
    window = frame.window(line, start, end)
    column, width = window.underline(start, end)
    carets = " " * column + "^" * width
    text = "".join(chunk.text for chunk in frame.chunks(window))
    assert window.holds(start, end, frame.room) is (
        window.first <= start and end <= window.first + len(window.cells) and len(carets) <= 22
    )
    return text, carets


@pytest.mark.parametrize(
    ("start", "end", "text", "carets"),
    [
        (0, 0, "abcdefghijklmnopqrstu…", "^"),
        (0, 1, "abcdefghijklmnopqrstu…", "^"),
        (0, 3, "abcdefghijklmnopqrstu…", "^^^"),
        (8, 10, "abcdefghijklmnopqrstu…", "        ^^"),
        (9, 11, "abcdefghijklmnopqrstu…", "         ^^"),
        (10, 12, "…bcdefghijklmnopqrstu…", "          ^^"),
        (11, 11, "…cdefghijklmnopqrstuv…", "          ^"),
        (20, 22, "…lmnopqrstuvwxyz01234…", "          ^^"),
        (30, 31, "…vwxyz0123456789ABCDE…", "          ^"),
        (50, 54, "…FGHIJKLMNOPQRSTUVWXYZ", "          ^^^^"),
        (60, 62, "…FGHIJKLMNOPQRSTUVWXYZ", "                    ^^"),
        (61, 62, "…FGHIJKLMNOPQRSTUVWXYZ", "                     ^"),
        # The caret of a place behind the end has a cell of its own.
        (62, 62, "…GHIJKLMNOPQRSTUVWXYZ", "                     ^"),
        # What is too wide is shown from its start on, after a quarter of the room.
        (5, 40, "abcdefghijklmnopqrstu…", "     ^^^^^^^^^^^^^^^^"),
        (30, 60, "…z0123456789ABCDEFGHI…", "      ^^^^^^^^^^^^^^^"),
        (0, 62, "abcdefghijklmnopqrstu…", "^^^^^^^^^^^^^^^^^^^^^"),
    ],
)
def test_the_part_of_a_long_line(start: int, end: int, text: str, carets: str) -> None:
    assert shown(LINE, start, end) == (text, carets)


@pytest.mark.parametrize(
    ("start", "end", "text", "carets"),
    [
        (0, 1, "abcdefghijklmnopqrs...", "^"),
        (20, 22, "...nopqrstuvwxyz012...", "          ^^"),
        (30, 60, "...0123456789ABCDEF...", "       ^^^^^^^^^^^^"),
        (61, 62, "...HIJKLMNOPQRSTUVWXYZ", "                     ^"),
    ],
)
def test_an_ellipsis_of_three_dots_takes_its_room(
    start: int, end: int, text: str, carets: str
) -> None:
    assert shown(LINE, start, end, "ascii") == (text, carets)


@pytest.mark.parametrize(
    ("line", "start", "end", "text", "carets"),
    [
        ("", 0, 0, "", "^"),
        ("short", 0, 5, "short", "^^^^^"),
        ("short", 5, 5, "short", "     ^"),
        ("short", 9, 12, "short", "     ^"),
        # A line that just fits, with and without the caret behind its end.
        ("x" * 22, 3, 4, "x" * 22, "   ^"),
        ("x" * 23, 3, 4, "x" * 21 + "…", "   ^"),
        ("x" * 21, 21, 21, "x" * 21, " " * 21 + "^"),
        ("x" * 22, 22, 22, "…" + "x" * 20, " " * 21 + "^"),
        ("x" * 22, 22, 23, "x" * 22, " " * 22 + "^"),
        ("表示" * 20, 10, 12, "…表示表示表示表示表示…", "         ^^^^"),
        ("e\u0301e\u0301x", 1, 2, "e\u0301e\u0301x", "^"),
        ("e\u0301e\u0301x", 2, 3, "e\u0301e\u0301x", " ^"),
        ("e\u0301" * 30, 20, 22, "…" + "e\u0301" * 20 + "…", "          ^"),
        # An accent without a letter is written out.
        ("\u0301" + LINE, 1, 3, "\\u0301abcdefghijklmno…", "      ^^"),
        ("x" * 1_000_000, 500_000, 500_001, "…" + "x" * 20 + "…", "          ^"),
    ],
)
def test_lines_of_every_kind(line: str, start: int, end: int, text: str, carets: str) -> None:
    assert shown(line, start, end) == (text, carets)


def test_blanks_are_made_visible_in_the_place_alone() -> None:
    assert shown("a\tb  c", 1, 2) == ("a→  b  c", " ^^^")
    assert shown("a\tb  c", 0, 0) == ("a   b  c", "^")
    assert Frame(Canvas(WIDTH), 1).window("\tb").cells[0].text == "    "


def test_the_gutter() -> None:
    frame = Frame(Canvas(40), 3)
    assert frame.room == 34
    edge = frame.edge(7)
    assert (edge.text, edge.role) == ("  7 │ ", Role.GUTTER)
    assert frame.edge().text == "    │ "
    assert frame.gap().text.startswith("    ")
    assert len(frame.gap().text) == 5
    assert Frame(Canvas(40, "ascii"), 3).edge(12).text == " 12 | "


def test_what_is_left_out_is_dimmed() -> None:
    frame = Frame(Canvas(WIDTH), 1)
    found = frame.chunks(frame.window(LINE, 30, 31))
    assert [(each.text, each.role) for each in found] == [
        ("…", Role.DIM),
        ("vwxyz0123456789ABCDE", Role.PLAIN),
        ("…", Role.DIM),
    ]


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        (0, 25, (1, 4)),
        (0, 5, (1, 1)),
        (21, 22, (1, 1)),
        (39, 60, (19, 2)),
        (41, 60, (21, 1)),
        (50, 60, (21, 1)),
    ],
)
def test_what_is_cut_off_is_not_underlined(start: int, end: int, place: tuple[int, int]) -> None:
    window = Frame(Canvas(WIDTH), 1).window(LINE, 30, 31)
    assert (window.first, len(window.cells)) == (21, 20)
    assert window.underline(start, end) == place
    assert not window.holds(0, 25, 22)
    assert window.holds(21, 41, 22)
    assert not window.holds(21, 42, 22)
    assert not window.holds(20, 22, 22)
    assert not window.holds(21, 41, 20)
