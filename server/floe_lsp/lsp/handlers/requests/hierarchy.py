"""``textDocument/prepareCallHierarchy`` and its two directions over the graph of transforms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from floe_lsp.ide.call_hierarchy import (
    HierarchyCall,
    HierarchyItem,
    incoming_calls,
    outgoing_calls,
    prepare_call_hierarchy,
)
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext


def _prepare(
    context: RequestContext[types.CallHierarchyPrepareParams],
) -> list[types.CallHierarchyItem] | None:
    offset = context.offset(context.params.position)
    found = prepare_call_hierarchy(context.snapshot, offset)
    return None if found is None else [_item(context, found)]


def _incoming(
    context: RequestContext[types.CallHierarchyIncomingCallsParams],
) -> list[types.CallHierarchyIncomingCall]:
    calls = incoming_calls(context.snapshot, context.params.item.name)
    return [types.CallHierarchyIncomingCall(*each) for each in _converted(context, calls)]


def _outgoing(
    context: RequestContext[types.CallHierarchyOutgoingCallsParams],
) -> list[types.CallHierarchyOutgoingCall]:
    calls = outgoing_calls(context.snapshot, context.params.item.name)
    return [types.CallHierarchyOutgoingCall(*each) for each in _converted(context, calls)]


def _converted(
    context: RequestContext[Any], calls: Iterable[HierarchyCall]
) -> Iterator[tuple[types.CallHierarchyItem, list[types.Range]]]:
    for each in calls:
        yield _item(context, each.item), [context.range(span) for span in each.spans]


def _item(context: RequestContext[Any], item: HierarchyItem) -> types.CallHierarchyItem:
    return types.CallHierarchyItem(
        name=item.name,
        kind=types.SymbolKind[item.kind.value],
        uri=context.convert.uri(item.path),
        range=context.range(item.span),
        selection_range=context.range(item.selection),
        detail=item.detail or None,
    )


PREPARE = DocumentRequest(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, _prepare)
INCOMING = DocumentRequest(types.CALL_HIERARCHY_INCOMING_CALLS, _incoming, empty=())
OUTGOING = DocumentRequest(types.CALL_HIERARCHY_OUTGOING_CALLS, _outgoing, empty=())
