"""Where an object stands in a pack, and what stands there (gitformat-pack(5))."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from made_packs import packed, sized, write_pack

from floe_lsp.git import packs
from floe_lsp.git.packs import DELTA_OFFSET, DELTA_REFERENCE, Pack
from floe_lsp.git.reading import Unreadable

pytestmark = pytest.mark.requirement("security")

COMMIT, TREE = 1, 2
TEXT = b"a text"


def number(first: int, last: int = 0, size: int = 20) -> bytes:
    return bytes([first, *bytes(size - 2), last])


def pack(folder: Path, objects: Mapping[bytes, bytes], far: int = 0, size: int = 20) -> Pack:
    write_pack(folder, "pack-1", objects, far)
    return Pack(folder / "pack-1.idx", folder, size)


def plain(size: int = len(TEXT), data: bytes = TEXT) -> bytes:
    return packed(TREE, size, data)


@pytest.mark.parametrize("size", [20, 32])
@pytest.mark.parametrize("far", [0, 1, 9])
def test_each_object_is_found_at_its_place(tmp_path: Path, size: int, far: int) -> None:
    # Of no, one, and several objects with the same first byte; the places are in no order.
    numbers = [
        *(number(0, last, size) for last in (1, 2)),
        *(number(7, last, size) for last in (5, 3, 1, 9)),
        number(8, 0, size),
        *(number(255, last, size) for last in (4, 255)),
    ]
    made = pack(tmp_path, {each: plain() for each in numbers}, far, size)
    places = [made.offset(each) for each in numbers]
    assert places == [12 + len(plain()) * row for row in range(len(numbers))]
    for absent in (
        number(0, 0, size),
        number(0, 3, size),
        number(6, 0, size),
        number(7, 0, size),
        number(7, 4, size),
        number(7, 10, size),
        number(8, 1, size),
        number(9, 0, size),
        number(255, 0, size),
        number(255, 5, size),
        bytes([255] * size),
    ):
        assert made.offset(absent) is None


def test_a_place_up_to_two_gibibytes_stands_in_four_bytes(tmp_path: Path) -> None:
    made = pack(tmp_path, {number(1): plain()})
    index = tmp_path / "pack-1.idx"
    head = index.read_bytes()[:-4]
    index.write_bytes(head + b"\x7f\xff\xff\xff")
    assert made.offset(number(1)) == 0x7FFFFFFF
    # From there on the other bits are a row of places of eight bytes.
    index.write_bytes(head + b"\x80\x00\x00\x00" + b"\x00\x00\x01\x00\x00\x00\x00\x02")
    assert made.offset(number(1)) == 0x10000000002
    index.write_bytes(head + b"\x80\x00\x00\x01" + bytes(8) + b"\x00\x00\x00\x01\x00\x00\x00\x03")
    assert made.offset(number(1)) == 0x100000003


_VERSION = b"\xfftOc\x00\x00\x00\x02"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (b"", 0),
        (_VERSION[:7], 0),
        (_VERSION[:7] + b"\x03", None),
        (bytes(8), None),
        (_VERSION, 8 + 4 * 200),
        (_VERSION, 8 + 4 * 256 + 19),
        (_VERSION, -1),
    ],
)
def test_an_index_that_is_damaged_or_of_another_version(
    tmp_path: Path, start: bytes, end: int | None
) -> None:
    made = pack(tmp_path, {number(1): plain()})
    index = tmp_path / "pack-1.idx"
    index.write_bytes(start + index.read_bytes()[:end][8:])
    with pytest.raises(Unreadable):
        made.offset(number(1))


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 2047, 2048, 2**18, 16 * 2**20])
@pytest.mark.parametrize("kind", [COMMIT, TREE, 4])
def test_kind_and_size_of_an_object(tmp_path: Path, kind: int, size: int) -> None:
    made = pack(tmp_path, {number(1): packed(kind, size, TEXT)})
    found = made.at(12)
    assert (found.pack, found.kind, found.size, found.base) == (made, kind, size, 0)
    assert zlib.decompress(found.data) == TEXT


def test_as_much_is_read_as_an_object_of_its_size_may_have(tmp_path: Path) -> None:
    """Noise grows when it is deflated: the end must not be cut off."""
    noise = os.urandom(1_000_000)
    stored = packed(TREE, 1_000_000, noise)
    made = pack(tmp_path, {number(1): stored, number(2): stored})
    found = made.at(12)
    assert zlib.decompressobj().decompress(found.data) == noise
    assert len(found.data) < 1_010_000


@pytest.mark.parametrize("size", [16 * 2**20 + 1, 2**40])
def test_an_object_that_is_too_large_is_not_read(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pack(tmp_path, {number(1): packed(TREE, size, TEXT)})
    with pytest.raises(Unreadable, match="an object is too large"):
        made.at(12)
    monkeypatch.setattr(packs, "_MAX_PACKED", size)
    assert made.at(12).size == size


def far_back(distance: int) -> bytes:
    """Write a distance as it stands in a pack: each further byte counts from the next power on."""
    made = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        made.insert(0, distance & 0x7F | 0x80)
    return bytes(made)


@pytest.mark.parametrize("distance", [1, 127, 128, 129, 16511, 16512, 16513, 70_000])
def test_a_delta_names_its_base_by_the_distance_to_it(tmp_path: Path, distance: int) -> None:
    before = bytes(70_000)
    delta = packed(DELTA_OFFSET, len(TEXT), TEXT, far_back(distance))
    made = pack(tmp_path, {number(1): before, number(2): delta})
    found = made.at(12 + len(before))
    assert (found.kind, found.base) == (DELTA_OFFSET, 12 + len(before) - distance)
    assert zlib.decompress(found.data) == TEXT


@pytest.mark.parametrize("size", [20, 32])
def test_a_delta_names_its_base_by_its_id(tmp_path: Path, size: int) -> None:
    base = bytes(range(100, 100 + size))
    delta = packed(DELTA_REFERENCE, len(TEXT), TEXT, base)
    found = pack(tmp_path, {number(1, 0, size): delta}, size=size).at(12)
    assert (found.kind, found.base) == (DELTA_REFERENCE, base)
    assert zlib.decompress(found.data) == TEXT


@pytest.mark.parametrize("distance", [0, 12, 13, 2**40])
def test_a_base_stands_before_its_delta(tmp_path: Path, distance: int) -> None:
    made = pack(tmp_path, {number(1): packed(DELTA_OFFSET, 2, TEXT, far_back(distance))})
    with pytest.raises(Unreadable, match="a delta has no base"):
        made.at(12)


@pytest.mark.parametrize(
    "data", [b"", b"\xa5", b"\xa5" * 64, b"\x65", b"\x65" + b"\xff" * 70, b"\xe5" + b"\xff" * 70]
)
def test_a_header_that_does_not_end(tmp_path: Path, data: bytes) -> None:
    made = pack(tmp_path, {number(1): data})
    with pytest.raises(Unreadable, match="a pack is damaged"):
        made.at(12)


@pytest.mark.parametrize("offset", [2**31, 2**62, 2**64])
def test_a_place_behind_the_end(tmp_path: Path, offset: int) -> None:
    made = pack(tmp_path, {number(1): plain()})
    with pytest.raises(Unreadable, match="a pack is damaged"):
        made.at(offset)


def test_only_a_pack_below_its_folder_is_opened(tmp_path: Path) -> None:
    write_pack(tmp_path / "elsewhere", "pack-1", {number(1): plain()})
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "pack").symlink_to(tmp_path / "elsewhere")
    made = Pack(tmp_path / "here" / "pack" / "pack-1.idx", tmp_path / "here", 20)
    for ask in (lambda: made.offset(number(1)), lambda: made.at(12)):
        with pytest.raises(Unreadable, match=re.escape("lies behind a link")):
            ask()


def test_the_numbers_of_the_tests_are_those_of_git() -> None:
    assert sized(300) == b"\xac\x02"
    assert far_back(128) == b"\x80\x00"
