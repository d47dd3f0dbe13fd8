"""``textDocument/formatting`` and ``rangeFormatting``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.ide.formatting import format_document, format_range, why_not
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _document(context: RequestContext[types.DocumentFormattingParams]) -> list[types.TextEdit]:
    _refuse(context)
    return _edits(context, format_document(context.snapshot))


def _range(context: RequestContext[types.DocumentRangeFormattingParams]) -> list[types.TextEdit]:
    span = context.convert.span(context.snapshot.document.text, context.params.range)
    _refuse(context)
    return _edits(context, format_range(context.snapshot, span))


def _refuse(context: RequestContext[Any]) -> None:
    reason = why_not(context.snapshot)
    if reason is not None:
        raise JsonRpcException(reason, int(types.LSPErrorCodes.RequestFailed))


def _edits(context: RequestContext[Any], edits: Iterable[Edit]) -> list[types.TextEdit]:
    text = context.snapshot.document.text
    return [context.convert.text_edit(text, each.location.span, each.text) for each in edits]


DOCUMENT = DocumentRequest(types.TEXT_DOCUMENT_FORMATTING, _document)
RANGE = DocumentRequest(types.TEXT_DOCUMENT_RANGE_FORMATTING, _range)
