"""A repository that somebody made to hurt: nothing is raised, awaited or read elsewhere."""

from __future__ import annotations

import os
import shutil
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest
from made_packs import packed, write_pack
from repositories import git, repository

from floe_lsp.compilation.compile.git import SourceRevision, source_revision
from floe_lsp.git import conversions, reading
from floe_lsp.git import packs as packs_module
from floe_lsp.git.deltas import applied
from floe_lsp.git.reading import Unreadable

PRODUCT = Path("products/sales/floe.yaml")
_MEBIBYTE = 1024 * 1024


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_link(path: Path) -> None:
    aside = path.parent.parent / f"{path.name}-aside"
    aside.write_bytes(b"0123456789012345678901234567890123456789\n")
    path.symlink_to(aside)


def a_large_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 20)


def a_loop(path: Path) -> None:
    path.write_text("ref: refs/heads/main\n")


def a_way_out(path: Path) -> None:
    path.write_text("ref: refs/../../../outside\n")


@pytest.mark.requirement("security")
@pytest.mark.parametrize("place", ["HEAD", "refs/heads/main"])
@pytest.mark.parametrize(
    "put", [a_pipe, a_folder, a_device, a_link, a_large_file, noise, a_loop, a_way_out]
)
def test_references(tmp_path: Path, place: str, put: Callable[[Path], None]) -> None:
    top = repository(tmp_path / "repository")
    (tmp_path / "outside").write_text("0" * 40)
    path = top / ".git" / place
    path.unlink()
    put(path)
    expected = None
    if (place, put) == ("HEAD", a_loop):
        expected = SourceRevision(git(top, "rev-parse", "main"), False)
    assert source_revision([top / PRODUCT]) == expected


@pytest.mark.requirement("security")
@pytest.mark.parametrize("put", [a_pipe, a_folder, a_device, a_link, a_large_file, noise])
@pytest.mark.parametrize("kind", ["tree", "pack", "idx"])
def test_objects(tmp_path: Path, kind: str, put: Callable[[Path], None]) -> None:
    top = repository(tmp_path / "repository")
    commit, tree = git(top, "rev-parse", "HEAD", "HEAD^{tree}").split()
    objects = top / ".git" / "objects"
    if kind == "tree":
        path = objects / tree[:2] / tree[2:]
    else:
        git(top, "gc", "--quiet")
        path = next((objects / "pack").glob(f"*.{kind}"))
    path.unlink()
    put(path)
    assert source_revision([top / PRODUCT]) == SourceRevision(commit, None)


@pytest.mark.requirement("security")
@pytest.mark.parametrize("name", [".git", ".git/refs", ".git/objects"])
def test_folders_behind_a_link(tmp_path: Path, name: str) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    shutil.move(top / name, tmp_path / "elsewhere")
    (top / name).symlink_to(tmp_path / "elsewhere")
    expected = SourceRevision(commit, None) if name == ".git/objects" else None
    assert source_revision([top / PRODUCT]) == expected


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "line",
    [
        "gitdir: {}/.git",
        "gitdir: {}/.git/worktrees/further",
        "gitdir: //server/share/.git",
        "gitdir: \\\\server\\share",
        "gitdir: .git",
        "gitdir: \0",
        "gitdir:",
        "no word",
    ],
)
def test_a_git_file_that_leads_to_a_strangers_repository(tmp_path: Path, line: str) -> None:
    stranger = repository(tmp_path / "stranger")
    git(stranger, "worktree", "add", "--quiet", "../further")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".git").write_text(line.format(stranger))
    (tmp_path / "mine" / "floe.yaml").write_text("")
    assert source_revision([tmp_path / "mine" / "floe.yaml"]) is None


@pytest.mark.requirement("security")
@pytest.mark.parametrize("link", [".git/modules/theirs", ".git/modules", ".git"])
def test_a_submodule_whose_folder_is_a_link_to_a_strangers_repository(
    tmp_path: Path, link: str
) -> None:
    stranger = repository(tmp_path / "stranger")
    modules = tmp_path / "elsewhere" / "modules"
    modules.mkdir(parents=True)
    (modules / "theirs").symlink_to(stranger / ".git")
    ends = {".git": modules.parent, ".git/modules": modules}
    mine = tmp_path / "mine"
    (mine / link).parent.mkdir(parents=True)
    (mine / link).symlink_to(ends.get(link, stranger / ".git"))
    (mine / "theirs").mkdir()
    (mine / "theirs" / ".git").write_text("gitdir: ../.git/modules/theirs")
    (mine / "theirs" / "floe.yaml").write_text("")
    assert source_revision([mine / "theirs" / "floe.yaml"]) is None


@pytest.mark.requirement("security")
@pytest.mark.parametrize("size", ["1073741824", "100", "99999999999999999999999"])
def test_a_bomb_among_the_objects(tmp_path: Path, size: str) -> None:
    top = repository(tmp_path / "repository")
    commit, tree = git(top, "rev-parse", "HEAD", "HEAD^{tree}").split()
    deflate = zlib.compressobj(9)
    bomb = deflate.compress(b"tree %s\0" % size.encode())
    bomb += b"".join(deflate.compress(bytes(_MEBIBYTE)) for _ in range(256)) + deflate.flush()
    path = top / ".git" / "objects" / tree[:2] / tree[2:]
    path.chmod(0o644)
    path.write_bytes(bomb)
    tracemalloc.start()
    try:
        found = source_revision([top / PRODUCT])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == SourceRevision(commit, None)
    assert peak < 40 * _MEBIBYTE


