"""How the files of a repository are read: bounded, behind no link."""

from __future__ import annotations

import os
import subprocess
import sys
from io import FileIO
from pathlib import Path

import pytest

from floe_lsp.git.reading import Unreadable, content, opened, read

pytestmark = pytest.mark.requirement("security")


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert content(tmp_path / "file", tmp_path, 5) == b"12345"
    assert content(tmp_path / "file", tmp_path, 6) == b"12345"
    with pytest.raises(Unreadable, match="longer than 4 bytes"):
        content(tmp_path / "file", tmp_path, 4)
    (tmp_path / "empty").write_bytes(b"")
    assert content(tmp_path / "empty", tmp_path, 0) == b""


def test_a_file_is_read_in_as_many_pieces_as_it_comes(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    asked: list[int] = []

    class Slow(FileIO):
        def read(self, n: int | None = -1, /) -> bytes:
            assert n is not None
            asked.append(n)
            return b"x" * min(n, 400_000) if len(asked) < 6 else b""

    with Slow(tmp_path / "file") as file:
        assert len(read(file, 3 << 20)) == 5 * 400_000
        assert max(asked) == 1 << 20
        asked.clear()
        assert len(read(file, 500_000)) == 500_000
        assert asked == [500_000, 100_000]


def test_what_is_read_is_a_file_below_its_folder(tmp_path: Path) -> None:
    (tmp_path / "inside" / "folder").mkdir(parents=True)
    (tmp_path / "inside" / "folder" / "file").write_bytes(b"1")
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "inside" / "folder")
    (tmp_path / "inside" / "last").symlink_to(tmp_path / "inside" / "folder" / "file")
    (tmp_path / "way").symlink_to(tmp_path / "inside")
    inside = tmp_path / "inside"
    assert content(inside / "folder" / "file", inside, 9) == b"1"
    # A link on the way to the folder is the person's own.
    assert content(tmp_path / "way" / "folder" / "file", tmp_path / "way", 9) == b"1"
    for path, reason in (
        (inside / "link" / "file", "lies behind a link"),
        (inside / "last", "cannot be read"),
        (inside / "missing", "cannot be read"),
        (inside / "folder", "cannot be read"),
        (tmp_path / "outside", "cannot be read"),
        (inside / "a\0b", "cannot be read"),
    ):
        with pytest.raises(Unreadable, match=reason):
            content(path, inside, 9)


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"1")

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = descriptors()
    for name in ("pipe", "folder"):
        with pytest.raises(Unreadable, match="cannot be read"):
            content(tmp_path / name, tmp_path, 9)
    assert content(tmp_path / "file", tmp_path, 9) == b"1"
    assert descriptors() == before


def test_a_terminal_does_not_become_ours() -> None:
    """A process without a terminal that opens one without O_NOCTTY gets its signals from then."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from floe_lsp.git.reading import Unreadable, content\n"
        "master, slave = os.openpty()\n"
        "os.setsid()\n"
        "path = Path(os.ttyname(slave))\n"
        "try: content(path, path.parent, 1)\n"
        "except Unreadable as error: assert 'cannot be read' in str(error)\n"
        "try: os.open('/dev/tty', os.O_RDONLY)\n"
        "except OSError: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 7


def test_a_disk_that_fails_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1")
    with (
        pytest.raises(Unreadable, match="file cannot be read"),
        opened(tmp_path / "file", tmp_path),
    ):
        raise OSError(5, "Input/output error")
