"""A temporary file beside the file whose place it takes: whole, flushed, and locked until then.

A process that is killed leaves its temporary files behind; the next writer in the same folder
removes those that nobody writes any more, of whatever file: what was written with them may have
another name by then, or none.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .locks import try_lock

_NAME: Final = re.compile(r"\.floe-[0-9a-f]{32}\.tmp")
"""The name of a temporary file; that of its target is not in it, which may be as long as any."""

_ABANDONED_AFTER: Final = 24 * 60 * 60
"""Seconds after which a temporary file counts as abandoned where there are no locks."""


@dataclass
class StagedFile:
    """A temporary file, whole and on the disk, that can take the place of its target."""

    target: Path
    path: Path
    descriptor: int | None
    """Locked while it is open: between unlocking and renaming, another writer could take the file
    for abandoned."""

    def replace_target(self) -> None:
        """Take the place of the target, in one step.

        Raises:
            OSError: The target is as it was.
        """
        if sys.platform == "win32":
            self.close()  # an open file cannot be renamed there
        os.replace(self.path, self.target)  # noqa: PTH105 - the tests let it fail

    @property
    def has_replaced_target(self) -> bool:
        """Whether it stands in the place of its target."""
        return not os.path.lexists(self.path)

    def close(self) -> None:
        """Close and unlock it."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def discard(self) -> None:
        """Close and remove it, if it is still there."""
        if sys.platform == "win32":
            self.close()
        with contextlib.suppress(OSError):
            self.path.unlink()
        self.close()


def write_temporary(target: Path, content: bytes, mode: int | None) -> StagedFile:
    """Write a temporary file beside its target, and flush it to the disk.

    Args:
        target: The file whose place it can take.
        content: All its bytes.
        mode: That of what stands there, ``None`` for what the umask allows.

    Raises:
        OSError: It cannot be written; nothing is left of it.
    """
    remove_abandoned(target.parent)
    temporary, descriptor = _create(target.parent)
    staged = StagedFile(target, temporary, descriptor)
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


def _create(folder: Path) -> tuple[Path, int]:
    """Create a temporary file that is locked by this process."""
    while True:
        temporary = folder / f".floe-{secrets.token_hex(16)}.tmp"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
        flags |= getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o666)
        if try_lock(descriptor) is not False and os.fstat(descriptor).st_nlink > 0:
            return temporary, descriptor
        # Another writer took the file for abandoned, between its creation and the lock.
        os.close(descriptor)


def remove_abandoned(folder: Path) -> None:
    """Remove temporary files of writers that no longer run; what cannot be removed stays."""
    for temporary in _temporary_files(folder):
        with contextlib.suppress(OSError):
            descriptor = os.open(temporary, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            try:
                lock = try_lock(descriptor)
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


def _temporary_files(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if _NAME.fullmatch(entry.name)]
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
