"""Commits and trees as git stores them: each by itself in a file, or in a pack."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from made_packs import packed, sized, write_pack

from floe_lsp.git import objects as module
from floe_lsp.git.objects import Objects
from floe_lsp.git.packs import DELTA_OFFSET, DELTA_REFERENCE
from floe_lsp.git.reading import Unreadable

pytestmark = pytest.mark.requirement("security")

COMMIT, TREE, BLOB = 1, 2, 3
NUMBER = "c5" + "0" * 37 + "1"
OTHER = "0a" * 20
COMMIT_TEXT = b"tree %s\nauthor somebody\n" % OTHER.encode()


def number(text: str) -> bytes:
    return bytes.fromhex(text)


def entry(mode: bytes, name: bytes, of: str = OTHER) -> bytes:
    return b"%s %s\0%s" % (mode, name, number(of))


TREE_TEXT = b"".join(
    (
        entry(b"40000", b"a"),
        entry(b"100644", b"floe.yaml"),
        entry(b"100755", b"two words"),
        entry(b"160000", b"z", NUMBER),
    )
)


def loose(folder: Path, stored: bytes, name: str = NUMBER) -> Objects:
    path = folder / "objects" / name[:2] / name[2:]
    path.parent.mkdir(parents=True)
    path.write_bytes(stored)
    return Objects(folder)


def loose_text(folder: Path, header: bytes, text: bytes, name: str = NUMBER) -> Objects:
    return loose(folder, zlib.compress(header + b"\0" + text), name)


def pack(folder: Path, made: Mapping[str, bytes], name: str = "pack-1") -> Objects:
    stored = {number(each): data for each, data in made.items()}
    write_pack(folder / "objects" / "pack", name, stored)
    return Objects(folder)


def refused(found: Objects, reason: str, name: str = NUMBER) -> None:
    with pytest.raises(Unreadable, match=reason):
        found.tree_of(name)
    with pytest.raises(Unreadable, match=reason):
        found.entry(name, b"a")


@pytest.mark.parametrize("name", [NUMBER, "ab" * 32])
@pytest.mark.parametrize("root", [OTHER, "0a" * 32])
def test_a_commit_names_its_tree(tmp_path: Path, name: str, root: str) -> None:
    text = b"tree %s\nparent x\n" % root.encode()
    found = loose_text(tmp_path, b"commit %d" % len(text), text, name)
    assert found.tree_of(name) == root


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"tree \n",
        b"tree %s" % OTHER.encode(),
        b"tree %s\n" % OTHER[:-1].encode(),
        b"tree %s0\n" % OTHER.encode(),
        b"tree %s\n" % OTHER.upper().encode(),
        b"parent x\ntree %s\n" % OTHER.encode(),
    ],
)
def test_a_commit_without_a_tree(tmp_path: Path, text: bytes) -> None:
    found = loose_text(tmp_path, b"commit %d" % len(text), text)
    with pytest.raises(Unreadable, match="a commit names no tree"):
        found.tree_of(NUMBER)


def test_a_tree_names_what_it_holds(tmp_path: Path) -> None:
    found = loose_text(tmp_path, b"tree %d" % len(TREE_TEXT), TREE_TEXT)
    assert found.entry(NUMBER, b"a") == (b"40000", OTHER)
    assert found.entry(NUMBER, b"floe.yaml") == (b"100644", OTHER)
    assert found.entry(NUMBER, b"two words") == (b"100755", OTHER)
    assert found.entry(NUMBER, b"z") == (b"160000", NUMBER)
    for absent in (b"", b"b", b"floe", b"FLOE.YAML"):
        assert found.entry(NUMBER, absent) is None


def test_an_empty_tree_holds_nothing(tmp_path: Path) -> None:
    assert loose_text(tmp_path, b"tree 0", b"").entry(NUMBER, b"a") is None


def test_ids_in_a_tree_are_as_long_as_its_own(tmp_path: Path) -> None:
    name, of = "ab" * 32, "cd" * 32
    text = entry(b"40000", b"a", of) + entry(b"100755", b"b", of)
    found = loose_text(tmp_path, b"tree %d" % len(text), text, name)
    assert found.entry(name, b"b") == (b"100755", of)


@pytest.mark.parametrize(
    "text",
    [
        b"100644 b",
        b"100644b\0" + bytes(20),
        b"\0" + bytes(20),
        b"100644 b\0" + bytes(19),
        b"100644 b\0",
        entry(b"100644", b"b") + b"\n",
        entry(b"100644", b"b") + b"100644 ab",
        entry(b"100644", b"b") + b"100644 a\0" + bytes(19),
    ],
)
def test_a_damaged_tree(tmp_path: Path, text: bytes) -> None:
    found = loose_text(tmp_path, b"tree %d" % len(text), text)
    with pytest.raises(Unreadable, match="a tree is damaged"):
        found.entry(NUMBER, b"a")


def test_an_object_is_of_the_kind_that_is_asked_for(tmp_path: Path) -> None:
    found = loose_text(tmp_path, b"tree %d" % len(COMMIT_TEXT), COMMIT_TEXT)
    with pytest.raises(Unreadable, match="of another kind"):
        found.tree_of(NUMBER)
    found = pack(tmp_path, {OTHER: packed(BLOB, len(TREE_TEXT), TREE_TEXT)})
    refused(found, "of another kind", OTHER)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"no deflated data",
        zlib.compress(b"commit 5"),
        zlib.compress(b"blog 5\0abcde"),
        zlib.compress(b"commit five\0abcde"),
        zlib.compress(b"commit -5\0abcde"),
        zlib.compress(b"commit\0abcde"),
        zlib.compress(b"commit 6\0abcde"),
        # The header may not be longer than any that git writes.
        zlib.compress(b"commit %s5\0abcde" % (b"0" * 30)),
        zlib.compress(b"tree " + b"1" * 30),
        zlib.compress(b"commit 5\0abcde")[:12],
    ],
)
def test_a_damaged_file_of_an_object(tmp_path: Path, stored: bytes) -> None:
    refused(loose(tmp_path, stored), "an object is damaged")


@pytest.mark.parametrize("header", [b"blob 5", b"tag 5"])
def test_a_file_and_a_tag_are_no_commits(tmp_path: Path, header: bytes) -> None:
    refused(loose_text(tmp_path, header, b"abcde"), "of another kind")


def test_an_object_by_itself_counts_before_one_of_a_pack(tmp_path: Path) -> None:
    _ = pack(tmp_path, {NUMBER: packed(COMMIT, 1, b"x")})
    found = loose_text(tmp_path, b"commit %d" % len(COMMIT_TEXT), COMMIT_TEXT)
    assert found.tree_of(NUMBER) == OTHER


def test_what_is_nowhere(tmp_path: Path) -> None:
    refused(Objects(tmp_path), "an object is not here")
    refused(pack(tmp_path, {OTHER: packed(TREE, 0, b"")}), "an object is not here")


def test_packs_are_looked_through_until_one_has_it(tmp_path: Path) -> None:
    found = Objects(tmp_path)
    for row in range(3):
        name = f"{row:02}" * 20
        text = b"tree %s\n" % name.encode()
        _ = pack(tmp_path, {name: packed(COMMIT, len(text), text)}, f"pack-{row}")
    for row in range(3):
        assert found.tree_of(f"{row:02}" * 20) == f"{row:02}" * 20


def test_an_empty_object_of_a_pack(tmp_path: Path) -> None:
    assert pack(tmp_path, {NUMBER: packed(TREE, 0, b"")}).entry(NUMBER, b"a") is None


@pytest.mark.parametrize("size", [0, len(COMMIT_TEXT) + 1])
def test_an_object_of_a_pack_has_the_size_that_it_announces(tmp_path: Path, size: int) -> None:
    refused(pack(tmp_path, {NUMBER: packed(COMMIT, size, COMMIT_TEXT)}), "an object is damaged")


def _text(found: Objects) -> bytes:
    return found._object(NUMBER, COMMIT)


def insertion(base: int, data: bytes) -> bytes:
    return sized(base) + sized(len(data)) + bytes([len(data)]) + data


@pytest.mark.parametrize("by_place", [True, False])
def test_deltas_upon_deltas(tmp_path: Path, by_place: bool) -> None:
    """The first one copies the beginning of its base; each next one adds a letter to the last."""
    base = packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)
    objects, last, size = {OTHER: base}, OTHER, len(COMMIT_TEXT)
    distance = len(base)
    for row in range(5):
        name = NUMBER if row == 4 else f"{row:02}" * 20
        delta = sized(size) + sized(size + 1) + bytes([0x90, size]) + b"\x01%d" % row
        before = bytes([distance]) if by_place else number(last)
        kind = DELTA_OFFSET if by_place else DELTA_REFERENCE
        objects[name] = packed(kind, len(delta), delta, before)
        last, size, distance = name, size + 1, len(objects[name])
    assert _text(pack(tmp_path, objects)) == COMMIT_TEXT + b"01234"


def test_a_delta_may_be_upon_an_object_of_another_pack(tmp_path: Path) -> None:
    _ = pack(tmp_path, {OTHER: packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)}, "pack-2")
    delta = insertion(len(COMMIT_TEXT), b"other")
    stored = packed(DELTA_REFERENCE, len(delta), delta, number(OTHER))
    assert _text(pack(tmp_path, {NUMBER: stored})) == b"other"


def test_what_becomes_of_deltas_is_of_the_kind_of_their_base(tmp_path: Path) -> None:
    delta = insertion(1, b"")[:2]
    objects = {
        OTHER: packed(BLOB, 1, b"x"),
        NUMBER: packed(DELTA_REFERENCE, len(delta), delta, number(OTHER)),
    }
    refused(pack(tmp_path, objects), "of another kind")


@pytest.mark.parametrize(("deltas", "readable"), [(3, True), (4, False)])
def test_so_many_deltas_upon_each_other(
    tmp_path: Path, deltas: int, readable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MAX_CHAIN", 3)
    objects = {OTHER: packed(COMMIT, 1, b"0")}
    last = OTHER
    for row in range(deltas):
        name = NUMBER if row == deltas - 1 else f"{row:02}" * 20
        delta = insertion(1, b"%d" % row)
        objects[name] = packed(DELTA_REFERENCE, len(delta), delta, number(last))
        last = name
    found = pack(tmp_path, objects)
    if readable:
        assert _text(found) == b"2"
    else:
        refused(found, "a chain of deltas is too long")


def test_an_object_may_be_as_large_as_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_OBJECT", len(COMMIT_TEXT))
    stored = {NUMBER: packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)}
    assert pack(tmp_path, stored).tree_of(NUMBER) == OTHER
    monkeypatch.setattr(module, "MAX_OBJECT", len(COMMIT_TEXT) - 1)
    refused(pack(tmp_path, stored), "an object is too large")


def test_a_delta_makes_no_more_than_an_object_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delta = sized(100) + sized(500) + bytes([0x90, 100]) * 5
    objects = {
        OTHER: packed(COMMIT, 100, b"x" * 100),
        NUMBER: packed(DELTA_REFERENCE, len(delta), delta, number(OTHER)),
    }
    monkeypatch.setattr(module, "MAX_OBJECT", 500)
    assert _text(pack(tmp_path, objects)) == b"x" * 500
    monkeypatch.setattr(module, "MAX_OBJECT", 499)
    refused(pack(tmp_path, objects), "a delta does not fit")


def test_all_together_are_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each object is small, and there is no end of them."""
    size = len(COMMIT_TEXT)
    stored = {NUMBER: packed(COMMIT, size, COMMIT_TEXT)}
    monkeypatch.setattr(module, "_MAX_TOTAL", 3 * size)
    found = pack(tmp_path, stored)
    for _ in range(3):
        assert found.tree_of(NUMBER) == OTHER
    refused(found, "an object is too large")


