"""Files that belong together are all the old ones or all the new ones, whatever fails."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from floe_lsp.files import atomic, locks
from floe_lsp.files.atomic import NotWritten, write_together

pytestmark = pytest.mark.requirement("security")

CALLS = ["open", "write", "fchmod", "fsync", "replace"]
OLD = {"profiles.yml": b"old profile", "a.json": b"old artifact"}
NEW = {"profiles.yml": b"new profile", "a.json": b"new artifact"}


class Failing:
    """Lets a call of the system fail when it is made for the n-th time."""

    def __init__(self, function: Callable[..., object], at: int, error: BaseException) -> None:
        self.function = function
        self.at = at
        self.error = error
        self.made = 0

    def __call__(self, *arguments: object, **named: object) -> object:
        self.made += 1
        if self.made == self.at:
            raise self.error
        return self.function(*arguments, **named)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def write(folder: Path, new: dict[str, bytes]) -> None:
    write_together({folder / name: content for name, content in new.items()})


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("before", [{}, OLD, {"profiles.yml": OLD["profiles.yml"]}])
@pytest.mark.parametrize("call", CALLS)
def test_each_call_that_fails_leaves_old_beside_old_or_new_beside_new(
    call: str,
    before: dict[str, bytes],
    error: BaseException,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    genuine = getattr(os, call)
    reached = 0
    for at in range(1, 100):
        folder = tmp_path / str(at) / "target"
        if before:
            folder.mkdir(parents=True)
        for name, content in before.items():
            _ = (folder / name).write_bytes(content)
        failing = Failing(genuine, at, error)
        with monkeypatch.context() as patched:
            patched.setattr(atomic.os, call, failing)
            try:
                write(folder, NEW)
            except NotWritten:
                written = [before]
            except (KeyboardInterrupt, MemoryError):
                written = [before, NEW]  # while the folder is synced, all is done
            else:
                written = [NEW]
        assert contents(folder) in written, f"{call} number {at}"
        assert folder.exists() or not (tmp_path / str(at)).exists(), "no folder is left behind"
        if failing.made < at:
            break
        reached += 1
    least = {"fchmod": len(before), "open": 2, "write": 2, "fsync": 2, "replace": 2}
    assert reached >= least[call]


def test_an_interruption_after_a_rename_is_one_before_or_after_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in OLD.items():
        _ = (tmp_path / name).write_bytes(content)
    genuine = os.replace
    for at, expected in ((1, OLD), (2, NEW)):
        made = 0

        def interrupted(old: Path, new: Path, at: int = at) -> None:
            nonlocal made
            made += 1
            genuine(old, new)
            if made == at:
                raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(atomic.os, "replace", interrupted)
            with pytest.raises(KeyboardInterrupt):
                write(tmp_path, NEW)
        assert contents(tmp_path) == expected


def torn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> NotWritten:
    """Leave a new profile beside an old artifact, as a disk that fails twice does."""
    for name, content in OLD.items():
        _ = (folder / name).write_bytes(content)
    genuine = os.replace
    made = 0

    def failing(old: Path, new: Path) -> None:
        nonlocal made
        made += 1
        if made in (2, 3):  # the second file's place, and the first one's way back
            raise OSError(5, "Input/output error")
        genuine(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, "replace", failing)
        with pytest.raises(NotWritten) as caught:
            write(folder, NEW)
    return caught.value


def test_what_could_not_be_put_back_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = torn(tmp_path, monkeypatch)
    assert error.path == tmp_path / "a.json"
    ((new, kept),) = error.torn.items()
    assert new == tmp_path / "profiles.yml"
    assert kept is not None
    assert kept.read_bytes() == OLD["profiles.yml"]
    kept.unlink()
    assert contents(tmp_path) == {**OLD, "profiles.yml": NEW["profiles.yml"]}


def test_the_next_writer_leaves_what_could_not_be_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kept,) = torn(tmp_path, monkeypatch).torn.values()
    assert kept is not None
    write(tmp_path, NEW)
    assert kept.read_bytes() == OLD["profiles.yml"]
    assert contents(tmp_path) == {**NEW, kept.name: OLD["profiles.yml"]}


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", [*CALLS, "unlink"])
def test_what_is_removed_with_them_is_there_again_where_they_are_not_written(
    call: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = getattr(os, call)
    outcomes: set[bool] = set()
    for at in range(1, 100):
        folder = tmp_path / str(at)
        folder.mkdir()
        for name, content in {**OLD, "gone.yaml": b"gone"}.items():
            _ = (folder / name).write_bytes(content)
        failing = Failing(genuine, at, error)
        monkeypatch.setattr(os, call, failing)
        try:
            gone = [folder / "gone.yaml", folder / "never.yaml"]
            write_together({folder / name: text for name, text in NEW.items()}, gone)
            is_new = True
        except (NotWritten, KeyboardInterrupt):
            is_new = False
        monkeypatch.setattr(os, call, genuine)
        kept = {
            name: text for name, text in contents(folder).items() if name in {*OLD, "gone.yaml"}
        }
        # An interruption when all was done leaves the new ones.
        assert kept in (NEW, {**OLD, "gone.yaml": b"gone"})
        outcomes.add(kept == NEW)
        assert not is_new or kept == NEW
        if failing.made < at:
            break
    assert True in outcomes


def test_a_folder_that_is_made_is_synced_into_the_one_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}")
        if path.is_dir():
            seen.append(path.readlink())
        fsync(descriptor)

    monkeypatch.setattr(atomic.os, "fsync", noted)
    write(tmp_path / "a" / "b", NEW)
    assert sorted(seen) == [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]


def test_a_folder_that_somebody_else_made_meanwhile_is_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Path.mkdir

    def late(folder: Path, *, exist_ok: bool = False) -> None:
        if folder.name == "theirs":
            genuine(folder)
        genuine(folder, exist_ok=exist_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", late)
        patched.setattr(atomic.os, "replace", Failing(os.replace, 1, OSError(28, "full")))
        with pytest.raises(NotWritten):
            write(tmp_path / "theirs" / "ours", NEW)
    assert list(tmp_path.rglob("*")) == [tmp_path / "theirs"]


def test_what_is_put_back_keeps_its_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in OLD.items():
        _ = (tmp_path / name).write_bytes(content)
    (tmp_path / "profiles.yml").chmod(0o640)
    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, "replace", Failing(os.replace, 2, OSError(5, "no")))
        with pytest.raises(NotWritten):
            write(tmp_path, NEW)
    assert (tmp_path / "profiles.yml").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_synced_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems cannot; the files are whole anyway."""
    genuine = os.fsync

    def no_folders(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            raise OSError(22, "Invalid argument")
        genuine(descriptor)

    monkeypatch.setattr(atomic.os, "fsync", no_folders)
    write(tmp_path, NEW)
    assert contents(tmp_path) == NEW


def test_the_folder_is_synced_after_the_last_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    replace, fsync = os.replace, os.fsync

    def noted_replace(old: Path, new: Path) -> None:
        seen.append(Path(new).name)
        replace(old, new)

    def noted_fsync(descriptor: int) -> None:
        seen.append("folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file")
        fsync(descriptor)

    monkeypatch.setattr(atomic.os, "replace", noted_replace)
    monkeypatch.setattr(atomic.os, "fsync", noted_fsync)
    write(tmp_path, NEW)
    assert seen == ["file", "file", "profiles.yml", "a.json", "folder"]


def test_pairs_of_writers_at_once_do_not_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one writer holds the folder, another waits before it touches either file."""
    for name, content in OLD.items():
        _ = (tmp_path / name).write_bytes(content)
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    waited: list[dict[str, bytes]] = []

    def sleep(_: float) -> None:
        waited.append({name: (tmp_path / name).read_bytes() for name in OLD})
        if len(waited) == 3:
            os.close(other)

    monkeypatch.setattr(locks.time, "sleep", sleep)
    write(tmp_path, NEW)
    assert waited == [OLD, OLD, OLD]
    assert contents(tmp_path) == NEW


def test_a_writer_that_never_ends_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(locks.time, "sleep", sleep)
    monkeypatch.setattr(locks.time, "monotonic", lambda: now[0])
    try:
        write(tmp_path, NEW)
    finally:
        os.close(other)
    assert contents(tmp_path) == NEW
