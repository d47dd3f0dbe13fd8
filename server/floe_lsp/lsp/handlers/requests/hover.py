"""``textDocument/hover``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.hover import hover
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _answer(context: RequestContext[types.HoverParams]) -> types.Hover | None:
    found = hover(context.snapshot, context.offset(context.params.position))
    if found is None:
        return None
    content = context.convert.content(found.content, markdown=context.client.hover_markdown)
    return types.Hover(content, context.range(found.span))


REQUEST = DocumentRequest(types.TEXT_DOCUMENT_HOVER, _answer)
