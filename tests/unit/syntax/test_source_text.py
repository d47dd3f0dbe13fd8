"""Offsets, lines and protocol units, against the simplest possible reading of the rules."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.syntax import Position, PositionEncoding, SourceText, Span

ENCODINGS: tuple[PositionEncoding, ...] = get_args(PositionEncoding)

# Letters of one to four bytes, breaks of every kind, and what only looks like one.
TEXTS = st.text(
    alphabet=st.sampled_from("ab \t\n\r\x0b\x0c\x1c\x85\u2028\u2029\ufeffé漢😀\u0301\ud800"),
    max_size=40,
)


def lines_of(text: str) -> list[tuple[int, str]]:
    """Return start and text of each line, breaks being CRLF, LF and CR alone."""
    lines: list[tuple[int, str]] = []
    start = 0
    for match in re.finditer("\r\n|\n|\r", text):
        lines.append((start, text[start : match.start()]))
        start = match.end()
    lines.append((start, text[start:]))
    return lines


def units(text: str, encoding: PositionEncoding) -> int:
    if encoding == "utf-32":
        return len(text)
    if encoding == "utf-16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


@pytest.mark.requirement("FR-002")
@given(TEXTS)
def test_lines_are_those_of_the_protocol(text: str) -> None:
    source = SourceText(text)
    expected = lines_of(text)
    assert source.line_count == len(expected)
    assert [source.line(line) for line in range(source.line_count)] == [
        line for _, line in expected
    ]
    assert [source.line_span(line) for line in range(source.line_count)] == [
        Span(start, start + len(line)) for start, line in expected
    ]


@pytest.mark.requirement("FR-002")
@given(TEXTS)
def test_every_offset_has_a_position_and_comes_back(text: str) -> None:
    source = SourceText(text)
    expected = lines_of(text)
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        assert expected[line][0] + column == offset
        inside_break = column > len(expected[line][1])
        assert (
            source.offset(line, column) == offset - (column - len(expected[line][1])) * inside_break
        )


@pytest.mark.requirement("FR-002")
def test_two_units_of_utf_16_are_for_characters_beyond_the_first_plane() -> None:
    source = SourceText("\uffff\U00010000x")
    assert [source.to_units(offset, "utf-16")[1] for offset in range(4)] == [0, 1, 3, 4]


@pytest.mark.requirement("FR-002")
@given(TEXTS, st.sampled_from(ENCODINGS))
def test_units_count_like_an_encoder(text: str, encoding: PositionEncoding) -> None:
    source = SourceText(text)
    for number, (start, line) in enumerate(lines_of(text)):
        for column in range(len(line) + 1):
            expected = (number, units(line[:column], encoding))
            assert source.to_units(start + column, encoding) == expected
            assert source.from_units(*expected, encoding) == start + column


@pytest.mark.requirement("FR-002")
@given(TEXTS)
def test_units_are_the_same_whatever_was_asked_before(text: str) -> None:
    source = SourceText(text)
    for first in range(len(text) + 1):
        for encoding in ENCODINGS:
            for second in (0, first // 2, max(first - 1, 0), first):
                source.to_units(first, encoding)
                known = source.to_units(second, encoding)
                assert known == SourceText(text).to_units(second, encoding)


@pytest.mark.requirement("FR-002")
@given(TEXTS, st.sampled_from(ENCODINGS), st.integers(-3, 60), st.integers(-3, 60))
def test_positions_outside_are_moved_inside(
    text: str, encoding: PositionEncoding, line: int, character: int
) -> None:
    source = SourceText(text)
    assert 0 <= source.from_units(line, character, encoding) <= len(text)
    assert 0 <= source.offset(line, character) <= len(text)
    assert source.position(-1) == Position(0, 0)
    assert source.position(len(text) + 5) == source.position(len(text))


@pytest.mark.requirement("FR-002")
@pytest.mark.parametrize(
    ("encoding", "character", "offset"),
    [
        pytest.param("utf-8", 2, 1, id="inside two bytes: the letter's start"),
        pytest.param("utf-8", 3, 2, id="after é"),
        pytest.param("utf-8", 5, 2, id="inside four bytes"),
        pytest.param("utf-16", 3, 2, id="inside a surrogate pair"),
        pytest.param("utf-16", 4, 3, id="after the pair"),
        pytest.param("utf-32", 3, 3, id="code points"),
        pytest.param("utf-16", 99, 4, id="past the end of the line"),
    ],
)
def test_a_position_inside_a_letter_is_its_start(
    encoding: PositionEncoding, character: int, offset: int
) -> None:
    assert SourceText("aé😀b\nnext").from_units(0, character, encoding) == offset


@pytest.mark.requirement("FR-002")
def test_nel_and_line_separator_are_no_line_breaks() -> None:
    source = SourceText("a\x85b\u2028c\u2029d\x0be\nf")
    assert source.line_count == 2
    assert source.position(source.text.index("f")) == Position(1, 0)


@pytest.mark.requirement("FR-002")
def test_a_span_over_lines_is_shown_on_its_first() -> None:
    source = SourceText("a: |\r\n  b\r\n")
    assert source.first_line((3, 9)) == Span(3, 4)
    assert source.first_line((3, 3)) == Span(3, 3)
    assert source.slice((3, 4)) == "|"
