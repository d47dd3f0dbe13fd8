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
        Framer().feed(stream)
