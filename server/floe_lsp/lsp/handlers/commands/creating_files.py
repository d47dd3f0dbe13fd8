"""Lets the editor create files, so that it is seen and can be undone; the server writes none.

An editor that creates no file from an edit gets the text and the reason instead. A file that is
there already is never overwritten (LSP 3.17, ``workspace/applyEdit``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.ide.new_file import NewFile

from .context import CommandContext

_CREATES_NONE = "this editor lets no server create a file; create it by hand"


async def created_by_editor(
    context: CommandContext, files: Sequence[NewFile], label: str
) -> str | None:
    """Let the editor create files; return why it did not, and then what a person can do."""
    client = context.session.client
    if not (client.apply_edit and client.creates_files):
        return _CREATES_NONE
    return await applied(context, context.session.convert.creation(files), label)


async def applied(context: CommandContext, edit: types.WorkspaceEdit, label: str) -> str | None:
    """Let the editor apply an edit; return why it did not."""
    params = types.ApplyWorkspaceEditParams(edit, label=label)
    try:
        answer: types.ApplyWorkspaceEditResult = await context.request(
            types.WORKSPACE_APPLY_EDIT, params
        )
    except JsonRpcException as error:
        return error.message
    return None if answer.applied else answer.failure_reason or "the editor gave no reason"


async def show(context: CommandContext, path: Path) -> None:
    """Let the editor show a file; what cannot be shown is there all the same."""
    if context.session.client.show_document:
        shown = types.ShowDocumentParams(context.session.convert.uri(path), take_focus=True)
        with contextlib.suppress(JsonRpcException):
            await context.request(types.WINDOW_SHOW_DOCUMENT, shown)


def refused(context: CommandContext, message: str, **more: Any) -> dict[str, Any]:
    """Show why nothing was done, and answer with it."""
    context.show(types.MessageType.Warning, message)
    return {"ok": False, **more, "message": message}
