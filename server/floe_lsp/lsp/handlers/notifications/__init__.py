"""The notifications that are served, one small file a group; each only says what has changed."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.lsp.handlers.handler import Handler

from . import configuration, folders, text_documents, watched_files

NOTIFICATIONS: tuple[Handler, ...] = (
    Handler(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, folders.did_change),
    Handler(types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change),
    Handler(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched_files.did_change),
    Handler(types.TEXT_DOCUMENT_DID_OPEN, text_documents.did_open),
    Handler(types.TEXT_DOCUMENT_DID_CHANGE, text_documents.did_change),
    Handler(types.TEXT_DOCUMENT_DID_SAVE, text_documents.did_save),
    Handler(types.TEXT_DOCUMENT_DID_CLOSE, text_documents.did_close),
)
