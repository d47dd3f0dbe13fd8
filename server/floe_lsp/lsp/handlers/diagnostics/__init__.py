"""Brings findings to the editor: pushed, or pulled where it asks for them; never both.

LSP 3.17, "Publish Diagnostics" and "Pull Diagnostics".
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.lsp.handlers.handler import Handler
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.work.conversation import Conversation

from .pull import Pull
from .push import Push

__all__ = ["DIAGNOSTICS", "Pull", "Push"]


async def _document(conversation: Conversation, params: types.DocumentDiagnosticParams) -> Any:
    """``textDocument/diagnostic``: of the text as it is now."""
    document = conversation.session.store.get(params.text_document.uri)
    path = uris.to_path(params.text_document.uri) if document is None else document.path
    if path is None or not isinstance(conversation.publisher, Pull):
        return types.RelatedFullDocumentDiagnosticReport([])
    await conversation.scheduler.fresh(path)
    return conversation.publisher.document(path, params.previous_result_id)


async def _workspace(conversation: Conversation, params: types.WorkspaceDiagnosticParams) -> Any:
    """``workspace/diagnostic``: held until there is something to say."""
    if not isinstance(conversation.publisher, Pull):
        return types.WorkspaceDiagnosticReport([])
    return await conversation.publisher.workspace(params.previous_result_ids)


def _options(_: ClientFeatures) -> types.DiagnosticOptions:
    return types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=True, identifier="floe"
    )


def _pulls(client: ClientFeatures) -> bool:
    return client.pull_diagnostics


DIAGNOSTICS: tuple[Handler, ...] = (
    Handler(types.TEXT_DOCUMENT_DIAGNOSTIC, _document, _options, _pulls),
    Handler(types.WORKSPACE_DIAGNOSTIC, _workspace, offered=_pulls),
)
"""The requests for findings."""
