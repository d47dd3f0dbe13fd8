"""A code action as plain data (LSP ``CodeAction``)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from floe_lsp.compilation.diagnostics import Diagnostic, Edit
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.new_file import NewFile


class ActionKind(str, Enum):
    """Kinds of code actions, named as in the protocol."""

    QUICK_FIX = "quickfix"
    REWRITE = "refactor.rewrite"
    FIX_ALL = "source.fixAll.floe"
    FIX_NEAR_MISSES = "source.fixNearMisses.floe"
    ORGANIZE = "source.organizeTransforms.floe"
    TAKE_OVER = "source.takeOverDbt.floe"
    COMPILE = "source.compile.floe"

    def is_wanted(self, only: tuple[str, ...] | None) -> bool:
        """Whether a client that asks for some kinds alone gets this one.

        A kind covers those below it: ``source`` asks for ``source.fixAll.floe`` too.
        """
        if only is None:
            return True
        return any(not each or f"{self.value}.".startswith(f"{each}.") for each in only)


@dataclass(frozen=True)
class CodeAction:
    """Something to do at a place; ``edits`` may lie in several files."""

    title: str
    kind: ActionKind
    edits: tuple[Edit, ...]
    """In order of place within a file, without overlaps."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What it fixes."""
    is_preferred: bool = False
    """The one that "auto fix" applies."""
    is_sure: bool = False
    """Whether it keeps what was meant, whatever else may be wrong there."""
    command: EditorCommand | None = None
    """What runs on the file, after the edits where there are some."""
    told: str | None = None
    """What a person is told when the edits have been made, by ``EditorCommand.TELL``."""
    new_file: NewFile | None = None
    """What is created, and shown when it is."""