def test_what_deltas_make_counts_for_the_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delta = sized(100) + sized(500) + bytes([0x90, 100]) * 5
    objects = {
        OTHER: packed(COMMIT, 100, b"x" * 100),
        NUMBER: packed(DELTA_REFERENCE, len(delta), delta, number(OTHER)),
    }
    total = 16 * len(delta) + 100 + 500
    monkeypatch.setattr(module, "_MAX_TOTAL", total)
    assert len(_text(pack(tmp_path, objects))) == 500
    monkeypatch.setattr(module, "_MAX_TOTAL", total - 1)
    refused(pack(tmp_path, objects), "a delta does not fit")
    monkeypatch.setattr(module, "_MAX_TOTAL", 2 * total - 1)
    found = pack(tmp_path, objects)
    assert len(_text(found)) == 500
    refused(found, "a delta does not fit")


def test_a_file_of_an_object_counts_for_the_bound_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = b"commit %d" % len(COMMIT_TEXT)
    _ = loose_text(tmp_path, header, COMMIT_TEXT)
    once = 32 + len(header) + 1 + len(COMMIT_TEXT)
    monkeypatch.setattr(module, "_MAX_TOTAL", 2 * once)
    found = Objects(tmp_path)
    for _ in range(2):
        assert found.tree_of(NUMBER) == OTHER
    refused(found, "an object is too large")


