"""The index of a checkout, as git writes it, and what is made of one that is damaged or hostile."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from repositories import git, repository

from floe_lsp.git import index
from floe_lsp.git.index import IndexedFiles, names_in
from floe_lsp.git.reading import Unreadable

pytestmark = pytest.mark.requirement("security")

MANY = [f"folder/of/some/length/file_{number:03}.sql" for number in range(300)]


def filled(folder: Path, *options: str) -> Path:
    """A repository with many files in its index, some of them ignored and only added."""
    top = repository(folder, *options)
    _ = (top / ".gitignore").write_text("*.secret\n", encoding="utf-8")
    for name in (*MANY, "a.secret", "b.secret", "café.secret", "later.sql"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        _ = (top / name).write_text(name, encoding="utf-8")
    git(top, "add", *MANY)
    git(top, "add", "-f", "a.secret", "café.secret")
    git(top, "add", "--intent-to-add", "later.sql")
    return top


@pytest.mark.parametrize("version", [2, 4])
@pytest.mark.parametrize("digest", ["sha1", "sha256"])
def test_the_names_are_those_that_git_lists(tmp_path: Path, version: int, digest: str) -> None:
    top = filled(tmp_path / "top", f"--object-format={digest}")
    git(top, "update-index", "--index-version", str(version))
    data = (top / ".git" / "index").read_bytes()
    # A file that is only meant to be added has more flags, which version 2 has no place for.
    assert int.from_bytes(data[4:8], "big") == (3 if version == 2 else 4)
    listed = git(top, "ls-files", "-z").split("\0")
    assert [name.decode() for name in names_in(data)] == [each for each in listed if each]


def test_what_is_added_is_held_and_nothing_else(tmp_path: Path) -> None:
    top = filled(tmp_path / "top")
    files = IndexedFiles(top / "products" / "sales")
    before = files.state
    held = {name: files.holds(top / name) for name in ("a.secret", "b.secret", "later.sql")}
    assert held == {"a.secret": True, "b.secret": False, "later.sql": True}
    assert files.holds(tmp_path / "elsewhere") is None
    git(top, "add", "-f", "b.secret")
    assert IndexedFiles(top).state != before
    assert IndexedFiles(top).holds(top / "b.secret")


def test_the_first_version_without_more_flags(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    data = (top / ".git" / "index").read_bytes()
    assert int.from_bytes(data[4:8], "big") == 2
    assert [*names_in(data)] == [b"manifest.yaml", b"products/sales/floe.yaml"]


def test_a_new_repository_has_no_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert IndexedFiles(tmp_path).holds(tmp_path / "a") is False
    assert IndexedFiles(tmp_path).state is None


def test_a_checksum_may_be_left_out(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    git(top, "-c", "index.skipHash=true", "update-index", "--force-write-index")
    assert IndexedFiles(top).holds(top / "manifest.yaml")


def test_a_split_index_is_not_known(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    git(top, "update-index", "--split-index")
    assert IndexedFiles(top).holds(top / "manifest.yaml") is None


def test_of_a_further_work_tree_its_own_index_counts(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    git(top, "worktree", "add", "--quiet", str(tmp_path / "further"))
    further = tmp_path / "further"
    _ = (further / "new.sql").write_text("select 1", encoding="utf-8")
    git(further, "add", "new.sql")
    assert IndexedFiles(further).holds(further / "new.sql")
    assert IndexedFiles(top).holds(top / "new.sql") is False


def signed(data: bytes) -> bytes:
    return data + hashlib.sha1(data, usedforsecurity=False).digest()


HEADER = b"DIRC\0\0\0\x02\0\0\0\x00"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"DIRC",
        signed(b"DIRD" + HEADER[4:]),
        signed(b"DIRC\0\0\0\x05\0\0\0\x00"),
        signed(b"DIRC\0\0\0\x02\xff\xff\xff\xff"),
        signed(b"DIRC\0\0\0\x02\0\0\0\x01"),
        signed(b"DIRC\0\0\0\x04\0\0\0\x01" + bytes(62) + b"\xff" * 40 + b"\0"),
        signed(b"DIRC\0\0\0\x04\0\0\0\x01" + bytes(62) + b"\x05name\0"),
        signed(HEADER + b"link\0\0\0\0"),
        signed(HEADER + b"TREE\xff\xff\xff\xff"),
        HEADER + b"x" * 20,
    ],
)
def test_what_is_damaged_is_not_known(tmp_path: Path, data: bytes) -> None:
    top = repository(tmp_path / "top")
    _ = (top / ".git" / "index").write_bytes(data)
    assert IndexedFiles(top).holds(top / "manifest.yaml") is None


def test_each_cut_index_is_whole_or_not_known(tmp_path: Path) -> None:
    data = (filled(tmp_path / "top") / ".git" / "index").read_bytes()
    for end in range(0, len(data), 97):
        with pytest.raises((Unreadable, IndexError, ValueError)):
            _ = [*names_in(signed(data[:end]))]


def test_names_that_grow_from_each_other_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_MOST_NAMES", 1_000)
    entries = b"".join(bytes(62) + b"\0" + b"n" * 10 + b"\0" for _ in range(100))
    with pytest.raises(Unreadable, match="more names"):
        _ = [*names_in(signed(b"DIRC\0\0\0\x04\0\0\0\x64" + entries))]


def test_a_link_in_the_place_of_the_index_is_not_followed(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    file = top / ".git" / "index"
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert IndexedFiles(top).holds(top / "manifest.yaml") is None
