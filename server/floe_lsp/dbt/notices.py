"""What is said in the log of a project that is not read whole: once, and again when it changes.

Such a project is no mistake of anybody, so it has no finding; but who misses a description or a
model must be able to see why.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from floe_lsp.wording.quoting import quote_name

_log = logging.getLogger(__name__)


_MAX_NAMED = 20


class Notices:
    """What was said of each project."""

    def __init__(self) -> None:
        self.said: dict[Path, dict[str, str]] = {}
        """By folder and subject; whoever keeps the files drops what nobody asks for any more."""

    def say(self, folder: Path, subject: str, text: str | None) -> None:
        """Log one line, unless it is what was said last.

        Args:
            folder: The folder of the project.
            subject: What it is about; of each only the last is remembered.
            text: What is not read, and why; ``None`` when nothing is left to be said.
        """
        said = self.said.setdefault(folder, {})
        if text is None:
            said.pop(subject, None)
        elif said.get(subject) != text:
            said[subject] = text
            _log.warning("dbt project %s: %s", quote_name(str(folder)), text)


def named(folder: Path, files: Sequence[Path]) -> str:
    """Return the names of files of a project, from its folder on; of many the first."""
    names = (quote_name(_from(folder, each).as_posix()) for each in files[:_MAX_NAMED])
    more = len(files) - _MAX_NAMED
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")


def _from(folder: Path, file: Path) -> Path:
    """Return a path from a folder on, or all of it where it does not begin with the folder."""
    return file.relative_to(folder) if file.is_relative_to(folder) else file
