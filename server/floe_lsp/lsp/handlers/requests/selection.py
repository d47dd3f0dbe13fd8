"""``textDocument/selectionRange``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.limits import MOST_ENTRIES
from floe_lsp.ide.selection import selection_range
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _answer(context: RequestContext[types.SelectionRangeParams]) -> list[types.SelectionRange]:
    """Answer for the first positions: the ranges around each are counted, of all together."""
    answers: list[types.SelectionRange] = []
    left = MOST_ENTRIES
    for position in context.params.positions:
        spans = selection_range(context.snapshot, context.offset(position))
        left -= len(spans)
        if left < 0:
            break
        current: types.SelectionRange | None = None
        for span in reversed(spans):
            current = types.SelectionRange(context.range(span), current)
        answers.append(current or types.SelectionRange(types.Range(position, position)))
    return answers


REQUEST = DocumentRequest(types.TEXT_DOCUMENT_SELECTION_RANGE, _answer)
