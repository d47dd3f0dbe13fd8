"""What renaming results in: edits and renamed files, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.syntax import Span


@dataclass(frozen=True)
class RenameTarget:
    """What can be renamed at the cursor."""

    span: Span
    """The name as typed, without quotes, in the text of the snapshot's document."""
    placeholder: str
    """The name as it is now."""


@dataclass(frozen=True)
class RenameRefused:
    """Why nothing is renamed: one sentence for the person, without a full stop."""

    reason: str


@dataclass(frozen=True)
class ChangeNote:
    """What a change outside of the file is about, for a person to agree to.

    LSP ``ChangeAnnotation`` with ``needsConfirmation``.
    """

    label: str
    description: str


@dataclass(frozen=True)
class EditToConfirm:
    """An edit of another file that is only made when the person agrees."""

    edit: Edit
    note: ChangeNote


@dataclass(frozen=True)
class FileRename:
    """A file that gets another name. ``note`` is there when the person has to agree."""

    old: Path
    new: Path
    note: ChangeNote | None = None


@dataclass(frozen=True)
class RenameResult:
    """The changes of a rename; spans count in the texts that the edits name."""

    edits: tuple[Edit, ...]
    """Made at once."""
    file_renames: tuple[FileRename, ...] = ()
    """Made when the person agrees."""
    edits_to_confirm: tuple[EditToConfirm, ...] = ()
    """Made when the person agrees."""
    left: tuple[str, ...] = ()
    """What the person has to do or to look at besides: sentences without a full stop."""
