"""Bytes in, text out, whatever the encoding; what is wrong with it is said with its place.

UTF-8 with and without a byte order mark and UTF-16 and UTF-32 are read as they are (YAML 1.2.2,
section 5.2, whose table of first bytes is used). Bytes that are not UTF-8 are read as
Windows-1252, which is what such files mostly are and which gives every letter of Latin-1, so that
the rest of the file can be analysed.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import NamedTuple

from .problems import ProblemKind, SyntaxProblem
from .text import Span

_MAX_PROBLEMS = 20
"""A file in another encoding has a wrong byte in every other word; the first few are enough."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNIT = {"utf-8": 1, "utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
_NO_TEXT = "\ufffd"
_ESCAPED = re.compile("[\udc80-\udcff]+")
_BINARY_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\x0b\x0c\r\x1b")


class Decoded(NamedTuple):
    """The text of a file, without byte order mark, and what is wrong with its bytes.

    A file that is not text at all gives one U+FFFD, so that it is not also reported as empty.
    """

    text: str
    problems: tuple[SyntaxProblem, ...]


def decode(content: bytes) -> Decoded:
    """Return the text of ``content``; never raises. Spans count in the returned text."""
    encoding, skip = _detect(content)
    body = content[skip:]
    if encoding == "utf-8":
        try:
            return Decoded(body.decode(), ())
        except UnicodeDecodeError:
            return _decode_broken_utf8(body)
    return _decode_wide(body, encoding)


def byte_by_byte(content: bytes) -> str | None:
    """Return what a file says whose beginning calls it one of wide characters, or no text at all.

    A mark of two bytes hides what stands behind it from nobody who looks at the bytes. ``None`` for
    any other file, which ``decode`` reads whole.
    """
    encoding, skip = _detect(content)
    if encoding == "utf-8" and decode(content).text != _NO_TEXT:
        return None
    return content[skip:].decode("latin-1")


def _detect(content: bytes) -> tuple[str, int]:
    """Return the encoding and the length of the byte order mark."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, len(mark)
    # A YAML file begins with an ASCII character (section 5.2); two of them make it evident.
    head = content[:4]
    if len(head) == 4:
        zeros = tuple(byte == 0 for byte in head)
        if zeros == (False, True, False, True):
            return "utf-16-le", 0
        if zeros == (True, False, True, False):
            return "utf-16-be", 0
    return "utf-8", 0


def _decode_wide(body: bytes, encoding: str) -> Decoded:
    """Decode UTF-16 or UTF-32; lone surrogates stay and are named by the parser."""
    unit = _UNIT[encoding]
    whole = len(body) - len(body) % unit
    name = encoding[:6].upper()
    try:
        text = body[:whole].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        text = body[:whole].decode(encoding, "replace")
        at = max(text.find("\ufffd"), 0)
        problem = SyntaxProblem(
            ProblemKind.WRONG_ENCODING,
            Span(at, min(at + 1, len(text))),
            f"the file begins as {name}, but this is not a {name} character",
            "save the file as UTF-8",
        )
        return Decoded(text, (problem,))
    if whole == len(body):
        return Decoded(text, ())
    problem = SyntaxProblem(
        ProblemKind.WRONG_ENCODING,
        Span(len(text), len(text)),
        f"the file is {name} and ends in the middle of a character",
        "the file was cut off; save it again, best as UTF-8",
    )
    return Decoded(text, (problem,))


def _decode_broken_utf8(body: bytes) -> Decoded:
    escaped = body.decode("utf-8", "surrogateescape")
    if _is_binary(body):
        return _binary(body)
    text = _ESCAPED.sub(lambda match: _as_windows_1252(match[0]), escaped)
    runs = _ESCAPED.finditer(escaped)
    problems = [_wrong_bytes(text, match) for match in islice(runs, _MAX_PROBLEMS)]
    more = sum(1 for _ in runs)
    if more:
        problems[-1] = SyntaxProblem(
            ProblemKind.WRONG_ENCODING,
            problems[-1].span,
            f"{problems[-1].message} (and {more:,} more places like it)",
            problems[-1].suggestion,
        )
    return Decoded(text, tuple(problems))


def _is_binary(body: bytes) -> bool:
    """Whether the bytes are not text in any encoding of one byte a character."""
    head = body[:4096]
    return sum(byte in _BINARY_CONTROLS for byte in head) > len(head) // 20


def _binary(body: bytes) -> Decoded:
    problem = SyntaxProblem(
        ProblemKind.WRONG_ENCODING,
        Span(0, 1),
        f"this is not a text file (it begins with the bytes {body[:4].hex(' ').upper()})",
        "choose the YAML file itself, or save it as UTF-8 text",
    )
    return Decoded(_NO_TEXT, (problem,))


def _wrong_bytes(text: str, match: re.Match[str]) -> SyntaxProblem:
    """Name one run of bytes that is not UTF-8."""
    span = Span(*match.span())
    raw = _raw(match[0])
    many = len(raw) > 1
    shown = " ".join(f"0x{byte:02X}" for byte in raw[:4]) + (" ..." if len(raw) > 4 else "")
    bytes_are = f"the bytes {shown} are" if many else f"the byte {shown} is"
    read = text[span.start : span.end]
    if "\ufffd" in read:
        return SyntaxProblem(
            ProblemKind.WRONG_ENCODING,
            span,
            f"{bytes_are} not valid UTF-8",
            "save the file as UTF-8",
        )
    likely = "Windows-1252" if any(byte < 0xA0 for byte in raw) else "Latin-1 or Windows-1252"
    return SyntaxProblem(
        ProblemKind.WRONG_ENCODING,
        span,
        f"{bytes_are} not valid UTF-8; the file is likely {likely}, where it reads '{read[:20]}'",
        f"save the file as UTF-8 (it was read as {likely} to check the rest)",
    )


def _raw(escaped: str) -> bytes:
    return escaped.encode("utf-8", "surrogateescape")


def _as_windows_1252(escaped: str) -> str:
    return _raw(escaped).decode("cp1252", "replace")
