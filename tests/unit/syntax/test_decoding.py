"""Bytes of any encoding become text, and what is wrong with them is named with its place."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.syntax import ProblemKind, SourceText, Span, decode, parse

DOCUMENT = "name: café\nsymbol: 😀\n"


@pytest.mark.requirement("E013")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(DOCUMENT.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + DOCUMENT.encode(), id="UTF-8 with mark"),
        pytest.param(codecs.BOM_UTF16_LE + DOCUMENT.encode("utf-16-le"), id="UTF-16 LE with mark"),
        pytest.param(codecs.BOM_UTF16_BE + DOCUMENT.encode("utf-16-be"), id="UTF-16 BE with mark"),
        pytest.param(DOCUMENT.encode("utf-16-le"), id="UTF-16 LE"),
        pytest.param(DOCUMENT.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(codecs.BOM_UTF32_LE + DOCUMENT.encode("utf-32-le"), id="UTF-32 LE with mark"),
        pytest.param(codecs.BOM_UTF32_BE + DOCUMENT.encode("utf-32-be"), id="UTF-32 BE with mark"),
    ],
)
def test_unicode_encodings_are_read_without_a_word(content: bytes) -> None:
    assert decode(content) == (DOCUMENT, ())


@pytest.mark.requirement("E013")
def test_a_byte_of_latin_1_is_named_with_its_place_and_likely_meaning() -> None:
    text, problems = decode("a: ok\nname: café\n".encode("latin-1"))
    assert text == "a: ok\nname: café\n"
    (problem,) = problems
    assert problem.kind is ProblemKind.WRONG_ENCODING
    assert SourceText(text).position(problem.span.start) == (1, 9)
    assert problem.message == (
        "the byte 0xE9 is not valid UTF-8; the file is likely Latin-1 or Windows-1252, "
        "where it reads 'é'"
    )


@pytest.mark.requirement("E013")
def test_curly_quotes_betray_windows_1252() -> None:
    text, (problem,) = decode("a: “x”\n".encode("cp1252")[:5])
    assert text == "a: “x"
    assert "Windows-1252, where it reads '“'" in problem.message


@pytest.mark.requirement("E013")
@pytest.mark.parametrize(
    ("wrong", "bytes_are", "likely", "read"),
    [
        (b"\x93", "byte 0x93 is", "Windows-1252", "“"),
        (b"\xe9\xe8", "bytes 0xE9 0xE8 are", "Latin-1 or Windows-1252", "éè"),
        (b"\xe9\xe9\xe9\x93", "bytes 0xE9 0xE9 0xE9 0x93 are", "Windows-1252", "ééé“"),
        (
            b"\xe9" * 25,
            "bytes 0xE9 0xE9 0xE9 0xE9 ... are",
            "Latin-1 or Windows-1252",
            "é" * 20,
        ),
    ],
)
def test_what_is_said_of_wrong_bytes(wrong: bytes, bytes_are: str, likely: str, read: str) -> None:
    _, (problem,) = decode(b"a: " + wrong)
    assert problem.message == (
        f"the {bytes_are} not valid UTF-8; the file is likely {likely}, where it reads '{read}'"
    )
    assert problem.suggestion == (
        f"save the file as UTF-8 (it was read as {likely} to check the rest)"
    )


@pytest.mark.requirement("E013")
def test_bytes_that_mean_nothing_anywhere_become_replacement_characters() -> None:
    text, (problem,) = decode(b"a: \x81\n")
    assert text == "a: \ufffd\n"
    assert problem.message == "the byte 0x81 is not valid UTF-8"


@pytest.mark.requirement("E013")
def test_many_wrong_bytes_are_described_up_to_a_number() -> None:
    text, problems = decode(b"a\xe9 " * 50)
    assert text == "aé " * 50
    assert len(problems) == 20
    assert problems[-1].message.endswith("(and 30 more places like it)")
    assert {each.suggestion for each in problems} == {
        "save the file as UTF-8 (it was read as Latin-1 or Windows-1252 to check the rest)"
    }
    assert [each.span for each in problems] == [Span(3 * n + 1, 3 * n + 2) for n in range(20)]
    # The last one that is named keeps its own advice, which need not be that of the others.
    _, problems = decode(b"\x81 " * 19 + b"\x93 " * 9)
    assert {each.suggestion for each in problems[:-1]} == {"save the file as UTF-8"}
    assert problems[-1].suggestion == (
        "save the file as UTF-8 (it was read as Windows-1252 to check the rest)"
    )


@pytest.mark.requirement("E013")
def test_a_file_that_is_cut_off_inside_a_character() -> None:
    text, (problem,) = decode(codecs.BOM_UTF16_LE + "a: b".encode("utf-16-le") + b"c")
    assert text == "a: b"
    assert problem.message == "the file is UTF-16 and ends in the middle of a character"
    assert problem.span == Span(4, 4)


@pytest.mark.requirement("E013")
@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("more", [1, 2, 3])
def test_a_file_of_four_bytes_a_character_that_is_cut_off(encoding: str, more: int) -> None:
    mark = codecs.BOM_UTF32_LE if encoding == "utf-32-le" else codecs.BOM_UTF32_BE
    text, (problem,) = decode(mark + "a: b".encode(encoding) + b"\0" * more)
    assert text == "a: b"
    assert problem.message == "the file is UTF-32 and ends in the middle of a character"


@pytest.mark.requirement("E013")
def test_the_first_of_several_wrong_characters_of_utf_32_is_named() -> None:
    wrong = b"\x00\x11\x00\x00"
    text, (problem,) = decode(
        codecs.BOM_UTF32_BE + "a: ".encode("utf-32-be") + wrong + "b".encode("utf-32-be") + wrong
    )
    assert text == "a: \ufffdb\ufffd"
    assert problem.span == Span(3, 4)
    assert problem.message == "the file begins as UTF-32, but this is not a UTF-32 character"


@pytest.mark.requirement("E013")
def test_a_binary_file_is_called_no_text_and_nothing_else_is_said() -> None:
    text, (problem,) = decode(b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe\x00\x01" * 9)
    assert problem.message == "this is not a text file (it begins with the bytes 50 4B 03 04)"
    assert parse(SourceText(text)).problems == ()


@pytest.mark.requirement("E013")
@given(st.binary(max_size=60))
def test_any_bytes_give_text_and_spans_inside_it(content: bytes) -> None:
    text, problems = decode(content)
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    parse(SourceText(text))


@pytest.mark.requirement("E013")
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=40),
    st.sampled_from([("utf-8-sig", b""), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-8", b"")]),
)
def test_what_is_encoded_is_decoded(text: str, encoding: tuple[str, bytes]) -> None:
    name, mark = encoding
    content = mark + text.encode(name)
    evident = name == "utf-8" and content[1:2] == b"\0"  # two bytes a letter, as far as one sees
    # A NUL at the start makes a mark of two bytes that of UTF-32, and no mark a sign of UTF-16.
    if not evident and not text.startswith("\0"):
        assert decode(content) == (text, ())
