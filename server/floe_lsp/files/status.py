"""What the file system says of a path, whatever a person wrote as one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFLNK: "a link",
}


def status_of(path: Path, *, follow: bool = True) -> os.stat_result:
    """Return the state of a file or folder; links are followed unless ``follow`` is false.

    Raises:
        OSError: It is missing or may not be looked at. A name that no file can have, such as one
            with a NUL in it, is that of a missing file; Python raises ``ValueError`` for it.
    """
    try:
        return os.stat(path, follow_symlinks=follow)  # noqa: PTH116 - thousands of files are asked
    except ValueError:
        raise no_such_file(path) from None


def kind_at(path: Path) -> int:
    """Return the kind of what stands at a path, as ``stat.S_IFMT`` gives it; 0 for nothing.

    ``Path.is_file`` and its like raise for a name that is too long for the disk.
    """
    try:
        return stat.S_IFMT(status_of(path).st_mode)
    except OSError:
        return 0


def is_file(path: Path) -> bool:
    """Whether a file stands at a path that holds what was put into it."""
    return kind_at(path) == stat.S_IFREG


def is_folder(path: Path) -> bool:
    """Whether a folder stands at a path."""
    return kind_at(path) == stat.S_IFDIR


def is_link(path: Path) -> bool:
    """Whether a link stands at a path itself."""
    return os.path.islink(path)  # noqa: PTH114 - ``Path`` raises for a name that is too long


def is_there(path: Path) -> bool:
    """Whether anything stands at a path, be it a link that leads nowhere."""
    return os.path.lexists(path)


def kind_in_words(mode: int) -> str:
    """Return what a mode is that of, such as ``a pipe``."""
    return _KINDS.get(stat.S_IFMT(mode), "a file")


def no_such_file(path: Path) -> FileNotFoundError:
    """Return the error for a name that no file can have."""
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def reason_of(error: OSError) -> str:
    """Return what the system says of a failure, to go on a sentence with."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]
