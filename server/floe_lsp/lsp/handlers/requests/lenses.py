"""``textDocument/codeLens``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.ide.code_lenses import CodeLens, code_lenses
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.dbt_files.lenses import code_lenses as lenses_in_dbt_file
from floe_lsp.lsp.work.request_runner import (
    DbtRequestContext,
    DocumentRequest,
    Refresh,
    RequestContext,
)

SHOW_REFERENCES = "floe.showReferences"
"""A command of the client: URI, position and locations, as for VS Code's own one."""


def _answer(context: RequestContext[types.CodeLensParams]) -> list[types.CodeLens]:
    if not context.settings.code_lenses:
        return []
    return [_lens(context, each) for each in code_lenses(context.snapshot)]


def _answer_in_dbt_file(
    context: DbtRequestContext[types.CodeLensParams],
) -> list[types.CodeLens]:
    if not context.settings.code_lenses:
        return []
    return [_lens(context, each) for each in lenses_in_dbt_file(context.file)]


def _lens(context: RequestContext[Any] | DbtRequestContext[Any], each: CodeLens) -> types.CodeLens:
    place = context.range(each.span)
    uri = context.params.text_document.uri
    if each.command is EditorCommand.SHOW:
        locations = [context.convert.location(location) for location in each.locations]
        command = types.Command(
            each.title, SHOW_REFERENCES, arguments=[uri, place.start, locations]
        )
    else:
        command = types.Command(each.title, each.command.value, arguments=[uri])
    return types.CodeLens(place, command)


REQUEST = DocumentRequest(
    types.TEXT_DOCUMENT_CODE_LENS,
    _answer,
    options=lambda _: types.CodeLensOptions(),
    fresh=True,
    refresh=Refresh(types.WORKSPACE_CODE_LENS_REFRESH, lambda client: client.code_lens_refresh),
    in_dbt_files=_answer_in_dbt_file,
)
