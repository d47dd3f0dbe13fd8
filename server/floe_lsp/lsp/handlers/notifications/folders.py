"""``workspace/didChangeWorkspaceFolders``."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

from . import configuration


def did_change(conversation: Conversation, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take the folders; those that are new are looked through when their settings are known."""
    folders = conversation.session.folders
    removed = uris.to_paths((each.uri for each in params.event.removed), "a closed folder")
    added = uris.to_paths((each.uri for each in params.event.added), "a workspace folder")
    kept = [each for each in folders if each.path not in removed]
    known = {each.path for each in kept}
    kept += [WorkspaceFolder(path, folders.elsewhere) for path in added if path not in known]
    folders.set(kept)
    moved = conversation.session.store.move_buffers(folders.paths)
    changes = [Change(Cause.FOLDERS_CLOSED, path) for path in removed]
    changes += [Change(Cause.CLOSED, before) for before, _ in moved]
    changes += [Change(Cause.OPENED, now) for _, now in moved]
    did_modify(conversation, changes)
    conversation.tasks.start(_open(conversation, added))


async def _open(conversation: Conversation, added: list[Path]) -> None:
    session = conversation.session
    before = {each.path: each.settings for each in session.folders}
    await configuration.fetch(session, conversation.protocol)
    # Where a question before was answered too late, its folders get their settings only now.
    late = [each.path for each in session.folders if each.settings != before.get(each.path)]
    did_modify(
        conversation,
        [Change(Cause.FOLDERS_OPENED, path) for path in dict.fromkeys([*added, *late])],
    )
