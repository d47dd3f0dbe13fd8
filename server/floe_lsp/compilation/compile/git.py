"""Which commit of which repository the inputs come from, for the artifact."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.schemas.types.secrets.doubtful import may_hold_secret


@dataclass(frozen=True)
class SourceRevision:
    """The commit of a checkout."""

    commit: str
    dirty: bool | None
    """Whether the text of an input differs from the commit's; ``None`` when that is unknown."""


def source_repository(folder: Path) -> str:
    """Return host and path of the repository that a folder lies in, empty when that is not known.

    The address of its remote goes without credentials; one that may still hold one is not known.
    """
    if not any(os.path.lexists(above / ".git") for above in (folder, *folder.parents)):
        return ""
    from floe_lsp.git.remotes import remote_of  # noqa: PLC0415 - as below
    from floe_lsp.git.repository import repository_of  # noqa: PLC0415

    repository = repository_of(Path(os.path.realpath(folder)))
    remote = None if repository is None else remote_of(repository)
    if remote is None or may_hold_secret(remote):
        return ""
    return remote


def source_revision(inputs: Sequence[Path]) -> SourceRevision | None:
    """Return the revision of the repository that holds the first input file.

    Only the text of the given files counts for ``dirty``: neither what a build writes beside them,
    nor what is staged, nor the rights of a file. It is unknown where git would convert a file
    (filters, ends of lines), and where the commit's objects are not here or cannot be read. No
    program is run, and of the repository's settings only attributes are read.

    ``None`` outside a repository, before its first commit, or when a file lies outside it.
    """
    if not any(os.path.lexists(above / ".git") for above in inputs[0].parents):
        return None
    # Only here, since most of what is compiled for a test lies in no repository.
    from floe_lsp.git.comparison import differs  # noqa: PLC0415 - as the comment says
    from floe_lsp.git.conversions import Attributes  # noqa: PLC0415
    from floe_lsp.git.objects import Objects  # noqa: PLC0415
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
    objects, attributes = Objects(repository.common_folder), Attributes(repository)
    try:
        root = objects.tree_of(commit)
        differing = [differs(repository, objects, attributes, root, file.parts) for file in files]
    except (OSError, Unreadable, ValueError):
        return SourceRevision(commit, None)
    if True in differing:
        return SourceRevision(commit, True)
    return SourceRevision(commit, None if None in differing else False)
