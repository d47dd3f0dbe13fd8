"""Files, as other files name them."""

from __future__ import annotations

import os
from pathlib import PurePath


def below_shared_folder(folder: PurePath, path: PurePath) -> str:
    """Return a path from a folder, or its last name alone where they share no folder but the root.

    So nothing of the machine is told of a file that lies elsewhere on it.
    """
    for depth, above in enumerate((folder, *folder.parents)):
        if above != PurePath(above.anchor) and path.is_relative_to(above):
            return "../" * depth + path.relative_to(above).as_posix()
    return path.name


def seen_from(folder: PurePath, path: PurePath) -> str:
    """Return a path as a file in a folder names it: the whole path on another drive."""
    try:
        return type(path)(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows knows no way from one drive to another.
        return path.as_posix()
