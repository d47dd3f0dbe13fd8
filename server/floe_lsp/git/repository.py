"""Where a file's repository lies (gitrepository-layout(5)), and the commit that it stands on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from .reading import Unreadable, content

_SMALL = 4 * 1024
"""Bytes; a reference and a path are much shorter."""
_PACKED_REFS = 64 * 1024 * 1024
"""Bytes; a line a branch or tag."""
_MAX_LINKS = 5
"""References that lead to each other, as many as git follows."""
_COMMIT = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_PACKED = re.compile(rb"^[0-9a-f]{40,64} (refs/[^\n]+)$", re.MULTILINE)
_REFERENCE = re.compile(r"refs(?:/(?!\.)[^\x00-\x20\x7f~^:?*\[\\/]+)+\Z")
"""Such as ``refs/heads/main``; nothing that leads up or out (git-check-ref-format(1))."""


@dataclass(frozen=True)
class Repository:
    """The folders of a checkout."""

    work_tree: Path
    git_folder: Path
    """HEAD and what belongs to this work tree alone."""
    common_folder: Path
    """References and objects; the same folder unless this is a further work tree."""


def repository_of(folder: Path) -> Repository | None:
    """Return the repository whose files lie in a folder.

    Only ``.git`` makes one: a bare repository among the files is a folder like any other.
    """
    for above in (folder, *folder.parents):
        mark = above / ".git"
        if not os.path.lexists(mark):
            continue
        if mark.is_symlink():
            return None
        if mark.is_dir():
            return Repository(above, mark, mark)
        try:
            return _linked(above, mark)
        except Unreadable:
            return None
    return None


def _linked(work_tree: Path, mark: Path) -> Repository | None:
    """Follow a ``.git`` file to the folder that it names, if that belongs to this work tree.

    That of a further work tree names the file in turn, and that of a submodule lies in the
    repository around it. Anything else would read a stranger's repository.
    """
    line = content(mark, work_tree, _SMALL)
    if not line.startswith(b"gitdir:"):
        return None
    git_folder = _path(line[len(b"gitdir:") :], work_tree)
    if git_folder is None:
        return None
    if any(_is_module_of(above, git_folder) for above in work_tree.parents):
        return Repository(work_tree, git_folder, git_folder)
    if git_folder.parent.name != "worktrees":
        return None
    common = git_folder.parent.parent
    back = _path(content(git_folder / "gitdir", common, _SMALL), git_folder)
    if back is None or os.path.realpath(back) != os.path.realpath(mark):
        return None
    return Repository(work_tree, git_folder, common)


def _is_module_of(above: Path, git_folder: Path) -> bool:
    """Whether a folder belongs to the repository of ``above``; no link on the way is followed."""
    modules = Path(".git", "modules")
    if not git_folder.is_relative_to(above / modules):
        return False
    real = Path(os.path.realpath(above), git_folder.relative_to(above))
    return Path(os.path.realpath(git_folder)) == real


def _path(text: bytes, base: Path) -> Path | None:
    """Return the path that a file of git names; ``None`` for one on another machine."""
    name = os.fsdecode(text.strip())
    if "\0" in name or name[:2] in {"//", "\\\\", "/\\", "\\/"}:
        return None
    return Path(os.path.normpath(base / name))


def head_commit(repository: Repository) -> str | None:
    """Return the commit that HEAD stands for; ``None`` before the first one.

    Raises:
        Unreadable: A reference cannot be read.
    """
    return _followed(
        repository, content(repository.git_folder / "HEAD", repository.git_folder, _SMALL)
    )


def referred(repository: Repository, name: str) -> str | None:
    """Return the object that a reference stands for; ``None`` where there is no such reference.

    Args:
        repository: Whose reference it is.
        name: The whole name, such as ``refs/heads/main``.

    Raises:
        Unreadable: It cannot be read.
    """
    return _followed(repository, b"ref: " + name.encode(errors="replace"))


def reference_names(repository: Repository, most: int) -> Iterator[str]:
    """Yield whole names of branches and tags, at most so many; none where they cannot be read."""
    common = repository.common_folder
    with suppress(Unreadable, OSError):
        packed = common / "packed-refs"
        lines = content(packed, common, _PACKED_REFS) if os.path.lexists(packed) else b""
        for found in islice(_PACKED.finditer(lines), most):
            yield found[1].decode(errors="replace")
    with suppress(OSError):
        refs = common / "refs"
        for path in () if refs.is_symlink() else islice(refs.rglob("*"), most):
            if not path.is_dir():
                yield path.relative_to(common).as_posix()


def _followed(repository: Repository, value: bytes) -> str | None:
    for _ in range(_MAX_LINKS):
        value = value.strip()
        if _COMMIT.match(value):
            return value.decode()
        if not value.startswith(b"ref:"):
            break
        name = value[len(b"ref:") :].strip().decode(errors="replace")
        if not _REFERENCE.match(name):
            break
        value = _reference(repository.common_folder, name)
    return None


def _reference(folder: Path, name: str) -> bytes:
    if os.path.lexists(path := folder / name) and not path.is_dir():
        return content(path, folder, _SMALL)
    if not os.path.lexists(packed := folder / "packed-refs"):
        return b""
    # Not split into lines, of which a file may hold tens of millions, and searched once: as git
    # writes it, a name stands there once.
    lines = content(packed, folder, _PACKED_REFS)
    end = lines.find(b" " + name.encode() + b"\n")
    if end < 0:
        return b""
    commit = lines[lines.rfind(b"\n", 0, end) + 1 : end]
    if not _COMMIT.match(commit):
        raise Unreadable("a packed reference is damaged")
    return commit
