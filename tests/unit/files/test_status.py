"""What stands at a path, and what is said of it."""

from __future__ import annotations

import errno
import os
import socket
import stat
from io import FileIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from floe_lsp.files import opening
from floe_lsp.files.reading import RefusedFile, names_in, read, read_whole
from floe_lsp.files.status import (
    is_file,
    is_folder,
    is_there,
    kind_at,
    kind_in_words,
    no_such_file,
    reason_of,
    status_of,
)

pytestmark = pytest.mark.requirement("security")


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder with one of each kind."""
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder_link").symlink_to("folder")
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as each:
        each.bind(str(tmp_path / "socket"))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "kind", "there"),
    [
        ("file", stat.S_IFREG, True),
        ("folder", stat.S_IFDIR, True),
        ("link", stat.S_IFREG, True),
        ("folder_link", stat.S_IFDIR, True),
        ("broken", 0, True),
        ("pipe", stat.S_IFIFO, True),
        ("socket", stat.S_IFSOCK, True),
        ("missing", 0, False),
        ("file/below", 0, False),
        ("a\0b", 0, False),
        ("x" * 300, 0, False),
    ],
)
def test_the_kind_of_what_stands_at_a_path(places: Path, name: str, kind: int, there: bool) -> None:
    path = places / name
    assert kind_at(path) == kind
    assert is_file(path) is (kind == stat.S_IFREG)
    assert is_folder(path) is (kind == stat.S_IFDIR)
    assert is_there(path) is there


def test_links_are_followed_unless_not(places: Path) -> None:
    assert stat.S_ISREG(status_of(places / "link").st_mode)
    assert stat.S_ISLNK(status_of(places / "link", follow=False).st_mode)
    with pytest.raises(FileNotFoundError):
        status_of(places / "broken")
    assert stat.S_ISLNK(status_of(places / "broken", follow=False).st_mode)


def test_a_name_that_no_file_has_is_that_of_a_missing_one(places: Path) -> None:
    path = places / "a\0b"
    for ask in (
        lambda: status_of(path),
        lambda: read(path, 9),
        lambda: names_in(path),
    ):
        with pytest.raises(FileNotFoundError) as caught:
            ask()
        error = caught.value
        assert (error.errno, error.filename) == (errno.ENOENT, str(path))
        assert error.strerror == "No such file or directory"
        assert error.__cause__ is None
        assert error.__suppress_context__
    assert str(no_such_file(Path("x"))) == "[Errno 2] No such file or directory: 'x'"


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (stat.S_IFREG, "a file"),
        (stat.S_IFDIR | 0o755, "a folder"),
        (stat.S_IFIFO, "a pipe"),
        (stat.S_IFSOCK, "a socket"),
        (stat.S_IFCHR, "a device"),
        (stat.S_IFBLK, "a device"),
        (stat.S_IFLNK, "a link"),
        (0, "a file"),
    ],
)
def test_a_kind_in_words(mode: int, words: str) -> None:
    assert kind_in_words(mode) == words


def test_the_reason_of_a_failure_goes_on_a_sentence() -> None:
    assert reason_of(PermissionError(errno.EACCES, "Permission denied")) == "permission denied"
    assert reason_of(OSError("Something else")) == "something else"
    assert reason_of(OSError()) == ""


# Reading


def test_a_file_is_read_up_to_its_limit(places: Path) -> None:
    path = places / "file"
    assert read_whole(path, 5) == b"12345"
    assert read_whole(path, 6) == b"12345"
    with pytest.raises(RefusedFile) as caught:
        read_whole(path, 4)
    error = caught.value
    assert (error.errno, error.strerror) == (errno.EACCES, "it is larger than 4 bytes")
    assert error.filename == str(path)
    for most in range(7):
        found = read(path, most)
        assert found.data == b"12345"[:most]
        assert found.status.st_size == 5
        assert found.status.st_ino == path.stat().st_ino


def test_a_file_is_asked_for_at_once_and_for_its_end(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Counted(FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            asked.append(size)
            return super().read(size)

    monkeypatch.setattr(opening, "FileIO", Counted)
    assert read(places / "file", 100).data == b"12345"
    # One byte more than the file has; what is missing to the limit says whether that is the end.
    assert asked == [6, 95]
    asked.clear()
    assert read(places / "file", 3).data == b"123"
    assert asked == [3]


@pytest.mark.parametrize("name", ["folder", "folder_link"])
def test_a_folder_is_no_file(places: Path, name: str) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        read(places / name, 9)
    error = caught.value
    assert (error.errno, error.strerror) == (errno.EISDIR, "it is not a file")
    assert error.filename == str(places / name)


def test_what_a_folder_holds(places: Path) -> None:
    names = {each.name for each in names_in(places)}
    assert names == {"file", "folder", "link", "folder_link", "broken", "pipe", "socket"}
    assert names_in(places / "folder_link") == []
    with pytest.raises(NotADirectoryError):
        names_in(places / "file")
    with pytest.raises(RefusedFile, match="it is a folder of the system"):
        names_in(Path("/proc"))
    # A walk that knows where the folder leads is believed.
    with pytest.raises(RefusedFile):
        names_in(places, "/proc/self")
    assert names_in(places / "folder", str(places)) == []


def test_where_no_proc_is_mounted_the_path_says_where_a_file_stands(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(os, "readlink", refuse)
    assert read(places / "file", 9).data == b"12345"


@pytest.mark.parametrize("name", ["con", "con.yaml", "COM1.yaml", "sub/nul.txt"])
def test_the_name_of_a_device_is_refused_where_it_is_one(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"1")
    assert read(path, 9).data == b"1"
    (tmp_path / "floe.yaml").write_bytes(b"2")
    monkeypatch.setattr(opening, "os", SimpleNamespace(**{**vars(os), "name": "nt"}))
    with pytest.raises(RefusedFile) as caught:
        read(path, 9)
    assert caught.value.strerror == "it is the name of a device"
    assert caught.value.filename == str(path)
    assert read(tmp_path / "floe.yaml", 9).data == b"2"
