"""``textDocument/codeAction``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.code_actions import ActionKind, CodeAction, code_actions
from floe_lsp.ide.code_lenses import LensCommand
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext

_COMPILE = "source.compile.floe"
"""The kind of the action that compiles; editors offer it among the source actions."""


def _answer(context: RequestContext[types.CodeActionParams]) -> list[types.CodeAction]:
    asked = context.params.context
    only = None if asked.only is None else tuple(str(getattr(o, "value", o)) for o in asked.only)
    found = code_actions(
        context.snapshot,
        context.convert.span(context.snapshot.document.text, context.params.range),
        only,
        automatic=asked.trigger_kind is types.CodeActionTriggerKind.Automatic,
    )
    actions = [_action(context, each) for each in found]
    if context.snapshot.kind is FileKind.PRODUCT and _is_wanted(only):
        uri = context.params.text_document.uri
        command = types.Command("Compile", LensCommand.COMPILE.value, arguments=[uri])
        actions.append(types.CodeAction("Compile", kind=_COMPILE, command=command))
    return actions


def _is_wanted(only: tuple[str, ...] | None) -> bool:
    """Whether the editor asks for source actions; to compile on each move would be too much."""
    return only is not None and any(f"{_COMPILE}.".startswith(f"{kind}.") for kind in only)


def _action(context: RequestContext[Any], each: CodeAction) -> types.CodeAction:
    convert = context.convert
    return types.CodeAction(
        title=each.title,
        kind=each.kind.value,
        diagnostics=[convert.diagnostic(found, context.settings) for found in each.diagnostics]
        or None,
        is_preferred=(each.is_preferred or None) if context.client.code_action_preferred else None,
        edit=convert.workspace_edit(each.edits),
    )


def _options(_: ClientFeatures) -> types.CodeActionOptions:
    return types.CodeActionOptions([*(kind.value for kind in ActionKind), _COMPILE])


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_CODE_ACTION,
    _answer,
    options=_options,
    offered=lambda client: client.code_action_literals,
    fresh=True,
)
