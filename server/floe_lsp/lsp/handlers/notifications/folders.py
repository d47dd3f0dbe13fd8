"""``workspace/didChangeWorkspaceFolders``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

from . import configuration


def did_change(conversation: Conversation, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take the folders; those that are new are looked through when their settings are known."""
    folders = conversation.session.folders
    removed = {uris.to_path(each.uri) for each in params.event.removed}
    added = [uris.to_path(each.uri) for each in params.event.added]
    kept = [each for each in folders if each.path not in removed]
    known = {each.path for each in kept}
    kept += [
        WorkspaceFolder(path, folders.elsewhere)
        for path in added
        if path is not None and path not in known
    ]
    folders.set(kept)
    did_modify(conversation, [Change(Cause.FOLDERS_CLOSED)])
    conversation.tasks.start(_open(conversation))


async def _open(conversation: Conversation) -> None:
    await configuration.fetch(conversation.session, conversation.protocol)
    did_modify(conversation, [Change(Cause.FOLDERS_OPENED)])
