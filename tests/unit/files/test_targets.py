"""What may be written over, and where a link on the way leads."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from floe_lsp.files import atomic, temporary
from floe_lsp.files.atomic import NotWritten, write_together
from floe_lsp.files.reading import RefusedFile
from floe_lsp.files.targets import blocking_parent, end_of_link, link_out_of, refuse_target

pytestmark = pytest.mark.requirement("security")


def test_only_an_ordinary_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert refuse_target(path) is None
    path.write_bytes(b"")
    path.chmod(0o640)
    assert refuse_target(path) == stat.S_IFREG | 0o640
    (tmp_path / "link").symlink_to("other")
    (tmp_path / "other").symlink_to("file")
    with pytest.raises(RefusedFile) as caught:
        refuse_target(tmp_path / "link")
    end = os.path.realpath(path)
    assert caught.value.strerror == f"it is a link to '{end}', which is not followed"
    assert caught.value.filename == str(tmp_path / "link")
    assert end_of_link(tmp_path / "link") == end
    with pytest.raises(RefusedFile, match="it is a folder"):
        refuse_target(tmp_path)
    with pytest.raises(NotADirectoryError):
        refuse_target(path / "below")


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("product/a.json", None),
        ("product/folder/a.json", None),
        ("product/missing/a.json", None),
        # A link that stays inside is the product's own business, and so is one around it.
        ("product/inside/a.json", None),
        ("product/itself/a.json", None),
        ("around/a.json", None),
        ("around/inside/a.json", None),
        ("product/out/a.json", "product/out"),
        ("product/out/deeper/a.json", "product/out"),
        ("product/folder/up/a.json", "product/folder/up"),
        ("product/inside/up/a.json", "product/inside/up"),
        ("around/out/a.json", "around/out"),
        ("product/broken/a.json", "product/broken"),
        # The file itself is judged by itself.
        ("product/out", None),
        # What stands elsewhere is not in the product.
        ("elsewhere/back/a.json", None),
        ("elsewhere/far/a.json", None),
    ],
)
def test_links_that_lead_out_of_a_folder(tmp_path: Path, path: str, link: str | None) -> None:
    product, elsewhere = tmp_path / "product", tmp_path / "elsewhere"
    (product / "folder").mkdir(parents=True)
    (elsewhere / "deeper").mkdir(parents=True)
    (product / "inside").symlink_to("folder")
    (product / "itself").symlink_to(".")
    (product / "out").symlink_to(elsewhere)
    (product / "broken").symlink_to(tmp_path / "nowhere")
    (product / "folder" / "up").symlink_to("../..")
    (tmp_path / "around").symlink_to(product)
    (elsewhere / "back").symlink_to(product)
    (elsewhere / "far").symlink_to("/")
    for folder in (product, tmp_path / "around"):
        assert link_out_of(folder, tmp_path / path) == (link and tmp_path / link)


def test_what_stands_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "link").symlink_to(tmp_path)
    assert blocking_parent(tmp_path / "a") is None
    assert blocking_parent(tmp_path / "a" / "b" / "c") is None
    assert blocking_parent(tmp_path / "link" / "b" / "c") is None
    assert blocking_parent(tmp_path / "file" / "a") == tmp_path / "file"
    assert blocking_parent(tmp_path / "file" / "a" / "b") == tmp_path / "file"
    assert blocking_parent(tmp_path / "broken" / "a") == tmp_path / "broken"
    assert blocking_parent(tmp_path / "file") is None


# Writing


def test_a_failure_names_its_file_and_its_reason(tmp_path: Path) -> None:
    failed = NotWritten(tmp_path, OSError(errno.ENOSPC, "No space left on device", "other"))
    assert (failed.errno, failed.strerror) == (errno.ENOSPC, "No space left on device")
    assert (failed.filename, failed.path) == (str(tmp_path), tmp_path)
    assert NotWritten(tmp_path, OSError("in other words")).strerror == "in other words"
    (tmp_path / "file").write_bytes(b"")
    for path, about, reason in (
        ("a\0b", "a\0b", errno.ENOENT),
        ("file/b/a", "file", errno.ENOTDIR),
        ("x" * 300, "x" * 300, errno.ENAMETOOLONG),
    ):
        with pytest.raises(NotWritten) as caught:
            write_together({tmp_path / "new": b"", tmp_path / path: b""})
        assert caught.value.path.is_relative_to(tmp_path / about)
        assert caught.value.errno == reason
        assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_file_that_comes_in_the_place_of_a_folder_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that comes meanwhile is used instead (``test_writing_together``)."""
    genuine = Path.mkdir

    def late(folder: Path) -> None:
        folder.write_bytes(b"theirs")
        genuine(folder)

    monkeypatch.setattr(Path, "mkdir", late)
    with pytest.raises(NotWritten) as caught:
        write_together({tmp_path / "new" / "a": b""})
    assert (caught.value.path, caught.value.errno) == (tmp_path / "new", errno.EEXIST)
    assert (tmp_path / "new").read_bytes() == b"theirs"


def test_folders_that_were_made_for_nothing_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(atomic.os, "replace", fail)
    with pytest.raises(NotWritten):
        write_together({tmp_path / "there" / "a" / "b" / "c": b""})
    assert [each.name for each in tmp_path.rglob("*")] == ["there"]


def test_only_temporary_files_are_taken_away(tmp_path: Path) -> None:
    target = tmp_path / "file"
    mine = temporary.write_temporary(target, b"", None)
    stay = (mine.path.with_suffix(".json").name, "floe-kept-1.tmp", "1.tmp")
    for name in stay:
        (tmp_path / name).write_bytes(b"")
    mine.close()
    write_together({target: b"new"})
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["file", *stay])


@pytest.mark.parametrize("there", [True, False])
def test_what_is_kept_of_an_old_file_is_found_by_no_later_writer(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, other = tmp_path / "file", tmp_path / "other"
    if there:
        target.write_bytes(b"old")
    replace, moved = os.replace, [0]

    def fails_twice(old: Path, new: Path) -> None:
        moved[0] += 1
        if moved[0] in (2, 3):  # the place of the other one, and this one's way back
            raise OSError(errno.EIO, "Input/output error")
        replace(old, new)

    def stays(path: Path) -> None:
        raise OSError(errno.EIO, "Input/output error", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, "replace", fails_twice)
        if not there:
            patched.setattr(Path, "unlink", stays)
        with pytest.raises(NotWritten) as caught:
            write_together({target: b"new", other: b"new"})
    assert caught.value.torn.keys() == {target}
    path = caught.value.torn[target]
    assert (path is not None) is there
    write_together({target: b"newer"})
    if path is not None:
        assert path.parent == tmp_path
        assert path.name.startswith("floe-kept-")
        assert path.read_bytes() == b"old"


def test_a_file_that_was_closed_is_not_closed_again(tmp_path: Path) -> None:
    """Its number may be that of another file by then."""
    staged = temporary.write_temporary(tmp_path / "file", b"new", None)
    assert staged.descriptor is not None
    number = staged.descriptor
    staged.close()
    other = os.open(tmp_path, os.O_RDONLY)
    try:
        assert other == number
        staged.close()
        staged.discard()
        assert stat.S_ISDIR(os.fstat(other).st_mode)
    finally:
        os.close(other)
    assert list(tmp_path.iterdir()) == []
