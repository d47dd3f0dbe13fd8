"""``textDocument/documentHighlight``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.highlight import highlights
from floe_lsp.lsp.work.request_runner import Context, Request


def _answer(context: Context[types.DocumentHighlightParams]) -> list[types.DocumentHighlight]:
    return [
        types.DocumentHighlight(
            context.range(each.span), types.DocumentHighlightKind[each.kind.value]
        )
        for each in highlights(context.snapshot, context.offset(context.params.position))
    ]


REQUEST = Request(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _answer)
