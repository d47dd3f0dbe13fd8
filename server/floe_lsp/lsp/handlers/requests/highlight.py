"""``textDocument/documentHighlight``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.highlight import highlights
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _answer(
    context: RequestContext[types.DocumentHighlightParams],
) -> list[types.DocumentHighlight]:
    return [
        types.DocumentHighlight(
            context.range(each.span), types.DocumentHighlightKind[each.kind.value]
        )
        for each in highlights(context.snapshot, context.offset(context.params.position))
    ]


REQUEST = DocumentRequest(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _answer)
