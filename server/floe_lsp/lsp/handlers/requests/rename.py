"""``textDocument/prepareRename`` and ``textDocument/rename``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.ide.dbt_files import renaming
from floe_lsp.ide.rename import (
    RenameRefused,
    RenameResult,
    RenameTarget,
    prepare_rename,
    rename,
)
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import DbtRequestContext, DocumentRequest, RequestContext

_Context = RequestContext[Any] | DbtRequestContext[Any]


def _prepare(context: RequestContext[types.PrepareRenameParams]) -> types.PrepareRenamePlaceholder:
    found = prepare_rename(context.snapshot, context.offset(context.params.position))
    return _target(context, found)


def _prepare_in_dbt_file(
    context: DbtRequestContext[types.PrepareRenameParams],
) -> types.PrepareRenamePlaceholder | None:
    found = renaming.prepare_rename(context.file, context.offset(context.params.position))
    return None if found is None else _target(context, found)


def _target(
    context: _Context, found: RenameTarget | RenameRefused
) -> types.PrepareRenamePlaceholder:
    if isinstance(found, RenameRefused):
        raise _refused(found)
    return types.PrepareRenamePlaceholder(context.range(found.span), found.placeholder)


def _answer(context: RequestContext[types.RenameParams]) -> types.WorkspaceEdit:
    offset, name = context.offset(context.params.position), context.params.new_name
    found = rename(context.snapshot, offset, name, with_files=_renames_files(context.client))
    return _edit(context, found)


def _answer_in_dbt_file(
    context: DbtRequestContext[types.RenameParams],
) -> types.WorkspaceEdit | None:
    offset, name = context.offset(context.params.position), context.params.new_name
    with_files = _renames_files(context.client)
    found = renaming.rename(context.file, offset, name, with_files=with_files)
    return None if found is None else _edit(context, found)


def _renames_files(client: ClientFeatures) -> bool:
    return client.rename_files and client.document_changes


def _edit(context: _Context, found: RenameResult | RenameRefused) -> types.WorkspaceEdit:
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
    types.TEXT_DOCUMENT_PREPARE_RENAME,
    _prepare,
    offered=lambda client: client.prepare_rename,
    in_dbt_files=_prepare_in_dbt_file,
)
RENAME = DocumentRequest(
    types.TEXT_DOCUMENT_RENAME, _answer, options=_options, in_dbt_files=_answer_in_dbt_file
)
