"""Messages in a stream of bytes (LSP 3.17, "Base Protocol"), without any input or output."""

from __future__ import annotations

from collections.abc import Iterator

MAX_HEADER = 8 * 1024
"""Bytes; a header is a few dozen."""
MAX_BODY = 256 * 1024 * 1024
"""Bytes; more than any document within the limits, so a bad length cannot eat the memory."""

_END = b"\r\n\r\n"
_MAX_DIGITS = 20
"""Of a length; Python refuses to make a number of thousands of them."""


class FramingError(Exception):
    """The stream is no longer in step; nothing after this can be understood."""


class Framer:
    """Cuts a stream into the bodies of its messages."""

    def __init__(self, limit: int = MAX_BODY) -> None:
        self.limit = limit
        """Bytes that a body may have from now on."""
        self._buffer = bytearray()
        self._length: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take what was read and return the bodies that are complete, each when asked for.

        So what stands before a header that cannot be read is there, as if it had come by itself,
        and what was not asked for is returned the next time.

        Raises:
            FramingError: A header has no usable Content-Length, or announces too much. Raised in
                the place of the body.
        """
        self._buffer += data
        return self._bodies()

    def _bodies(self) -> Iterator[bytes]:
        while self._length is not None or self._read_header():
            length = self._length or 0
            if len(self._buffer) < length:
                return
            body = bytes(self._buffer[:length])
            del self._buffer[:length]
            self._length = None
            yield body

    def _read_header(self) -> bool:
        end = self._buffer.find(_END, 0, MAX_HEADER)
        if end < 0:
            if len(self._buffer) >= MAX_HEADER:
                raise FramingError("a header is longer than 8 KiB")
            return False
        header = bytes(self._buffer[:end])
        del self._buffer[: end + len(_END)]
        self._length = _content_length(header, self.limit)
        return True


def _content_length(header: bytes, limit: int) -> int:
    """Return the announced length; names of header fields ignore case (RFC 7230, 3.2)."""
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            digits = value.strip()
            if not digits.isdigit() or len(digits) > _MAX_DIGITS or int(digits) > limit:
                raise FramingError(f"the length {digits[:40]!r} cannot be read")
            return int(digits)
    raise FramingError("a header has no Content-Length")
