"""What a delta makes of its base, command by command (gitformat-pack(5))."""

from __future__ import annotations

import tracemalloc

import pytest
from made_packs import sized

from floe_lsp.git.deltas import applied
from floe_lsp.git.reading import Unreadable

pytestmark = pytest.mark.requirement("security")

MOST = 1 << 25
BASE = bytes(number % 251 for number in range(0x20000))


def delta(*commands: bytes, size: int, base: bytes = BASE) -> bytes:
    return sized(len(base)) + sized(size) + b"".join(commands)


def insertion(data: bytes) -> bytes:
    return bytes([len(data)]) + data


@pytest.mark.parametrize(
    ("command", "start", "length"),
    [
        # Which bytes of the place (1, 2, 4, 8) and of the length (10, 20, 40) follow.
        (b"\x90\x05", 0, 5),
        (b"\x91\x07\x05", 7, 5),
        (b"\x92\x01\x05", 0x100, 5),
        (b"\x93\x07\x01\x05", 0x107, 5),
        (b"\x94\x01\x05", 0x10000, 5),
        (b"\x98\x00\x05", 0, 5),
        (b"\xa0\x01", 0, 0x100),
        (b"\xb0\x02\x01", 0, 0x102),
        (b"\xc0\x01", 0, 0x10000),
        (b"\xf1\x03\x02\x01\x01", 3, 0x10102),
        (b"\x80", 0, 0x10000),
        (b"\x81\x09", 9, 0x10000),
        (b"\x90\x00", 0, 0x10000),
    ],
)
def test_a_copy(command: bytes, start: int, length: int) -> None:
    expected = BASE[start : start + length]
    assert applied(delta(command, size=length), BASE, MOST) == expected


def test_a_place_of_four_bytes() -> None:
    base = bytes(0x01020304) + b"found"
    command = b"\x9f\x04\x03\x02\x01\x05"
    assert applied(delta(command, size=5, base=base), base, MOST) == b"found"


@pytest.mark.parametrize("length", [1, 2, 126, 127])
def test_an_insertion(length: int) -> None:
    data = b"x" * length
    assert applied(delta(insertion(data), size=length), BASE, MOST) == data


def test_commands_follow_each_other() -> None:
    commands = insertion(b"one "), b"\x91\x61\x03", insertion(b" two"), b"\x90\x02"
    assert applied(delta(*commands, size=13), BASE, MOST) == b"one abc two\x00\x01"


def test_nothing_is_made_of_nothing() -> None:
    assert applied(b"\x00\x00", b"", MOST) == b""


def test_as_much_as_the_limit_and_no_more() -> None:
    whole = delta(b"\x90\x05", size=5)
    assert applied(whole, BASE, 5) == BASE[:5]
    with pytest.raises(Unreadable, match="does not fit"):
        applied(whole, BASE, 4)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (sized(len(BASE) + 1) + sized(5) + b"\x90\x05", "does not fit"),
        (sized(len(BASE) - 1) + sized(5) + b"\x90\x05", "does not fit"),
        (b"", "is damaged"),
        (sized(len(BASE)), "is damaged"),
        (delta(b"\x90\x05", size=4), "is damaged"),
        (delta(b"\x90\x05", size=6), "is damaged"),
        (delta(b"\x90\x05", b"\x90\x05", size=5), "is damaged"),
        (delta(b"\x91\x07", size=5), "is damaged"),
        (delta(b"\x91", size=5), "is damaged"),
        # More than there is of the base, and nothing of it at all.
        (delta(b"\x97\xfe\xff\x01\x05", size=5), "is damaged"),
        (delta(b"\x98\x01\x05", b"\x90\x05", size=5), "is damaged"),
        # An insertion that ends before its data, whatever the header says of its size.
        (delta(b"\x05abcd", size=5), "is damaged"),
        (delta(b"\x05abcd", size=4), "is damaged"),
        # A command that is reserved, between others.
        (delta(b"\x00", b"\x90\x05", size=5), "is damaged"),
    ],
)
def test_a_damaged_delta_is_told_of(damaged: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        applied(damaged, BASE, MOST)


def test_no_more_is_made_than_a_delta_announces() -> None:
    """Each command copies 64 KiB: a delta of a megabyte would make as many of them."""
    whole = delta(b"\x80" * 100, size=0x10000)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="is damaged"):
            applied(whole, BASE, MOST)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20