def test_a_file_of_an_object_that_is_too_long_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = zlib.compress(b"commit %d\0%s" % (len(COMMIT_TEXT), COMMIT_TEXT), 0)
    found = loose(tmp_path, stored)
    monkeypatch.setattr(module, "MAX_OBJECT", len(stored) - 1)
    refused(found, re.escape(f"longer than {len(stored) - 1} bytes"))


@pytest.mark.parametrize("most", [6, 7])
def test_packs_and_indexes_are_opened_so_often(
    tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two for an object of the first pack: its index and the pack."""
    monkeypatch.setattr(module, "MAX_OPENINGS", most)
    found = pack(tmp_path, {NUMBER: packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)})
    for _ in range(3):
        assert found.tree_of(NUMBER) == OTHER
    refused(found, "the packs are too many")


def test_packs_are_not_without_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = {NUMBER: packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)}
    for row in range(2):
        _ = pack(tmp_path, {f"{row:02}" * 20: packed(COMMIT, 1, b"x")}, f"pack-{row}")
    _ = pack(tmp_path, stored, "pack-2")
    for most in (3, 2):
        monkeypatch.setattr(module, "_MAX_PACKS", most)
        found = Objects(tmp_path)
        with contextlib.suppress(Unreadable):
            found.tree_of(NUMBER)
        assert len(found._packs or ()) == most


def test_only_indexes_are_taken_for_packs(tmp_path: Path) -> None:
    found = pack(tmp_path, {NUMBER: packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)})
    (tmp_path / "objects" / "pack" / "pack-0.rev").write_bytes(b"RIDX")
    (tmp_path / "objects" / "pack" / "multi-pack-index").write_bytes(b"MIDX")
    assert found.tree_of(NUMBER) == OTHER


def test_packs_are_listed_once_and_a_folder_that_cannot_be_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pack(tmp_path, {NUMBER: packed(COMMIT, len(COMMIT_TEXT), COMMIT_TEXT)})
    assert found.tree_of(NUMBER) == OTHER

    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "glob", failing)
    assert found.tree_of(NUMBER) == OTHER
    refused(Objects(tmp_path), "the packs cannot be listed")


def of_size(size: int) -> dict[str, bytes]:
    """Make a delta that announces an object of some bytes, and makes none."""
    delta = sized(1) + sized(size)
    base = packed(COMMIT, 1, b"x")
    return {OTHER: base, NUMBER: packed(DELTA_REFERENCE, len(delta), delta, number(OTHER))}


def test_how_large_an_object_may_be(tmp_path: Path) -> None:
    refused(pack(tmp_path, of_size(16 * 2**20)), "a delta is damaged")
    refused(pack(tmp_path, of_size(16 * 2**20 + 1)), "a delta does not fit")


def test_how_large_all_objects_may_be_together(tmp_path: Path) -> None:
    """What an object announces counts, whatever is there."""
    found = loose_text(tmp_path, b"tree 16777000", b"")
    for _ in range(4):
        with pytest.raises(Unreadable, match="an object is damaged"):
            found.entry(NUMBER, b"a")
    with pytest.raises(Unreadable, match="an object is too large"):
        found.entry(NUMBER, b"a")


def test_a_delta_upon_itself_ends(tmp_path: Path) -> None:
    """After fewer than so many that the packs would have been opened too often."""
    delta = insertion(1, b"x")
    stored = {NUMBER: packed(DELTA_REFERENCE, len(delta), delta, number(NUMBER))}
    with pytest.raises(Unreadable, match="a chain of deltas is too long"):
        pack(tmp_path, stored).tree_of(NUMBER)
