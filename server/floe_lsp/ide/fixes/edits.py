"""Text edits of the snapshot's own document as code actions."""

from __future__ import annotations

from collections.abc import Iterable

from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import TextEdit

from .actions import ActionKind, CodeAction


def action(
    snapshot: Snapshot, title: str, kind: ActionKind, edits: Iterable[TextEdit]
) -> CodeAction:
    """Return a code action that edits the document."""
    document = snapshot.document
    return CodeAction(
        title,
        kind,
        tuple(Edit(Location(document.path, edit.span, document.text), edit.text) for edit in edits),
    )
