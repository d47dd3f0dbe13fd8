"""Which commit the inputs come from, for the artifact's metadata (FR-008)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TIMEOUT_SECONDS = 5.0
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks")
"""A repository's own configuration may name programs to run; none of them is needed here."""


@dataclass(frozen=True)
class Revision:
    """The commit of a checkout; ``dirty`` when one of the input files differs from it."""

    commit: str
    dirty: bool


def revision(inputs: Sequence[Path]) -> Revision | None:
    """Return the revision of the repository that holds the first input file.

    Only the given files count for ``dirty``: what a build writes beside them says nothing about
    the inputs. ``None`` outside a repository, before its first commit, or without git.
    """
    git = shutil.which("git")
    folder = inputs[0].parent
    if git is None or not any((above / ".git").exists() for above in (folder, *folder.parents)):
        return None
    commit = _run(git, folder, "rev-parse", "--verify", "HEAD")
    status = _run(git, folder, "status", "--porcelain", "--", *map(str, inputs))
    if commit is None or status is None:
        return None
    return Revision(commit.strip(), bool(status.strip()))


def _run(git: str, folder: Path, *arguments: str) -> str | None:
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
