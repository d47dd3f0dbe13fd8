"""``textDocument/completion`` and ``completionItem/resolve``."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from lsprotocol import types

from floe_lsp.ide.completion import CompletionItem, complete, documentation_of
from floe_lsp.ide.completion.data_contracts import complete_contract
from floe_lsp.ide.content import Content
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import ContractContext, DocumentRequest, RequestContext

TRIGGER_SUGGEST = "editor.action.triggerSuggest"
"""A command of the client that asks for a completion, by its name in Visual Studio Code."""

_AUTOMATICALLY = {"auto": True}
"""Nothing is preselected in what opens by itself; without this the person has asked for it."""

TRIGGERS = [" ", "[", ",", "{", "/", "*", '"', "'"]
"""Not the colon and the dash: what follows them begins after a blank."""

_NOTHING = types.CompletionList(is_incomplete=False, items=[])
_Context: TypeAlias = RequestContext[Any] | ContractContext[Any]


def _answer(context: RequestContext[types.CompletionParams]) -> types.CompletionList:
    offset = context.offset(context.params.position)
    if _indents(context, offset):
        return _NOTHING
    found = complete(context.snapshot, offset, snippets=context.client.completion_snippets)
    items = [_item(context, item) for item in found]
    # Always asked again, or a client's own filter would offer in the end what stands there in full.
    return types.CompletionList(is_incomplete=bool(items), items=items)


def _of_contract(context: ContractContext[types.CompletionParams]) -> types.CompletionList:
    offset = context.offset(context.params.position)
    if _indents(context, offset):
        return _NOTHING
    items = [_plain_item(context, item) for item in complete_contract(context.document, offset)]
    return types.CompletionList(is_incomplete=bool(items), items=items)


def _indents(context: _Context, offset: int) -> bool:
    """Whether a blank that was typed indents its line, and asks for nothing."""
    cause = context.params.context
    if cause is None or cause.trigger_character != " ":
        return False
    source = context.document.text
    start = source.line_span(source.position(offset).line).start
    return not source.text[start:offset].strip(" ")


def _item(context: RequestContext[Any], item: CompletionItem) -> types.CompletionItem:
    result = _plain_item(context, item)
    if item.data is not None:
        if context.client.completion_resolves_documentation:
            result.data = {**item.data, "uri": context.params.text_document.uri}
        elif item.documentation is None:
            content = documentation_of(context.snapshot, item.data)
            _document(context, result, content)
    return result


def _plain_item(context: _Context, item: CompletionItem) -> types.CompletionItem:
    snippet = item.snippet if context.client.completion_snippets else None
    result = types.CompletionItem(
        label=item.label,
        kind=types.CompletionItemKind[item.kind.value],
        detail=item.detail,
        sort_text=item.sort_key,
        filter_text=item.filter_text,
        insert_text_format=(
            types.InsertTextFormat.Snippet if snippet else types.InsertTextFormat.PlainText
        ),
        text_edit=types.TextEdit(context.range(item.edit.span), snippet or item.edit.text),
    )
    if context.client.completion_insert_as_is:
        result.insert_text_mode = types.InsertTextMode.AsIs
    if item.triggers_suggest:
        result.command = types.Command("Suggest", TRIGGER_SUGGEST, arguments=[_AUTOMATICALLY])
    _document(context, result, item.documentation)
    return result


def _document(context: _Context, item: types.CompletionItem, content: Content | None) -> None:
    if content is not None:
        markdown = context.client.completion_markdown
        item.documentation = context.convert.content(content, markdown=markdown)


def _resolve(context: RequestContext[types.CompletionItem]) -> types.CompletionItem:
    item = context.params
    if isinstance(item.data, dict) and item.documentation is None:
        content = documentation_of(context.snapshot, cast("dict[str, object]", item.data))
        _document(context, item, content)
    return item


def _options(client: ClientFeatures) -> types.CompletionOptions:
    return types.CompletionOptions(
        trigger_characters=TRIGGERS, resolve_provider=client.completion_resolves_documentation
    )


COMPLETE = DocumentRequest(
    types.TEXT_DOCUMENT_COMPLETION,
    _answer,
    options=_options,
    empty=_NOTHING,
    of_contract=_of_contract,
)
RESOLVE = DocumentRequest(
    types.COMPLETION_ITEM_RESOLVE,
    _resolve,
    offered=lambda client: client.completion_resolves_documentation,
)
