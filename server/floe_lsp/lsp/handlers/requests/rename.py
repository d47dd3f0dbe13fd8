"""``textDocument/prepareRename`` and ``textDocument/rename``."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.ide.rename import RenameRefused, prepare_rename, rename
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _prepare(context: RequestContext[types.PrepareRenameParams]) -> types.PrepareRenamePlaceholder:
    found = prepare_rename(context.snapshot, context.offset(context.params.position))
    if isinstance(found, RenameRefused):
        raise _refused(found)
    return types.PrepareRenamePlaceholder(context.range(found.span), found.placeholder)


def _answer(context: RequestContext[types.RenameParams]) -> types.WorkspaceEdit:
    client = context.client
    found = rename(
        context.snapshot,
        context.offset(context.params.position),
        context.params.new_name,
        with_files=client.rename_files and client.document_changes,
    )
    if isinstance(found, RenameRefused):
        raise _refused(found)
    if found.left:
        context.say("; ".join(found.left))
    return context.convert.rename_edit(found)


def _refused(found: RenameRefused) -> JsonRpcException:
    """The reason, which editors show as it is (LSP 3.17, "Rename Request")."""
    return JsonRpcException(found.reason, int(types.LSPErrorCodes.RequestFailed))


def _options(client: ClientFeatures) -> types.RenameOptions:
    return types.RenameOptions(prepare_provider=client.prepare_rename)


PREPARE = DocumentRequest(
    types.TEXT_DOCUMENT_PREPARE_RENAME, _prepare, offered=lambda client: client.prepare_rename
)
RENAME = DocumentRequest(types.TEXT_DOCUMENT_RENAME, _answer, options=_options)
