"""``textDocument/semanticTokens/full`` and ``range``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lsprotocol import types

from floe_lsp.ide.semantic_tokens import SemanticToken, TokenModifier, TokenType, semantic_tokens
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext

_TYPES = tuple(dict.fromkeys(each.standard for each in TokenType))
_MODIFIERS = tuple(each.value for each in TokenModifier)
_LEGEND = types.SemanticTokensLegend(list(_TYPES), list(_MODIFIERS))


def _full(context: RequestContext[types.SemanticTokensParams]) -> types.SemanticTokens:
    return _encoded(context, semantic_tokens(context.snapshot))


def _range(context: RequestContext[types.SemanticTokensRangeParams]) -> types.SemanticTokens:
    span = context.convert.span(context.snapshot.document.text, context.params.range)
    return _encoded(context, semantic_tokens(context.snapshot, span))


def _encoded(context: RequestContext[Any], tokens: Iterable[SemanticToken]) -> types.SemanticTokens:
    """Encode each token relative to the one before it (LSP 3.17, "Semantic Tokens")."""
    data: list[int] = []
    line, character = 0, 0
    for token in tokens:
        found = context.range(token.span)
        if found.start.line != line:
            character = 0
        data += (
            found.start.line - line,
            found.start.character - character,
            found.end.character - found.start.character,
            _TYPES.index(token.type.standard),
            sum(1 << _MODIFIERS.index(each.value) for each in token.modifiers),
        )
        line, character = found.start.line, found.start.character
    return types.SemanticTokens(data)


FULL = DocumentRequest(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _full, options=lambda _: _LEGEND)
RANGE = DocumentRequest(
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, _range, options=lambda _: _LEGEND
)
