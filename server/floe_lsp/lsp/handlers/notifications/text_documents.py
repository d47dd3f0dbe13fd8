"""``textDocument/didOpen``, ``didChange``, ``didSave`` and ``didClose``.

Tiny and synchronous, so that texts never mix.
"""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.lsp.state.documents import OutOfStepError
from floe_lsp.lsp.wire import messages, uris
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify


def did_open(conversation: Conversation, params: types.DidOpenTextDocumentParams) -> None:
    """Take a document as the editor opens it."""
    item, session = params.text_document, conversation.session
    path = next(iter(uris.to_paths([item.uri], "the place of a document")), None)
    document = session.store.open(
        item.uri,
        path or session.store.path_of_buffer(item.uri, session.folders.paths),
        item.version,
        item.text,
        on_disk=path is not None,
    )
    did_modify(conversation, [Change(Cause.OPENED, document.path)])


def did_change(conversation: Conversation, params: types.DidChangeTextDocumentParams) -> None:
    """Apply the changes of a document, or give it up when they do not fit."""
    item, store = params.text_document, conversation.session.store
    before = store.get(item.uri)
    try:
        document = store.change(item.uri, item.version, params.content_changes)
    except OutOfStepError as error:
        _say_that_it_is_out_of_step(conversation, item.uri, error)
        if before is not None:
            did_modify(conversation, [Change(Cause.OUT_OF_STEP, before.path)])
        return
    if before is not None:
        at = store.end_of(params.content_changes, document)
        conversation.session.patience.edited(document.path, before.text, document.text, at)
    did_modify(conversation, [Change(Cause.EDITED, document.path)])


def did_save(conversation: Conversation, params: types.DidSaveTextDocumentParams) -> None:
    """Say that the text on disk is that of the editor."""
    document = conversation.session.store.get(params.text_document.uri)
    if document is not None:
        did_modify(conversation, [Change(Cause.SAVED, document.path)])


def did_close(conversation: Conversation, params: types.DidCloseTextDocumentParams) -> None:
    """Let the file on disk count again."""
    document = conversation.session.store.close(params.text_document.uri)
    if document is not None:
        did_modify(conversation, [Change(Cause.CLOSED, document.path)])


def _say_that_it_is_out_of_step(
    conversation: Conversation, uri: str, error: OutOfStepError
) -> None:
    messages.show(
        conversation.protocol,
        types.MessageType.Warning,
        f"{uris.name(uri)}: a change could not be applied ({error}). Close the file and "
        "open it again to go on checking it.",
    )
