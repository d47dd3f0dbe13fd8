"""What may be written over: nothing, or an ordinary file. A link is never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from .names import is_of_tools
from .opening import RefusedFile
from .status import kind_in_words, status_of


def refuse_target(path: Path) -> int | None:
    """Return type and permissions of the file at a path, ``None`` where nothing stands.

    Raises:
        RefusedFile: Something else than an ordinary file stands there.
        OSError: It may not be looked at.
    """
    try:
        mode = status_of(path, follow=False).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return mode
    if stat.S_ISLNK(mode):
        raise RefusedFile(path, f"it is a link to '{end_of_link(path)}', which is not followed")
    raise RefusedFile(path, f"it is {kind_in_words(mode)}")


def end_of_link(path: Path) -> str:
    """Return where a link leads, through all further ones."""
    return os.path.realpath(path)


def link_out_of(folder: Path, path: Path) -> Path | None:
    """Return the first folder on the way to ``path`` that is a link in ``folder`` and leads out.

    Args:
        folder: A folder; it may be reached by links itself.
        path: Any path; what does not exist leads nowhere.
    """
    inside = Path(os.path.realpath(folder))
    for step in reversed(path.parents):
        if os.path.islink(step):  # noqa: PTH114 - ``Path`` raises for a name that is too long
            stands_in = Path(os.path.realpath(step.parent)).is_relative_to(inside)
            if stands_in and not Path(os.path.realpath(step)).is_relative_to(inside):
                return step
    return None


def stands_below(path: Path, folder: Path, names: Sequence[str]) -> bool:
    """Whether a path stands below one of some folders, whatever their paths are.

    Folders of tools below them do not count, unless they are named themselves.

    Args:
        path: A file.
        folder: What the names of the folders count from.
        names: Paths of folders; one that is missing holds nothing.
    """
    wanted = [status for name in names if (status := _status(folder / name)) is not None]
    for above in path.parents:
        status = _status(above)
        if status is not None and any(os.path.samestat(status, each) for each in wanted):
            return True
        if is_of_tools(above.name):
            return False
    return False


def _status(path: Path) -> os.stat_result | None:
    try:
        return status_of(path)
    except OSError:
        return None


def blocking_parent(path: Path) -> Path | None:
    """Return what stands in the place of a folder above a path and is none."""
    for above in path.parents:
        if os.path.lexists(above):
            return None if above.is_dir() else above
    return None
