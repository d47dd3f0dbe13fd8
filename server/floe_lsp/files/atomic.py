"""Writing a file so that readers see the old content or the new one, never a part.

The content goes to a temporary file in the same folder, is flushed to the disk, and takes the
place of the file in one step. A process that is killed leaves the old file whole and its temporary
file behind; the next writer of the same file removes what nobody writes any more.
"""

import contextlib
import hashlib
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ABANDONED_AFTER: Final = 24 * 60 * 60
"""Seconds after which a temporary file counts as abandoned where there are no locks."""


def write_atomically(path: Path, content: bytes) -> None:
    """Put ``content`` into ``path``, all or nothing.

    A symbolic link is kept and its target is written. A new file gets the mode that the umask
    allows, an existing one keeps its own. A device or a pipe cannot be replaced and is written to.

    Args:
        path: The file. Its folder must exist.
        content: All bytes of the file.

    Raises:
        OSError: The file cannot be written; it is as it was, and nothing else is left behind.
    """
    old_mode = _mode(path)
    if old_mode is not None and not stat.S_ISREG(old_mode):
        # By the name that was given: that of a pipe behind /dev/stdout leads nowhere. Also says
        # that a folder is a folder, in the words of the system.
        path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    prefix = _temporary_prefix(target)
    _remove_abandoned(target.parent, prefix)
    temporary, descriptor = _create(target.parent, prefix)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            if old_mode is not None:
                _keep_mode(file.fileno(), temporary, stat.S_IMODE(old_mode))
            _ = file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":
                # While the file is still locked: between unlocking and renaming, another writer
                # could take it for abandoned.
                os.replace(temporary, target)  # noqa: PTH105 - as the comment says
        if sys.platform == "win32":
            os.replace(temporary, target)  # noqa: PTH105 - an open file cannot be renamed there
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _mode(path: Path) -> int | None:
    """Return type and permissions of an existing file."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


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
        flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
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
