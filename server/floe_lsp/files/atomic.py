"""Writing files so that readers see the old content or the new one, never a part.

The content goes to a temporary file in the same folder, is flushed to the disk, and takes the
place of the file in one step. Files that belong together are all flushed before the first of them
takes its place, and a failure in between puts the old ones back. A process that is killed leaves
each file whole and its temporary files behind; the next writer of the same file removes what
nobody writes any more. Only a kill between two renames, which follow each other at once, leaves
new beside old.

A link is never followed: what stands at a path is replaced, and that is an ordinary file.
"""

import contextlib
import hashlib
import os
import secrets
import stat
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .reading import read_whole
from .status import no_such_file, status_of
from .targets import refuse_target

_ABANDONED_AFTER: Final = 24 * 60 * 60
"""Seconds after which a temporary file counts as abandoned where there are no locks."""

_MOST_TO_PUT_BACK: Final = 1 << 30
"""Bytes of a file that is kept until all files have taken their places; no profile is longer."""

_WAIT_FOR_OTHERS: Final = 2.0
"""Seconds that a writer of several files waits for another one to be done with the folder."""


class NotWritten(OSError):
    """Nothing was written, because of one file or of the folder that was to be made for it."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(cause.errno, cause.strerror or str(cause), str(path))
        self.path = path
        """What could not be written or made."""
        self.torn: dict[Path, Path | None] = {}
        """Files that had taken their places already and could not be put back, and where the old
        content of each stands; ``None`` where there was none."""


def write_atomically(path: Path, content: bytes) -> None:
    """Put ``content`` into ``path``, all or nothing.

    A new file gets the mode that the umask allows, an existing one keeps its own. Folders that are
    missing are made.

    Args:
        path: The file.
        content: All bytes of the file.

    Raises:
        NotWritten: What stands there is not an ordinary file, or the file cannot be written; it is
            as it was, and nothing else is left behind.
    """
    write_together({path: content})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Put contents into files that belong together: into all, or into none.

    Args:
        files: All bytes of each file, which take their places in this order.

    Raises:
        NotWritten: As of ``write_atomically``, for all of the files.
    """
    made: list[Path] = []
    staged: list[_Staged] = []
    kept: dict[Path, _Staged] = {}
    try:
        for path, content in files.items():
            with _about(path.parent):
                _make_folder(path.parent, made)
            with _about(path):
                mode = refuse_target(path)
                staged.append(_stage(path, content, mode))
        with _alone_in(staged[-1].target.parent, needed=len(staged) > 1):
            for each in staged[:-1]:
                with _about(each.target):
                    _keep_old(each.target, kept)
            _put_in_place(staged, kept)
    except BaseException:
        for each in (*staged, *kept.values()):
            each.discard()
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    for each in (*staged, *kept.values()):
        each.discard()
    # A folder that was made is a new name in the one around it.
    for folder in {path.parent for path in (*(each.target for each in staged), *made)}:
        _sync_folder(folder)


@dataclass
class _Staged:
    """A temporary file, whole and on the disk, that can take the place of its target."""

    target: Path
    temporary: Path
    descriptor: int | None
    """Locked while it is open: between unlocking and renaming, another writer could take the file
    for abandoned."""

    def take_place(self) -> None:
        if sys.platform == "win32":
            self.close()  # an open file cannot be renamed there
        os.replace(self.temporary, self.target)  # noqa: PTH105 - the tests let it fail

    @property
    def is_in_place(self) -> bool:
        return not os.path.lexists(self.temporary)

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def discard(self) -> None:
        """Close and remove it, if it is still there."""
        if sys.platform == "win32":
            self.close()
        with contextlib.suppress(OSError):
            self.temporary.unlink()
        self.close()


def _put_in_place(staged: list[_Staged], kept: dict[Path, _Staged]) -> None:
    try:
        for each in staged:
            with _about(each.target):
                each.take_place()
    except BaseException as error:
        done = [each for each in staged if each.is_in_place]
        # All of them: an interruption came when there was nothing left to do.
        if len(done) < len(staged):
            torn = [each.target for each in done if not _put_back(each.target, kept)]
            rescued = {target: _rescued(kept.pop(target, None)) for target in torn}
            if isinstance(error, NotWritten):
                error.torn = rescued
        raise


def _put_back(target: Path, kept: Mapping[Path, _Staged]) -> bool:
    """Let a file be what it was; return whether it is."""
    try:
        if target in kept:
            kept[target].take_place()
        else:
            target.unlink()
    except OSError:
        return False
    return True


