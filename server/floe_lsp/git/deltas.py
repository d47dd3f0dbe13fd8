"""Changes of an object upon another one (gitformat-pack(5), "Deltified representation")."""

from __future__ import annotations

from .reading import Unreadable

_COPY = 0x80
_WHOLE_BLOCK = 0x10000
"""Bytes that a copy of length 0 stands for."""


def applied(delta: bytes, base: bytes, limit: int) -> bytes:
    """Return what a delta makes of its base.

    Raises:
        Unreadable: The delta is damaged, is of another base, or makes more than ``limit`` bytes.
    """
    try:
        return _applied(delta, base, limit)
    except IndexError as error:
        raise Unreadable("a delta is damaged") from error


def _applied(delta: bytes, base: bytes, limit: int) -> bytes:
    base_size, at = _size(delta, 0)
    size, at = _size(delta, at)
    if base_size != len(base) or size > limit:
        raise Unreadable("a delta does not fit")
    made = bytearray()
    while at < len(delta):
        command = delta[at]
        at += 1
        if command & _COPY:
            start = length = 0
            for bit in range(4):
                if command & 1 << bit:
                    start |= delta[at] << 8 * bit
                    at += 1
            for bit in range(3):
                if command & 0x10 << bit:
                    length |= delta[at] << 8 * bit
                    at += 1
            part = base[start : start + (length or _WHOLE_BLOCK)]
        else:
            part = delta[at : at + command]
            at += command
        made += part
        if not part or len(made) > size or at > len(delta):
            raise Unreadable("a delta is damaged")
    if len(made) != size:
        raise Unreadable("a delta is damaged")
    return bytes(made)


def _size(delta: bytes, at: int) -> tuple[int, int]:
    size = shift = 0
    while True:
        byte = delta[at]
        size |= (byte & 0x7F) << shift
        shift += 7
        at += 1
        if not byte & 0x80:
            return size, at
