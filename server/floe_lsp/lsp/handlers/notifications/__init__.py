"""The notifications that are served, one small file a group; each only says what has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from floe_lsp.lsp.work.conversation import Conversation

from . import caret, configuration, folders, text_documents, watched_files

NOTIFICATIONS: dict[str, Callable[[Conversation, Any], None]] = {
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: folders.did_change,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: configuration.did_change,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched_files.did_change,
    caret.METHOD: caret.did_move,
    types.TEXT_DOCUMENT_DID_OPEN: text_documents.did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: text_documents.did_change,
    types.TEXT_DOCUMENT_DID_SAVE: text_documents.did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: text_documents.did_close,
}
