"""What the file system says of a path, whatever a person wrote as one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def status_of(path: Path) -> os.stat_result:
    """Return the state of a file or folder; links are followed.

    Raises:
        OSError: It is missing or may not be looked at. A name that no file can have, such as one
            with a NUL in it, is that of a missing file; Python raises ``ValueError`` for it.
    """
    try:
        return os.stat(path)  # noqa: PTH116 - thousands of files are asked
    except ValueError:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None


def kind_at(path: Path) -> int:
    """Return the kind of what stands at a path, as ``stat.S_IFMT`` gives it; 0 for nothing.

    ``Path.is_file`` and its like raise for a name that is too long for the disk.
    """
    try:
        return stat.S_IFMT(status_of(path).st_mode)
    except OSError:
        return 0