def _rescued(old: _Staged | None) -> Path | None:
    """Leave the old content of a file where no later writer removes it; return where."""
    if old is None:
        return None
    old.close()
    path = old.target.with_name(f"floe-kept-{secrets.token_hex(8)}.tmp")
    try:
        os.replace(old.temporary, path)  # noqa: PTH105 - as above
    except OSError:
        return old.temporary
    return path


def _keep_old(target: Path, kept: dict[Path, _Staged]) -> None:
    """Keep a copy of what a file holds now, if there is one."""
    try:
        mode = status_of(target, follow=False).st_mode
    except FileNotFoundError:
        return
    kept[target] = _stage(target, read_whole(target, _MOST_TO_PUT_BACK), mode)


def _stage(target: Path, content: bytes, mode: int | None) -> _Staged:
    """Bring a content to the disk beside its target, with the mode of what stands there."""
    prefix = _temporary_prefix(target)
    _remove_abandoned(target.parent, prefix)
    temporary, descriptor = _create(target.parent, prefix)
    staged = _Staged(target, temporary, descriptor)
    try:
        if mode is not None:
            _keep_mode(descriptor, temporary, stat.S_IMODE(mode))
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except BaseException:
        staged.discard()
        raise
    return staged


@contextlib.contextmanager
def _about(path: Path) -> Generator[None]:
    """Say of a failure which file could not be written."""
    try:
        yield
    except OSError as error:
        raise NotWritten(path, error) from error
    except ValueError as error:  # a name that no file can have
        raise NotWritten(path, no_such_file(path)) from error


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, noting each that this process has made."""
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        _make_one(each, made)


def _make_one(folder: Path, made: list[Path]) -> None:
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        made.append(folder)


@contextlib.contextmanager
def _alone_in(folder: Path, *, needed: bool) -> Generator[None]:
    """Keep other writers of several files from mixing theirs with ours, where there are locks."""
    descriptor: int | None = None
    if needed:
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        if descriptor is not None:
            until = time.monotonic() + _WAIT_FOR_OTHERS
            while _try_lock(descriptor) is False and time.monotonic() < until:
                time.sleep(0.01)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _temporary_prefix(target: Path) -> str:
    """Return what the names of a target's temporary files begin with.

    A digest, since the name of the target may be as long as a name can be.
    """
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]
    return f".floe-{digest}-"


if sys.platform == "win32":

    def _try_lock(descriptor: int) -> bool | None:
        """Lock a file; ``None`` where there are no locks of this kind."""
        del descriptor
        return None

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool | None:
        """Lock a file that nobody else has locked; ``None`` where there are no locks.

        The lock ends with the process, even when it is killed.
        """
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True


def _create(folder: Path, prefix: str) -> tuple[Path, int]:
    """Create a temporary file that is locked by this process."""
    while True:
        temporary = folder / f"{prefix}{secrets.token_hex(8)}.tmp"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
        flags |= getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o666)
        if _try_lock(descriptor) is not False and os.fstat(descriptor).st_nlink > 0:
            return temporary, descriptor
        # Another writer took the file for abandoned, between its creation and the lock.
        os.close(descriptor)


def _remove_abandoned(folder: Path, prefix: str) -> None:
    """Remove temporary files of writers that no longer run."""
    for temporary in _temporary_files(folder, prefix):
        with contextlib.suppress(OSError):
            descriptor = os.open(temporary, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            try:
                lock = _try_lock(descriptor)
                if lock is None and not _is_old(temporary):
                    continue
                if lock is not False and sys.platform != "win32":
                    temporary.unlink()
            finally:
                os.close(descriptor)
            if sys.platform == "win32":
                temporary.unlink()  # an open file cannot be removed there


def _is_old(temporary: Path) -> bool:
    return time.time() - temporary.stat().st_mtime > _ABANDONED_AFTER


def _temporary_files(folder: Path, prefix: str) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [
                entry.name
                for entry in entries
                if entry.name.startswith(prefix) and entry.name.endswith(".tmp")
            ]
    except OSError:
        return
    yield from (folder / name for name in names)


def _keep_mode(descriptor: int, temporary: Path, mode: int) -> None:
    """Give the new file the permissions of the old one, where the file system has any."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            temporary.chmod(mode)
        else:
            os.fchmod(descriptor, mode)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; some systems cannot, the file is whole anyway."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
