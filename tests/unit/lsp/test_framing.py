"""The stream of bytes is cut into messages, however it arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.lsp.wire.framing import MAX_BODY, MAX_HEADER, Framer, FramingError


@given(st.lists(st.binary(max_size=60), max_size=6), st.data())
def test_split_anywhere(bodies: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(b"content-LENGTH: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    framer, found = Framer(), list[bytes]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += framer.feed(stream[start:end])
    assert found == bodies


@pytest.mark.parametrize(
    "stream",
    [
        b"\r\n\r\n",
        b"Content-Type: json\r\n\r\n{}",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 1.5\r\n\r\n",
        b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1),
        b"x" * MAX_HEADER,
    ],
)
def test_what_cannot_be_read_raises(stream: bytes) -> None:
    with pytest.raises(FramingError):
        next(Framer().feed(stream))


@pytest.mark.parametrize("cut", [0, 20, 23, 25, 40, 50, 60])
@pytest.mark.parametrize("broken", [b"Content-Length: -1\r\n\r\n", b"\r\n\r\n", b"x" * MAX_HEADER])
def test_what_is_complete_before_a_broken_header_is_there_however_it_came(
    broken: bytes, cut: int
) -> None:
    stream = b"Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]" + broken
    framer, found = Framer(), list[bytes]()

    def read() -> None:
        for data in (stream[:cut], stream[cut:]):
            for body in framer.feed(data):
                found.append(body)

    with pytest.raises(FramingError):
        read()
    assert found == [b"{}", b"[1]"]


def test_a_header_and_a_body_may_be_as_long_as_the_limits_say() -> None:
    field = b"Content-Length: %d\r\n" % MAX_BODY
    header = b"X: " + b"x" * (MAX_HEADER - len(field) - len(b"X: \r\n\r\n")) + b"\r\n" + field
    assert len(header + b"\r\n") == MAX_HEADER
    assert list(Framer().feed(header + b"\r\n")) == []
    with pytest.raises(FramingError, match="longer than 8 KiB"):
        next(Framer().feed(b"X" + header + b"\r\n"))


def test_the_first_length_counts_and_other_fields_do_not() -> None:
    framer = Framer()
    read = b"Content-Type: a\r\n content-length :  2 \r\nB: 9\r\n\r\n{}"
    assert list(framer.feed(read)) == [b"{}"]


def test_nothing_is_said_of_a_length_but_its_beginning() -> None:
    with pytest.raises(FramingError) as caught:
        next(Framer().feed(b"Content-Length: %s\r\n\r\n" % (b"9" * 5000)))
    assert str(caught.value) == f"the length {b'9' * 40!r} cannot be read"


def test_a_body_of_a_quarter_of_a_gibibyte_may_come() -> None:
    assert list(Framer().feed(b"Content-Length: 268435456\r\n\r\n")) == []
    with pytest.raises(FramingError, match="cannot be read"):
        next(Framer().feed(b"Content-Length: 268435457\r\n\r\n"))


def test_a_limit_counts_from_when_it_is_set() -> None:
    framer = Framer(2)
    with pytest.raises(FramingError):
        next(framer.feed(b"Content-Length: 3\r\n\r\n"))
    framer = Framer(2)
    assert list(framer.feed(b"Content-Length: 2\r\n\r\n[]Content-Le")) == [b"[]"]
    framer.limit = 3
    assert list(framer.feed(b"ngth: 3\r\n\r\n[ ]")) == [b"[ ]"]


def test_what_was_not_asked_for_is_kept_and_has_the_limit_of_then() -> None:
    framer = Framer(2)
    stream = b"Content-Length: 2\r\n\r\n[]Content-Length: 3\r\n\r\n[ ]Content-Len"
    assert next(framer.feed(stream)) == b"[]"
    framer.limit = 3
    assert list(framer.feed(b"")) == [b"[ ]"]
    assert list(framer.feed(b"gth: 0\r\n\r\n")) == [b""]


def test_a_length_of_twenty_digits_is_read() -> None:
    assert list(Framer().feed(b"Content-Length: %s2\r\n\r\n{}" % (b"0" * 19))) == [b"{}"]
    with pytest.raises(FramingError):
        next(Framer().feed(b"Content-Length: %s2\r\n\r\n{}" % (b"0" * 20)))


def test_an_empty_body_is_a_message() -> None:
    read = b"Content-Length: 0\r\n\r\nContent-Length: 0\r\n\r\n"
    assert list(Framer().feed(read)) == [b"", b""]


def test_a_length_is_all_that_stands_behind_the_first_colon() -> None:
    with pytest.raises(FramingError, match=r"the length b'1:2' cannot be read"):
        next(Framer().feed(b"Content-Length: 1:2\r\n\r\n"))
