"""``textDocument/formatting``, ``rangeFormatting`` and ``onTypeFormatting``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.ide.formatting import format_document, format_range, why_not
from floe_lsp.ide.formatting.on_type import BLANK, BRACKET, DASH, LINE_BREAK, format_typed
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _document(context: RequestContext[types.DocumentFormattingParams]) -> list[types.TextEdit]:
    _refuse(context)
    return _edits(context, format_document(context.snapshot))


def _range(context: RequestContext[types.DocumentRangeFormattingParams]) -> list[types.TextEdit]:
    span = context.convert.span(context.snapshot.document.text, context.params.range)
    _refuse(context)
    return _edits(context, format_range(context.snapshot, span))


def _typed(
    context: RequestContext[types.DocumentOnTypeFormattingParams],
) -> list[types.TextEdit]:
    text, params = context.snapshot.document.text, context.params
    found = format_typed(context.snapshot, context.offset(params.position), params.ch)
    return [context.convert.text_edit(text, edit.span, edit.text) for edit in found]


def _on_type_options(_: ClientFeatures) -> types.DocumentOnTypeFormattingOptions:
    more = [DASH, BRACKET, BLANK]
    return types.DocumentOnTypeFormattingOptions(LINE_BREAK, more_trigger_character=more)


def _refuse(context: RequestContext[Any]) -> None:
    reason = why_not(context.snapshot)
    if reason is not None:
        raise JsonRpcException(reason, int(types.LSPErrorCodes.RequestFailed))


def _edits(context: RequestContext[Any], edits: Iterable[Edit]) -> list[types.TextEdit]:
    text = context.snapshot.document.text
    return [context.convert.text_edit(text, each.location.span, each.text) for each in edits]


DOCUMENT = DocumentRequest(types.TEXT_DOCUMENT_FORMATTING, _document)
RANGE = DocumentRequest(types.TEXT_DOCUMENT_RANGE_FORMATTING, _range)
TYPED = DocumentRequest(types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, _typed, options=_on_type_options)
