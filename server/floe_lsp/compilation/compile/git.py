"""Which commit the inputs come from, for the artifact's metadata."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from floe_lsp.git.objects import Objects
    from floe_lsp.git.repository import Repository

_MAX_INPUT = 16 * 1024 * 1024
"""Bytes; no input of a compilation is as long."""
_FILES = (b"100644", b"100755", b"100664")


@dataclass(frozen=True)
class SourceRevision:
    """The commit of a checkout."""

    commit: str
    dirty: bool | None
    """Whether the text of an input differs from the commit's; ``None`` when that is unknown."""


def source_revision(inputs: Sequence[Path]) -> SourceRevision | None:
    """Return the revision of the repository that holds the first input file.

    Only the text of the given files counts for ``dirty``: neither what a build writes beside them,
    nor what is staged, nor the rights of a file. It is unknown where git would convert a file
    (filters, ends of lines), and where the commit's objects are not here or cannot be read. No
    program is run, and of the repository's configuration only attributes are read.

    ``None`` outside a repository, before its first commit, or when a file lies outside it.
    """
    if not any(os.path.lexists(above / ".git") for above in inputs[0].parents):
        return None
    # Only here, since most of what is compiled for a test lies in no repository.
    from floe_lsp.git.objects import Objects  # noqa: PLC0415 - as the comment says
    from floe_lsp.git.reading import Unreadable  # noqa: PLC0415
    from floe_lsp.git.repository import head_commit, repository_of  # noqa: PLC0415

    repository = repository_of(Path(os.path.realpath(inputs[0].parent)))
    if repository is None:
        return None
    try:
        files = [Path(os.path.realpath(each)).relative_to(repository.work_tree) for each in inputs]
        commit = head_commit(repository)
        if commit is None:
            return None
    except (OSError, Unreadable, ValueError):
        return None
    objects = Objects(repository.common_folder)
    try:
        root = objects.tree_of(commit)
        differing = [_differs(repository, objects, root, file.parts) for file in files]
    except (OSError, Unreadable, ValueError):
        return SourceRevision(commit, None)
    if True in differing:
        return SourceRevision(commit, True)
    return SourceRevision(commit, None if None in differing else False)


def _differs(
    repository: Repository, objects: Objects, root: str, parts: tuple[str, ...]
) -> bool | None:
    from floe_lsp.git.conversions import may_be_converted  # noqa: PLC0415 - as above
    from floe_lsp.git.objects import FOLDER_MODE  # noqa: PLC0415
    from floe_lsp.git.reading import content  # noqa: PLC0415

    mode, number = FOLDER_MODE, root
    for part in parts:
        if mode != FOLDER_MODE:
            return None  # a submodule, whose files have a commit of their own
        entry = objects.entry(number, os.fsencode(part))
        if entry is None:
            return True
        mode, number = entry
    if mode not in _FILES:
        return None
    top = repository.work_tree
    text = content(top.joinpath(*parts), top, _MAX_INPUT)
    if _blob(text, number) == number:
        return False
    unix = text.replace(b"\r\n", b"\n")
    if number in {_blob(unix, number), _blob(unix.replace(b"\n", b"\r\n"), number)}:
        return None  # the same lines; whether git says so is a matter of its settings
    return None if may_be_converted(repository, parts) else True


def _blob(text: bytes, like: str) -> str:
    """Return the id of a file's content, by the digest that another id was made with."""
    # SHA-1 where the repository was made with it: an id to compare, not a signature.
    digest = hashlib.sha1(usedforsecurity=False) if len(like) == 40 else hashlib.sha256()
    digest.update(b"blob %d\0" % len(text))
    digest.update(text)
    return digest.hexdigest()
