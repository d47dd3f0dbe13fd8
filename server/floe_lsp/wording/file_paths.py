"""Files, as other files name them."""

from __future__ import annotations

import os
from pathlib import PurePath


def seen_from(folder: PurePath, path: PurePath) -> str:
    """Return a path as a file in a folder names it: the whole path on another drive."""
    try:
        return type(path)(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows knows no way from one drive to another.
        return path.as_posix()
