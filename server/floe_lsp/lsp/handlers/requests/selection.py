"""``textDocument/selectionRange``."""

from __future__ import annotations

from lsprotocol import types

from floe_lsp.ide.selection import selection_range
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _answer(context: RequestContext[types.SelectionRangeParams]) -> list[types.SelectionRange]:
    answers: list[types.SelectionRange] = []
    for position in context.params.positions:
        current: types.SelectionRange | None = None
        for span in reversed(selection_range(context.snapshot, context.offset(position))):
            current = types.SelectionRange(context.range(span), current)
        answers.append(current or types.SelectionRange(types.Range(position, position)))
    return answers


REQUEST = DocumentRequest(types.TEXT_DOCUMENT_SELECTION_RANGE, _answer)
