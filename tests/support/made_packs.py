"""Objects of git as they stand in its files, put together by hand (gitformat-pack(5))."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path


def sized(size: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    made = bytearray()
    while size > 0x7F:
        made.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*made, size])


def packed(kind: int, size: int, data: bytes, base: bytes = b"") -> bytes:
    """Return an object of a pack: its header, what it is based on, its deflated data."""
    header = bytearray()
    byte, size = kind << 4 | size & 15, size >> 4
    while size:
        header.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    header.append(byte)
    return bytes(header) + base + zlib.compress(data)


def write_pack(folder: Path, name: str, objects: Mapping[bytes, bytes], far: int = 0) -> None:
    """Write a pack and its index.

    Args:
        folder: Where both are put.
        name: Of both.
        objects: As they are packed, by their ids.
        far: How many places, from the last on, are written in eight bytes.
    """
    pack = bytearray(b"PACK" + bytes(8))
    places: dict[bytes, int] = {}
    for number, data in objects.items():
        places[number] = len(pack)
        pack += data
    numbers = sorted(objects)
    firsts = [number[0] for number in numbers]
    fan_out = b"".join(
        struct.pack(">I", sum(each <= first for each in firsts)) for first in range(256)
    )
    index = b"\xfftOc\x00\x00\x00\x02" + fan_out + b"".join(numbers) + bytes(4 * len(numbers))
    near = len(numbers) - far
    index += b"".join(struct.pack(">I", places[each]) for each in numbers[:near])
    index += b"".join(struct.pack(">I", 1 << 31 | row) for row in range(far))
    index += b"".join(struct.pack(">Q", places[each]) for each in numbers[near:])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.pack").write_bytes(pack)
    (folder / f"{name}.idx").write_bytes(index)
