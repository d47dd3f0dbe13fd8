"""The file of a new product: created by the editor, so that it can be undone.

A file that is there already is never overwritten (LSP 3.17, ``workspace/applyEdit``).
"""

from __future__ import annotations

import contextlib
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.ide.new_product import NewProduct, problem, product_text

from .context import CommandContext


async def create_product(context: CommandContext, new: NewProduct) -> dict[str, Any]:
    """Let the editor create the file and show it; answer with its text in any case."""
    session, client = context.session, context.session.client
    refusal = await context.run(lambda _: problem(new, session.files.sources))
    if refusal is not None:
        return refused(context, refusal)
    text = await context.run(lambda _: product_text(new, session.files.sources))
    uri = session.convert.uri(new.file)
    made = {"uri": uri, "path": str(new.file), "text": text}
    if not (client.apply_edit and client.document_changes and client.create_files):
        return refused(context, "this editor lets no server create a file", **made)
    failure = await _create(context, uri, text)
    if failure is not None:
        return refused(context, f"{new.file.name} was not created: {failure}", **made)
    if client.show_document:
        # What cannot be shown has been created all the same.
        with contextlib.suppress(JsonRpcException):
            await context.request(
                types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(uri, take_focus=True)
            )
    return {"ok": True, **made, "message": f"{new.folder.name} has a {new.file.name} now"}


async def _create(context: CommandContext, uri: str, text: str) -> str | None:
    """Let the editor create the file; return why it did not, which only it can know."""
    edit = types.ApplyWorkspaceEditParams(_creation(uri, text), label="Floe: New Product")
    try:
        answer: types.ApplyWorkspaceEditResult = await context.request(
            types.WORKSPACE_APPLY_EDIT, edit
        )
    except JsonRpcException as error:
        return error.message
    return None if answer.applied else answer.failure_reason or "the editor gave no reason"


def _creation(uri: str, text: str) -> types.WorkspaceEdit:
    """Return the edit that creates a file with a text, and fails when there is one."""
    start = types.Position(0, 0)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(
                uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
            ),
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri),
                [types.TextEdit(types.Range(start, start), text)],
            ),
        ]
    )


def refused(context: CommandContext, message: str, **more: Any) -> dict[str, Any]:
    """Show why there is no new product, and answer with it."""
    context.show(types.MessageType.Warning, message)
    return {"ok": False, **more, "message": message}
