"""``textDocument/documentSymbol``; flat for a client that knows no tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsprotocol import types

from floe_lsp.ide.symbols.document import DocumentSymbol, document_symbols
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext

_Symbols = list[types.DocumentSymbol] | list[types.SymbolInformation]


def _answer(context: RequestContext[types.DocumentSymbolParams]) -> _Symbols:
    found = document_symbols(context.snapshot)
    if context.client.hierarchical_symbols:
        return [_symbol(context, each) for each in found]
    uri = context.params.text_document.uri
    return [
        types.SymbolInformation(
            location=types.Location(uri, context.range(each.span)),
            name=each.name,
            kind=types.SymbolKind[each.kind.value],
            container_name=container,
        )
        for container, each in _flat(found, None)
    ]


def _symbol(context: RequestContext[Any], each: DocumentSymbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=each.name or "(no name)",
        kind=types.SymbolKind[each.kind.value],
        range=context.range(each.span),
        selection_range=context.range(each.selection),
        detail=each.detail or None,
        children=[_symbol(context, child) for child in each.children] or None,
    )


def _flat(
    symbols: tuple[DocumentSymbol, ...], container: str | None
) -> Iterator[tuple[str | None, DocumentSymbol]]:
    for each in symbols:
        yield container, each
        yield from _flat(each.children, each.name)


REQUEST = DocumentRequest(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _answer)
