"""``textDocument/documentHighlight``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lsprotocol import types

from floe_lsp.ide.dbt_files import moving
from floe_lsp.ide.highlight import Highlight, highlights
from floe_lsp.lsp.work.request_runner import DbtRequestContext, DocumentRequest, RequestContext


def _answer(
    context: RequestContext[types.DocumentHighlightParams],
) -> list[types.DocumentHighlight]:
    found = highlights(context.snapshot, context.offset(context.params.position))
    return _shown(context, found)


def _answer_in_dbt_file(
    context: DbtRequestContext[types.DocumentHighlightParams],
) -> list[types.DocumentHighlight] | None:
    found = moving.highlights(context.file, context.offset(context.params.position))
    # Where it knows nothing, an editor highlights the word that it sees.
    return _shown(context, found) or None


def _shown(
    context: RequestContext[Any] | DbtRequestContext[Any], found: Iterable[Highlight]
) -> list[types.DocumentHighlight]:
    return [
        types.DocumentHighlight(
            context.range(each.span), types.DocumentHighlightKind[each.kind.value]
        )
        for each in found
    ]


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _answer, in_dbt_files=_answer_in_dbt_file
)
