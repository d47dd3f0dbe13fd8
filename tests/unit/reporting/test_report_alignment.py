"""Carets stand exactly under what they mark, whatever characters are before it."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.reporting import Canvas, cells, render
from floe_lsp.reporting.cells import Cell

from .findings import BASE, FILE, finding, marked, place, related

pytestmark = pytest.mark.requirement("FR-011")


def frame(source: str, width: int = 80) -> tuple[str, str]:
    """Return the source row and the row of carets, without the gutter."""
    output = render([finding(place(source))], "text", base=BASE, canvas=Canvas(width))
    rows = output.splitlines()
    index = next(i for i, row in enumerate(rows) if row.endswith("^"))
    return rows[index - 1][4:], rows[index][4:]


def under(source: str, width: int = 80) -> str:
    """Return what stands above the carets, cut by cells and not by characters."""
    row, carets = frame(source, width)
    start, end = carets.index("^"), len(carets)
    column, picked = 0, ""
    for char in row:
        width = cell_len(char)
        # An accent stands in the cell of the character before it.
        if start <= column < end or (picked and not width and column == end):
            picked += char
        column += width
    return picked


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param("name: «value»\n", "value", id="ASCII"),
        pytest.param("\t\tkey: «value»\n", "value", id="tabs before"),
        pytest.param("a\tb\t«c»\n", "c", id="tab stops"),
        pytest.param("説明: «毎日» # 注\n", "毎日", id="wide characters"),
        pytest.param("☕🍕 «drink» 🍕\n", "drink", id="emoji"),
        pytest.param("👩\u200d💻 «coder»\n", "coder", id="joined emoji"),
        pytest.param("⚠\ufe0f «care» ❤\ufe0f\n", "care", id="variation selectors"),
        pytest.param("👍🏽 «well»\n", "well", id="skin tone"),
        pytest.param("e\u0301e\u0301 «x»\n", "x", id="combining before"),
        pytest.param("n: «e\u0301te\u0301»\n", "e\u0301te\u0301", id="combining inside"),
        pytest.param("\x1b[31m «red»\n", "red", id="escape sequence before"),
        pytest.param("a \u202e«b»\n", "b", id="bidirectional override before"),
        pytest.param("\uff26\uff35 «x»\n", "x", id="full width"),
        pytest.param("ｶﾅ «x»\n", "x", id="half width"),
        pytest.param("한글 «x»\n", "x", id="Hangul"),
    ],
)
def test_carets_stand_under_the_text(source: str, shown: str) -> None:
    assert under(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param("a: «\x1b»[31m\n", r"\x1b", id="escape"),
        pytest.param("a: «\x9b»31m\n", r"\x9b", id="C1 control"),
        pytest.param("a: «\u202e»b\n", r"\u202e", id="bidirectional override"),
        pytest.param("a: «\u200b»b\n", r"\u200b", id="zero width space"),
        pytest.param("a: b«\u200d»c\n", r"\u200d", id="joiner among letters"),
        pytest.param("«\ufeff»a: b\n", r"\ufeff", id="byte order mark"),
        pytest.param("a: «\xad»b\n", r"\xad", id="soft hyphen"),
        pytest.param("a: «\x85»b\n", r"\x85", id="next line"),
        pytest.param("a: «\u2028»b\n", r"\u2028", id="line separator"),
        pytest.param("a: «\ud800»b\n", r"\ud800", id="lone surrogate"),
        pytest.param("a: «\U000e0041»b\n", r"\U000e0041", id="tag character"),
        pytest.param("«\u0301»a\n", r"\u0301", id="accent on nothing"),
        pytest.param("a:«\xa0»b\n", r"\xa0", id="marked no-break space"),
        pytest.param("a: «\u3164»\n", r"\u3164", id="Hangul filler"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(source: str, shown: str) -> None:
    assert under(source) == shown


def test_marked_tabs_are_visible_and_others_are_spaces() -> None:
    assert frame("«\t»name: x\n") == ("→   name: x", "^^^^")
    assert frame("\t«name»: x\n") == ("    name: x", "    ^^^^")


def test_tab_stops_are_four_cells_apart() -> None:
    assert frame("a\tbc\t«d»\n") == ("a   bc  d", "        ^")


def test_variation_selectors_are_left_out() -> None:
    assert frame("\u26a0\ufe0f «x»\n") == ("\u26a0 x", "  ^")
    assert frame("\u26a0\U000e0101 «x»\n") == ("\u26a0 x", "  ^")


def test_cut_never_parts_a_character_from_its_accent() -> None:
    for length in range(100, 110):
        row, _ = frame("a" * length + "e\u0301" * 200 + "«x»\n")
        assert row.startswith(("…a", "…e"))


def test_no_break_space_outside_the_mark_is_left_alone() -> None:
    assert frame("a\xa0b: «c»\n") == ("a\xa0b: c", "     ^")


def test_mark_inside_an_accented_character_takes_all_of_it() -> None:
    assert frame("n: e«\u0301»t\n") == ("n: e\u0301t", "   ^")


def test_letters_of_a_hangul_syllable_share_its_two_cells() -> None:
    assert frame("\u1112\u1161\u11ab «x»\n")[1] == "   ^"


def test_joiner_between_letters_that_need_it_is_kept() -> None:
    row, _ = frame("a: \u0645\u06cc\u200c\u062e\u0648 «x»\n")
    assert "\u200c" in row


@pytest.mark.parametrize("before", [0, 5, 70, 500, 5000])
@pytest.mark.parametrize("after", [0, 5, 70, 500, 5000])
def test_long_line_is_cut_around_the_mark(before: int, after: int) -> None:
    source = f"{'a ' * (before // 2)}«target»{' z' * (after // 2)}\n"
    row, carets = frame(source)
    assert under(source) == "target"
    assert cell_len(row) in ({76} if len(source) > 80 else range(77))
    assert len(carets) <= 76
    assert row.startswith("…") is (before >= 500 or (before == 70 and row[0] != "a"))
    assert row.endswith("…") is (row[-6:] != "target" and row[-2:] != " z")


def test_long_line_of_wide_characters() -> None:
    source = f"{'日' * 300}«本語»{'日' * 300}\n"
    row, _ = frame(source)
    assert under(source) == "本語"
    assert row.startswith("…")
    assert row.endswith("…")
    assert cell_len(row) <= 76


def test_mark_wider_than_the_console_keeps_its_start() -> None:
    row, carets = frame(f"{'a' * 200}«{'b' * 300}»{'c' * 200}\n")
    assert row.startswith("…aaaaaaaab")
    assert row.endswith("b…")
    assert len(carets.strip()) == row.count("b")


def test_caret_after_the_end_of_a_line_as_wide_as_the_console() -> None:
    for length in range(70, 82):
        for end in ("«»\n", "«\n»b: 1\n"):
            row, carets = frame(f"{'a' * length}{end}")
            assert cell_len(row) <= 76
            assert len(carets) <= 76
            assert carets.index("^") == cell_len(row)


def test_two_marks_too_far_apart_for_one_row_show_the_line_twice() -> None:
    text, spans = marked(f"«first»{' ' * 400}«second»\n")
    here = Location(FILE, spans[1], text, text)
    diagnostic = finding(here, related=(related(here, spans[0], "given here"),))
    output = render([diagnostic], "text", base=BASE)
    rows = [row for row in output.splitlines() if row.startswith("1 │")]
    assert [row.strip(" …")[4:].strip(" …") for row in rows] == ["second", "first"]


def test_second_mark_after_the_end_of_a_full_row_shows_the_line_again() -> None:
    text, spans = marked(f"«{'a' * 76}»«»\n")
    here = Location(FILE, spans[0], text, text)
    output = render([finding(here, related=(related(here, spans[1], ""),))], "text", base=BASE)
    assert output.count("\n1 │ ") == 2
    assert max(map(len, output.splitlines())) == 80


def test_a_line_of_a_million_characters_is_laid_out_in_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def make(text: str, *arguments: Any, **options: Any) -> Cell:
        made.append(text)
        return Cell(text, *arguments, **options)

    monkeypatch.setattr(cells, "Cell", make)
    here = place(f"x: [{'a, ' * 400_000}«target»]\n")
    found = [finding(here, message=str(number)) for number in range(30)]
    output = render(found, "text", base=BASE)
    assert output.count(" target]\n") == 30
    # The neighbourhood of a place and the lines around it, and not 1,200,000 for each finding.
    assert 0 < len(made) < 30 * 1_000
