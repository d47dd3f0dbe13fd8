"""Which commit the inputs come from, for the artifact's metadata."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TIMEOUT_SECONDS = 5.0
_COMMIT = "# branch.oid "
_NONE_YET = "(initial)"
"""How ``git status --porcelain=v2 --branch`` says the commit (git-status(1))."""
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks")
"""A repository's own configuration may name programs to run; none of them is needed here."""


@dataclass(frozen=True)
class SourceRevision:
    """The commit of a checkout; ``dirty`` when one of the input files differs from it."""

    commit: str
    dirty: bool


def source_revision(inputs: Sequence[Path]) -> SourceRevision | None:
    """Return the revision of the repository that holds the first input file.

    Only the given files count for ``dirty``: what a build writes beside them says nothing about
    the inputs. ``None`` outside a repository, before its first commit, or without git.
    """
    folder = inputs[0].parent
    if not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return None
    # One call says both, and starting git takes longer than what it does here.
    options = ("--porcelain=v2", "--branch", "--no-ahead-behind")
    status = _git(folder, "status", *options, "--", *map(str, inputs))
    lines = [] if status is None else status.splitlines()
    commit = next((line[len(_COMMIT) :] for line in lines if line.startswith(_COMMIT)), _NONE_YET)
    if commit == _NONE_YET:
        return None
    return SourceRevision(commit, any(not line.startswith("#") for line in lines))


def _git(folder: Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    try:
        result = subprocess.run(  # noqa: S603 - git itself, with fixed arguments and paths
            [git, *_SAFE, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout if result.returncode == 0 else None