@pytest.mark.requirement("security")
@pytest.mark.parametrize(("packs", "chain"), [(300, 100), (1, 4000)])
def test_packs_and_deltas_that_would_take_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packs: int, chain: int
) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    shutil.rmtree(top / ".git" / "objects")
    folder = top / ".git" / "objects" / "pack"
    size = len(commit) // 2
    numbers = [bytes.fromhex(commit), *(number.to_bytes(size, "big") for number in range(1, chain))]
    delta = b"\x00\x00"
    deltas = {
        number: packed(7, len(delta), delta, base)
        for number, base in zip(numbers, [*numbers[1:], numbers[0]], strict=True)
    }
    for number in range(packs - 1):
        write_pack(folder, f"pack-{number:04}", {b"\xff" * size: packed(1, 1, b"x")})
    write_pack(folder, "pack-last", deltas)
    openings = 0

    def counted(path: Path, below: Path) -> AbstractContextManager[BinaryIO]:
        nonlocal openings
        openings += 1
        return reading.opened(path, below)

    monkeypatch.setattr(packs_module, "opened", counted)
    assert source_revision([top / PRODUCT]) == SourceRevision(commit, None)
    assert openings <= 10_000


@pytest.mark.requirement("security")
def test_a_repository_of_as_many_packs_as_git_leaves_is_read(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    git(top, "gc", "--quiet")
    # 50 is when git packs them together by itself (``gc.autoPackLimit``).
    for number in range(50):
        stranger = {number.to_bytes(len(commit) // 2, "big"): packed(1, 1, b"x")}
        write_pack(top / ".git" / "objects" / "pack", f"pack-{number:04}", stranger)
    assert source_revision([top / PRODUCT] * 20) == SourceRevision(commit, False)


@pytest.mark.requirement("security")
def test_a_delta_upon_itself_and_one_that_makes_too_much(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    number = bytes.fromhex(commit)
    shutil.rmtree(top / ".git" / "objects")
    delta = packed(7, 2, b"\x00\x00", number)
    write_pack(top / ".git" / "objects" / "pack", "pack-1", {number: delta})
    assert source_revision([top / PRODUCT]) == SourceRevision(commit, None)
    copy_all = b"\xf0\xff\xff\xff"
    with pytest.raises(Unreadable):
        applied(b"\x01\xff\xff\xff\xff\x7f" + copy_all, b"x", _MEBIBYTE)
    for damaged in (b"", b"\x01", b"\x01\x01", b"\x01\x05\x91", b"\x01\x05\x00", b"\x01\x02\x05ab"):
        with pytest.raises(Unreadable):
            applied(damaged, b"x", _MEBIBYTE)


@pytest.mark.requirement("security")
def test_every_byte_of_a_pack_may_be_wrong(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    git(top, "gc", "--quiet")
    for suffix in ("pack", "idx"):
        path = next((top / ".git" / "objects" / "pack").glob(f"*.{suffix}"))
        whole = path.read_bytes()
        path.chmod(0o644)
        for at in range(0, len(whole), 7):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            found = source_revision([top / PRODUCT])
            assert found is not None
            assert found.commit == commit
        path.write_bytes(whole)


@pytest.mark.requirement("security")
def test_a_delta_of_millions_of_commands_is_not_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    number, base = bytes.fromhex(commit), bytes(len(commit) // 2)
    shutil.rmtree(top / ".git" / "objects")
    copy_one_byte = b"\x90\x01" * (4 * _MEBIBYTE)
    delta = b"\x01" + b"\x80\x80\x80\x02" + copy_one_byte
    objects = {number: packed(7, len(delta), delta, base), base: packed(1, 1, b"x")}
    write_pack(top / ".git" / "objects" / "pack", "pack-1", objects)
    asked = 0

    def counted(delta: bytes, base: bytes, limit: int) -> bytes:
        nonlocal asked
        asked += 1
        return applied(delta, base, limit)

    monkeypatch.setattr("floe_lsp.git.objects.applied", counted)
    assert source_revision([top / PRODUCT]) == SourceRevision(commit, None)
    assert asked == 0


@pytest.mark.requirement("security")
def test_packed_references_of_millions_of_lines_take_no_memory_each(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    git(top, "pack-refs", "--all")
    with (top / ".git" / "packed-refs").open("ab") as file:
        file.write(b"ab\n" * (4 * _MEBIBYTE))
    tracemalloc.start()
    try:
        assert source_revision([top / PRODUCT]) == SourceRevision(commit, False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * _MEBIBYTE


@pytest.mark.requirement("security")
def test_attributes_in_many_folders_are_not_all_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path / "repository")
    folder, inputs = top, list[Path]()
    for name in "abcdefghij":
        folder /= name
        folder.mkdir()
        (folder / ".gitattributes").write_bytes(b"*.b filter\n" * 95_000)
        inputs.append(folder / "floe.yaml")
        inputs[-1].write_text("kind: FloeSpec\n")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "deep")
    for each in inputs:
        each.write_text("kind: Other\n")
    lengths: list[int] = []

    def counted(path: Path, below: Path, limit: int) -> bytes:
        text = reading.content(path, below, limit)
        lengths.append(len(text))
        return text

    monkeypatch.setattr(conversions, "content", counted)
    commit = git(top, "rev-parse", "HEAD")
    assert source_revision(inputs) == SourceRevision(commit, None)
    assert sum(lengths) <= conversions.MAX_BYTES
