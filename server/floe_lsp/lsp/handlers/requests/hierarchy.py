"""``textDocument/prepareCallHierarchy`` and its two directions over the graph of transforms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lsprotocol import types

from floe_lsp.ide.call_hierarchy import (
    HierarchyCall,
    HierarchyItem,
    incoming_calls,
    outgoing_calls,
    prepare_call_hierarchy,
)
from floe_lsp.ide.dbt_files import moving
from floe_lsp.lsp.work.request_runner import DbtRequestContext, DocumentRequest, RequestContext
from floe_lsp.syntax import SourceText, Span

_Context = RequestContext[Any] | DbtRequestContext[Any]


def _prepare(
    context: RequestContext[types.CallHierarchyPrepareParams],
) -> list[types.CallHierarchyItem] | None:
    offset = context.offset(context.params.position)
    found = prepare_call_hierarchy(context.snapshot, offset)
    return None if found is None else [_item(context, found)]


def _prepare_in_dbt_file(
    context: DbtRequestContext[types.CallHierarchyPrepareParams],
) -> list[types.CallHierarchyItem] | None:
    offset = context.offset(context.params.position)
    found = moving.prepare_call_hierarchy(context.file, offset)
    return None if found is None else [_item(context, found)]


def _incoming(
    context: RequestContext[types.CallHierarchyIncomingCallsParams],
) -> list[types.CallHierarchyIncomingCall]:
    calls = incoming_calls(context.snapshot, context.params.item.name)
    return [_incoming_call(context, each) for each in calls]


def _incoming_in_dbt_file(
    context: DbtRequestContext[types.CallHierarchyIncomingCallsParams],
) -> list[types.CallHierarchyIncomingCall]:
    calls = incoming_calls(context.file.product, context.params.item.name)
    return [_incoming_call(context, each) for each in calls]


def _incoming_call(context: _Context, call: HierarchyCall) -> types.CallHierarchyIncomingCall:
    ranges = _ranges(context, call.item.text, call.spans)
    return types.CallHierarchyIncomingCall(_item(context, call.item), ranges)


def _outgoing(
    context: RequestContext[types.CallHierarchyOutgoingCallsParams],
) -> list[types.CallHierarchyOutgoingCall]:
    text = context.snapshot.document.text
    return [
        types.CallHierarchyOutgoingCall(
            _item(context, each.item), _ranges(context, text, each.spans)
        )
        for each in outgoing_calls(context.snapshot, context.params.item.name)
    ]


def _ranges(context: _Context, text: SourceText, spans: Iterable[Span]) -> list[types.Range]:
    return [context.convert.range(text, span) for span in spans]


def _item(context: _Context, item: HierarchyItem) -> types.CallHierarchyItem:
    return types.CallHierarchyItem(
        name=item.name,
        kind=types.SymbolKind[item.kind.value],
        uri=context.convert.uri(item.path),
        range=context.convert.range(item.text, item.span),
        selection_range=context.convert.range(item.text, item.selection),
        detail=item.detail or None,
    )


PREPARE = DocumentRequest(
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, _prepare, in_dbt_files=_prepare_in_dbt_file
)
INCOMING = DocumentRequest(
    types.CALL_HIERARCHY_INCOMING_CALLS,
    _incoming,
    empty=(),
    in_dbt_files=_incoming_in_dbt_file,
    reads_closed_files=True,
)
OUTGOING = DocumentRequest(
    types.CALL_HIERARCHY_OUTGOING_CALLS, _outgoing, empty=(), reads_closed_files=True
)
