"""``textDocument/hover``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.ide.dbt_files.hover import hover as hover_in_dbt_file
from floe_lsp.ide.hover import Hover, hover
from floe_lsp.ide.hover.data_contracts import contract_hover
from floe_lsp.lsp.work.request_runner import (
    ContractContext,
    DbtRequestContext,
    DocumentRequest,
    RequestContext,
)


def _answer(context: RequestContext[types.HoverParams]) -> types.Hover | None:
    return _shown(context, hover(context.snapshot, context.offset(context.params.position)))


def _answer_in_dbt_file(context: DbtRequestContext[types.HoverParams]) -> types.Hover | None:
    found = hover_in_dbt_file(context.file, context.offset(context.params.position))
    return _shown(context, found)


def _of_contract(context: ContractContext[types.HoverParams]) -> types.Hover | None:
    found = contract_hover(context.document, context.offset(context.params.position))
    return _shown(context, found)


def _shown(
    context: RequestContext[Any] | DbtRequestContext[Any] | ContractContext[Any],
    found: Hover | None,
) -> types.Hover | None:
    if found is None:
        return None
    content = context.convert.content(found.content, markdown=context.client.hover_markdown)
    return types.Hover(content, context.range(found.span))


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_HOVER,
    _answer,
    in_dbt_files=_answer_in_dbt_file,
    of_contract=_of_contract,
)
