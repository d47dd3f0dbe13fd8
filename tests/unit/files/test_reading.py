"""Only ordinary files are read, bounded, and without waiting for anybody."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from floe_lsp.compilation.sources import Sources
from floe_lsp.files import opening
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.reading import is_of_system, names_in, read_bytes, read_whole

pytestmark = pytest.mark.requirement("security")

STRANGE_NAMES = ["a\0b.yaml", "a" * 300 + ".yaml", "\ud800.yaml", "a/" * 3000 + "b.yaml"]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as each:
        each.bind(str(path))


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (pipe, "it is a pipe"),
    "socket": (listening_socket, "it is a socket"),
    "link to a device": (link_to("/dev/zero"), "it is a device"),
    "link to a terminal": (link_to("/dev/tty"), "it is a device"),
    "link to a file of the system": (link_to("/proc/self/environ"), "it is a file of the system"),
    "link to a setting of the system": (
        link_to("/sys/kernel/uevent_seqnum"),
        "it is a file of the system",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_ordinary_file_is_refused_at_once(name: str, tmp_path: Path) -> None:
    make, reason = REFUSED[name]
    path = tmp_path / "floe.yaml"
    make(path)
    with pytest.raises(RefusedFile, match=reason):
        read_bytes(path, 100)
    with pytest.raises(RefusedFile, match=reason):
        Sources().document(path)
    assert Sources().text(path) is None
    assert Sources().json(path) is None


@pytest.mark.parametrize("folder", ["/proc/self", "/proc/self/task/../", "/sys/kernel"])
def test_a_link_to_a_folder_of_the_system_holds_nothing(folder: str, tmp_path: Path) -> None:
    link = tmp_path / "models"
    link.symlink_to(folder)
    with pytest.raises(RefusedFile):
        names_in(link)
    assert Sources().folder(link).files == ()
    with pytest.raises(RefusedFile, match="it is a file of the system"):
        read_bytes(link / ("environ" if "proc" in folder else "uevent_seqnum"), 100)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/proc/self/environ", True),
        ("/sys/power/state", True),
        ("/dev/sda", True),
        ("/dev", True),
        ("/dev/shm/build/floe.yaml", False),  # noqa: S108 - nothing is written
        ("/process/floe.yaml", False),
        ("/home/dev/floe.yaml", False),
    ],
)
def test_what_is_of_the_system(path: str, expected: bool) -> None:
    assert is_of_system(Path(path)) is expected


def test_the_open_file_counts_and_not_what_its_path_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that becomes a pipe between the look and the opening neither blocks nor is read."""
    path, file = tmp_path / "floe.yaml", tmp_path / "ordinary"
    _ = file.write_bytes(b"")
    os.mkfifo(path)

    def ordinary(_: Path, *, follow: bool) -> os.stat_result:
        return file.stat()

    monkeypatch.setattr(opening, "status_of", ordinary)
    with pytest.raises(RefusedFile, match="it is a pipe"):
        read_bytes(path, 100)


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    _ = (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "environ").symlink_to("/proc/self/environ")

    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = opened()
    for _ in range(5):
        assert read_bytes(tmp_path / "a", 100) == b"a"
        with pytest.raises(RefusedFile):
            read_bytes(tmp_path / "environ", 100)
    assert opened() == before


def test_no_more_is_read_than_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        _ = file.truncate(1 << 40)  # a sparse file of a terabyte
    assert read_bytes(path, 10) == b"\0" * 10
    with pytest.raises(RefusedFile, match="larger than 10 bytes"):
        read_whole(path, 10)


def test_a_file_that_says_it_is_smaller_than_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may grow while it is read, and a file system may say anything."""
    path = tmp_path / "growing"
    _ = path.write_bytes(b"x" * 5_000_000)

    def lying(descriptor: int) -> os.stat_result:
        found = list(os.stat(descriptor))
        found[stat.ST_SIZE] = 3
        return os.stat_result(found)

    monkeypatch.setattr(opening.os, "fstat", lying)
    assert len(read_bytes(path, 10_000_000)) == 5_000_000
    assert len(read_bytes(path, 4_000_000)) == 4_000_000


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_name_that_no_file_has(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(OSError):  # noqa: PT011 - of which kind is up to the system
        read_bytes(path, 100)
    with pytest.raises(OSError):  # noqa: PT011 - likewise
        names_in(path)
    sources = Sources()
    assert not sources.is_file(path)
    assert not sources.is_folder(path)
    assert not sources.exists(path)
    assert sources.folder(path).files == ()
    assert sources.text(path) is None
    assert sources.json(path) is None
    assert sources.state(path) is None


def test_a_file_in_the_memory_of_the_machine_is_ordinary() -> None:
    folder = Path("/dev/shm")  # noqa: S108 - the place is what the test is about
    path = folder / f"floe-test-{os.getpid()}"
    _ = path.write_bytes(b"a: 1\n")
    try:
        assert read_bytes(path, 100) == b"a: 1\n"
    finally:
        path.unlink()


def test_a_terminal_does_not_become_ours(tmp_path: Path) -> None:
    """A process without a terminal that opens one without O_NOCTTY gets its signals from then."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from floe_lsp.files import opening, reading\n"
        "master, slave = os.openpty()\n"
        "os.setsid()\n"
        "opening._refuse_kinds = lambda *_: None\n"
        "try: reading.read(Path(os.ttyname(slave)), 1)\n"
        "except OSError: pass\n"
        "try: os.open('/dev/tty', os.O_RDONLY)\n"
        "except OSError: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 7
