"""``textDocument/foldingRange``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.folding import FoldingKind, folding_ranges
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _answer(context: RequestContext[types.FoldingRangeParams]) -> list[types.FoldingRange]:
    return [
        types.FoldingRange(
            start_line=each.start,
            end_line=each.end,
            kind=None if each.kind is FoldingKind.BLOCK else each.kind.value,
        )
        for each in folding_ranges(context.snapshot)
    ]


REQUEST = DocumentRequest(types.TEXT_DOCUMENT_FOLDING_RANGE, _answer)
