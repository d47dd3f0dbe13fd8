"""``textDocument/documentLink``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.document_links import document_links
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _answer(context: RequestContext[types.DocumentLinkParams]) -> list[types.DocumentLink]:
    return [
        types.DocumentLink(
            context.range(each.span),
            target=each.uri,
            tooltip=each.tooltip if context.client.link_tooltips else None,
        )
        for each in document_links(context.snapshot)
    ]


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_DOCUMENT_LINK, _answer, options=lambda _: types.DocumentLinkOptions()
)
