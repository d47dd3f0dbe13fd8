"""What ``floe artifact diff`` is told to compare: a file, or what a git revision has.

``git:REV`` is the file of the other argument at that revision where it is committed, and else its
product, compiled as it was then. ``git:REV:PATH`` names another file, as git writes it: from the
root of the repository, or from the current folder where it begins with ``./`` or ``../``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.cli.arguments import named_path
from floe_lsp.compilation.generate.output import DEFAULT_OUTPUT
from floe_lsp.wording.quoting import quote

PREFIX = "git:"


@dataclass(frozen=True)
class AtRevision:
    """What a git revision has."""

    revision: str
    path: str | None
    """The file, as it was written; ``None`` for that of the other argument."""

    def __str__(self) -> str:
        return f"{PREFIX}{self.revision}" + ("" if self.path is None else f":{self.path}")


Operand = Path | AtRevision


def operand(text: str) -> Operand:
    """Return what an argument names; a file whose name begins with ``git:`` is ``./git:...``."""
    if not text.startswith(PREFIX):
        return named_path(text)
    revision, colon, path = text.removeprefix(PREFIX).partition(":")
    if not revision:
        raise argparse.ArgumentTypeError(
            f"{quote(text)} names no revision; write git:HEAD~1, or git:main:PATH"
        )
    if not colon:
        return AtRevision(revision, None)
    return AtRevision(revision, str(named_path(path)) if not path.startswith(".") else path)


def file_beside(other: Operand) -> Path:
    """Return the file that ``git:REV`` alone stands for: that of the other argument."""
    return other if isinstance(other, Path) else DEFAULT_OUTPUT
