"""``textDocument/codeAction``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from lsprotocol import types

from floe_lsp.compilation import Diagnostic
from floe_lsp.ide.code_actions import ActionKind, CodeAction, code_actions
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.dbt_files.fixes import code_actions as actions_in_dbt_file
from floe_lsp.ide.fixes.data_contracts import contract_actions
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import (
    ContractContext,
    DbtRequestContext,
    DocumentRequest,
    RequestContext,
)

_Context: TypeAlias = (
    RequestContext[types.CodeActionParams]
    | ContractContext[types.CodeActionParams]
    | DbtRequestContext[types.CodeActionParams]
)


def _answer(context: RequestContext[types.CodeActionParams]) -> list[types.CodeAction]:
    automatic = _is_automatic(context)
    found = code_actions(
        context.snapshot,
        context.convert.span(context.snapshot.document.text, context.params.range),
        _kinds(context),
        automatic=automatic,
        cancelled=context.cancelled,
    )
    return [
        _action(context, each, automatic=automatic) for each in found if _can_be_done(context, each)
    ]


def _of_contract(context: ContractContext[types.CodeActionParams]) -> list[types.CodeAction]:
    session = context.session
    found = contract_actions(
        context.document,
        context.convert.span(context.document.text, context.params.range),
        session.analyses.values(),
        session.files.sources,
        session.registry,
        _kinds(context),
        off=context.settings.off,
        cancelled=context.cancelled,
    )
    return [_action(context, each, automatic=False) for each in found]


def _in_dbt_file(context: DbtRequestContext[types.CodeActionParams]) -> list[types.CodeAction]:
    automatic = _is_automatic(context)
    found = actions_in_dbt_file(
        context.file,
        context.convert.span(context.file.text, context.params.range),
        _kinds(context),
        automatic=automatic,
        cancelled=context.cancelled,
    )
    return [_action(context, each, automatic=automatic) for each in found]


def _kinds(context: _Context) -> tuple[str, ...] | None:
    """Return the kinds that the editor asks for; ``None`` for all."""
    only = context.params.context.only
    return None if only is None else tuple(str(getattr(each, "value", each)) for each in only)


def _is_automatic(context: _Context) -> bool:
    """Whether nobody has asked: the caret was moved."""
    return context.params.context.trigger_kind is types.CodeActionTriggerKind.Automatic


def _can_be_done(context: RequestContext[types.CodeActionParams], each: CodeAction) -> bool:
    """Whether the editor has what an action calls, or creates the file that it is about."""
    if each.new_file is not None:
        return context.client.creates_files
    is_of_the_client = each.command is EditorCommand.CHOOSE_MANIFEST
    return not is_of_the_client or each.command in context.client_commands


def _action(context: _Context, each: CodeAction, *, automatic: bool) -> types.CodeAction:
    convert, edit = context.convert, None
    if each.new_file is not None:
        edit = convert.creation([each.new_file], each.edits)
    elif each.edits:
        edit = convert.workspace_edit(each.edits)
    return types.CodeAction(
        title=each.title,
        kind=each.kind.value,
        diagnostics=_shown(context, each.diagnostics) or None,
        is_preferred=(each.is_preferred or None) if context.client.code_action_preferred else None,
        edit=edit,
        command=_command(context, each, automatic=automatic),
    )


def _shown(context: _Context, found: Iterable[Diagnostic]) -> list[types.Diagnostic]:
    """Return findings as the editor shows them, by which it finds what an action is for.

    It may show them as something less, or, while somebody types, not yet.
    """
    shown = {each.sort_key(): each for each in context.shown}
    same = (shown.get(each.sort_key()) for each in found)
    return [context.convert.diagnostic(each, context.settings) for each in same if each is not None]


def _command(context: _Context, each: CodeAction, *, automatic: bool) -> types.Command | None:
    """Return what runs after the edits; nobody is told at each save what it has fixed.

    A file that is created is shown, also by the light bulb: its actions are those that were asked
    for unbidden, while the caret moved.
    """
    argument: str | dict[str, str] = context.params.text_document.uri
    is_of_a_save = automatic and each.told is not None and each.new_file is None
    if each.command is None or is_of_a_save:
        return None
    if each.told is not None:
        argument = {"message": each.told}
        if each.new_file is not None:
            argument["uri"] = context.convert.uri(each.new_file.path)
    return types.Command(each.title, each.command.value, arguments=[argument])


def _options(_: ClientFeatures) -> types.CodeActionOptions:
    return types.CodeActionOptions([kind.value for kind in ActionKind])


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_CODE_ACTION,
    _answer,
    options=_options,
    offered=lambda client: client.code_action_literals,
    fresh=True,
    in_dbt_files=_in_dbt_file,
    of_contract=_of_contract,
)
