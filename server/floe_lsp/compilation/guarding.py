"""How our own code is run: as it is, or so that what fails stops nothing but itself.

A failure of ours is a fault in floe and none in the files. It becomes a finding about the file that
brought it about (E503), so that the others are still checked and nobody takes silence for a pass.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from .diagnostics import Diagnostic, about_file
from .documents import Document

Find = Callable[[], Iterable[Diagnostic]]

INTERNAL_ERROR = "E503"


class Guard:
    """Runs rules and stages and lets their exceptions through, as tests want it."""

    def run(self, rule: str, document: Document, find: Find) -> list[Diagnostic]:
        """Return what a rule finds in a document.

        Args:
            rule: Name of the rule, that of its file.
            document: What it looks at.
            find: Runs it.
        """
        del rule, document
        return list(find())

    def step(self, path: Path, step: Callable[[], None]) -> list[Diagnostic]:
        """Run what is done for a file, such as a stage; return what is to be said of its failure.

        Args:
            path: The file.
            step: Does it.
        """
        del path
        step()
        return []


UNGUARDED = Guard()


class Fence(Guard):
    """Makes a finding of a failure; what else is to be done for the file, or others, goes on."""

    def __init__(self, failed: Callable[[str, Exception], object] | None = None) -> None:
        """Keep who is told of each failure, for logs: what failed, and how."""
        self._failed = failed

    def run(self, rule: str, document: Document, find: Find) -> list[Diagnostic]:
        """Return what a rule finds, or that it failed."""
        try:
            return super().run(rule, document, find)
        except Exception as error:  # noqa: BLE001 - our code may fail in any way
            return [self.failure(f"the rule {rule!r}", document.path, error)]

    def step(self, path: Path, step: Callable[[], None]) -> list[Diagnostic]:
        """Run what is done for a file; return that it failed, if it did."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - our code may fail in any way
            return [self.failure(f"the analysis of {path.name}", path, error)]
        return []

    def failure(self, what: str, path: Path, error: Exception) -> Diagnostic:
        """Tell of a failure of ours and return what is to be said of it in its file."""
        if self._failed is not None:
            self._failed(what, error)
        return internal_error(path, error)


def internal_error(path: Path, error: Exception) -> Diagnostic:
    """Say that floe failed with a file, and what to report (E503).

    What the exception says is left out: it may repeat what stands in the file.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return about_file(
        INTERNAL_ERROR,
        path,
        f"this is a fault of floe, not of your file: {type(error).__name__}{place}",
        "please report it with this line, the file and what floe --version says; "
        "FLOE_TRACEBACK=1 shows more",
    )


def name_of(rule: Callable[..., object]) -> str:
    """Return the name of a rule: that of the file in which it stands."""
    return rule.__module__.rpartition(".")[2]
