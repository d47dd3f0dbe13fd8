"""``textDocument/definition``, ``declaration``, ``implementation`` and ``references``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from floe_lsp.ide.dbt_files import DbtFile, moving
from floe_lsp.ide.goto_definition import Jump, declaration, definition, implementation
from floe_lsp.ide.references import references
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import DbtRequestContext, DocumentRequest, RequestContext

_JumpParams = types.DefinitionParams | types.DeclarationParams | types.ImplementationParams
_Locations = list[types.Location] | list[types.LocationLink]


_Context = RequestContext[Any] | DbtRequestContext[Any]
_Links = Callable[[ClientFeatures], bool]


def _jump_request(
    method: str,
    feature: Callable[[Snapshot, int], Jump | None],
    in_dbt_file: Callable[[DbtFile, int], Jump | None],
    links: _Links,
) -> DocumentRequest:
    def answer(context: RequestContext[_JumpParams]) -> _Locations | None:
        jump = feature(context.snapshot, context.offset(context.params.position))
        return _shown_jump(context, jump, links)

    def answer_in_dbt_file(context: DbtRequestContext[_JumpParams]) -> _Locations | None:
        jump = in_dbt_file(context.file, context.offset(context.params.position))
        return _shown_jump(context, jump, links)

    return DocumentRequest(method, answer, in_dbt_files=answer_in_dbt_file)


def _shown_jump(context: _Context, jump: Jump | None, links: _Links) -> _Locations | None:
    if jump is None:
        return None
    if not links(context.client):
        return [context.convert.location(each.location) for each in jump.targets]
    found: list[types.LocationLink] = []
    for each in jump.targets:
        place = context.convert.location(each.location)
        whole = context.convert.range(each.location.text, each.whole)
        origin = context.range(jump.origin)
        found.append(types.LocationLink(place.uri, whole, place.range, origin))
    return found


def _references(context: RequestContext[types.ReferenceParams]) -> list[types.Location]:
    found = references(
        context.snapshot,
        context.offset(context.params.position),
        include_declaration=context.params.context.include_declaration,
    )
    return [context.convert.location(each.location) for each in found]


def _references_in_dbt_file(
    context: DbtRequestContext[types.ReferenceParams],
) -> list[types.Location]:
    found = moving.references(
        context.file,
        context.offset(context.params.position),
        include_declaration=context.params.context.include_declaration,
    )
    return [context.convert.location(each.location) for each in found]


DEFINITION = _jump_request(
    types.TEXT_DOCUMENT_DEFINITION,
    definition,
    moving.definition,
    lambda client: client.definition_links,
)
DECLARATION = _jump_request(
    types.TEXT_DOCUMENT_DECLARATION,
    declaration,
    moving.declaration,
    lambda client: client.declaration_links,
)
IMPLEMENTATION = _jump_request(
    types.TEXT_DOCUMENT_IMPLEMENTATION,
    implementation,
    moving.implementation,
    lambda client: client.implementation_links,
)
REFERENCES = DocumentRequest(
    types.TEXT_DOCUMENT_REFERENCES, _references, in_dbt_files=_references_in_dbt_file
)
