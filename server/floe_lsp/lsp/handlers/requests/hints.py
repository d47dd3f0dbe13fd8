"""``textDocument/inlayHint``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.inlay_hints import inlay_hints
from floe_lsp.lsp.work.request_runner import DocumentRequest, Refresh, RequestContext


def _answer(context: RequestContext[types.InlayHintParams]) -> list[types.InlayHint]:
    if not context.settings.inlay_hints:
        return []
    text = context.snapshot.document.text
    return [
        types.InlayHint(
            context.convert.position(text, each.offset),
            each.label,
            tooltip=each.tooltip,
            padding_left=True,
        )
        for each in inlay_hints(context.snapshot, context.convert.span(text, context.params.range))
    ]


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_INLAY_HINT,
    _answer,
    fresh=True,
    refresh=Refresh(types.WORKSPACE_INLAY_HINT_REFRESH, lambda client: client.inlay_hint_refresh),
)
