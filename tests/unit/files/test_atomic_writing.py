"""A file is the old one or the new one, whole, whatever happens to its writer."""

import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from floe_lsp.files import atomic, temporary
from floe_lsp.files.atomic import NotWritten, write_atomically
from floe_lsp.files.temporary import write_temporary

pytestmark = pytest.mark.requirement("FR-004")

OLD = b"old" * 100_000
NEW = b"new!" * 100_000

ALTERNATE = """
import itertools, sys
from pathlib import Path
from floe_lsp.files.atomic import write_atomically
path = Path(sys.argv[1])
for content in itertools.cycle([b"old" * 100_000, b"new!" * 100_000]):
    write_atomically(path, content)
    print("x", flush=True)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def writer(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", ALTERNATE, str(path)], stdout=subprocess.PIPE)


def abandoned(path: Path) -> Path:
    """Leave a temporary file of a path behind, as a writer that is killed does."""
    staged = write_temporary(path, b"part", None)
    staged.close()
    return staged.path


def test_a_new_file_has_the_mode_that_the_umask_allows(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    before = os.umask(0o027)
    try:
        write_atomically(path, NEW)
    finally:
        _ = os.umask(before)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(tmp_path) == ["a.json"]


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    _ = path.write_bytes(OLD)
    path.chmod(0o604)
    write_atomically(path, b"")
    assert path.read_bytes() == b""
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_not_followed(tmp_path: Path, there: bool) -> None:
    target, link = tmp_path / "a.json", tmp_path / "link.json"
    if there:
        _ = target.write_bytes(OLD)
    link.symlink_to(target)
    with pytest.raises(NotWritten, match=r"it is a link to '.*/a\.json', which is not followed"):
        write_atomically(link, NEW)
    assert link.is_symlink()
    assert names(tmp_path) == (["a.json", "link.json"] if there else ["link.json"])
    assert not there or target.read_bytes() == OLD


def test_a_link_that_comes_in_between_is_replaced_and_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, path = tmp_path / "secret", tmp_path / "a.json"
    _ = target.write_bytes(OLD)
    replace = os.replace

    def swapped(old: Path, new: Path) -> None:
        path.symlink_to(target)
        replace(old, new)

    monkeypatch.setattr(atomic.os, "replace", swapped)
    write_atomically(path, NEW)
    assert not path.is_symlink()
    assert (path.read_bytes(), target.read_bytes()) == (NEW, OLD)


def test_a_name_as_long_as_a_name_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """Without a reader, the opening of a pipe would wait for ever."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(NotWritten, match="it is a pipe"):
        write_atomically(path, NEW)
    assert path.is_fifo()
    assert names(tmp_path) == ["pipe"]


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(NotWritten, match="it is a folder"):
        write_atomically(path, NEW)
    assert names(tmp_path) == ["folder"]


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "one" / "two" / "a.json", NEW)
    assert (tmp_path / "one" / "two" / "a.json").read_bytes() == NEW


@pytest.mark.parametrize("failing", ["replace", "fsync", "fchmod"])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, MemoryError])
def test_any_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    error: type[BaseException],
) -> None:
    path = tmp_path / "a.json"
    _ = path.write_bytes(OLD)

    def fail(*arguments: object) -> None:
        raise error("no")

    monkeypatch.setattr(atomic.os, failing, fail)
    if failing == "fchmod" and error is OSError:
        write_atomically(path, NEW)  # a file system without modes
        assert path.read_bytes() == NEW
    else:
        with pytest.raises(NotWritten if error is OSError else error):
            write_atomically(path, NEW)
        assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.json"]


def test_a_read_only_folder_keeps_the_old_file(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    path = folder / "a.json"
    _ = path.write_bytes(OLD)
    folder.chmod(0o555)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from floe_lsp.files.atomic import write_atomically\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: write_atomically(Path(sys.argv[1]), b'new')\n"
        "except OSError as error: sys.exit(7 if error.errno == 13 else 1)\n"
    )
    for parent in (tmp_path, *tmp_path.parents):
        if parent.name.startswith("pytest-"):
            parent.chmod(0o755)
    try:
        done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=60)
    finally:
        folder.chmod(0o755)
    assert done.returncode == 7
    assert path.read_bytes() == OLD
    assert names(folder) == ["a.json"]


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    _ = path.write_bytes(OLD)

    def limit_file_size() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from floe_lsp.files.atomic import write_atomically\n"
        "try: write_atomically(Path(sys.argv[1]), b'new!' * 100_000)\n"
        "except OSError: sys.exit(7)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        check=False,
        timeout=60,
        preexec_fn=limit_file_size,
    )
    assert done.returncode == 7
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.json"]


def test_a_killed_writer_leaves_a_whole_file_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, OLD)
    for attempt in range(12):
        process = writer(path)
        assert process.stdout is not None
        _ = process.stdout.read(1)  # the first file is written
        time.sleep(attempt * 0.0007)
        process.send_signal(signal.SIGKILL)
        _ = process.wait(30)
        process.stdout.close()
        assert path.read_bytes() in (OLD, NEW)
        leftovers = [name for name in names(tmp_path) if name != "a.json"]
        assert len(leftovers) <= 1
    abandoned(path)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == ["a.json"]


def test_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    processes = [writer(path) for _ in range(3)]
    read: Counter[bytes] = Counter()
    try:
        for process in processes:
            assert process.stdout is not None
            _ = process.stdout.read(1)  # the first file is written
        # Until each of the two was there many times, beside writers that are all at work.
        while min(read[OLD], read[NEW]) < 200:
            # None fails because another one cleans up.
            assert all(process.poll() is None for process in processes)
            content = path.read_bytes()
            assert content in (OLD, NEW)
            read[content] += 1
    finally:
        for process in processes:
            process.terminate()
            _ = process.communicate(timeout=30)
    assert all(process.returncode == -signal.SIGTERM for process in processes)
    write_atomically(path, NEW)
    assert names(tmp_path) == ["a.json"]


def test_the_file_of_a_running_writer_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    running = write_temporary(path, b"part", None)
    write_atomically(path, NEW)
    assert running.path.exists()
    running.close()
    write_atomically(path, OLD)
    assert names(tmp_path) == ["a.json"]


def test_temporary_files_of_other_targets_are_removed_when_nobody_writes_them(
    tmp_path: Path,
) -> None:
    """What was written with a file may have no name any more, and then nobody else removes it."""
    _ = abandoned(tmp_path / "b.json")
    running = write_temporary(tmp_path / "c.json", b"part", None)
    for mine in (".floe-notes.tmp", f".floe-{'0' * 32}.tmp.bak", f"floe-{'0' * 32}.tmp"):
        _ = (tmp_path / mine).write_bytes(b"mine")
    write_atomically(tmp_path / "a.json", NEW)
    left = {".floe-notes.tmp", f".floe-{'0' * 32}.tmp.bak", f"floe-{'0' * 32}.tmp"}
    assert set(names(tmp_path)) == {"a.json", running.path.name, *left}
    running.close()


def test_without_locks_only_old_files_count_as_abandoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(descriptor: int) -> None:
        """A file system that has none."""

    monkeypatch.setattr(temporary, "try_lock", no_locks)
    path = tmp_path / "a.json"
    fresh, stale = abandoned(path), abandoned(path)
    days_ago = time.time() - 3 * 24 * 60 * 60
    os.utime(stale, (days_ago, days_ago))
    write_atomically(path, NEW)
    assert names(tmp_path) == sorted([fresh.name, "a.json"])
