"""``textDocument/definition``, ``declaration``, ``implementation`` and ``references``."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from floe_lsp.ide.goto_definition import Jump, declaration, definition, implementation
from floe_lsp.ide.references import references
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext

_JumpParams = types.DefinitionParams | types.DeclarationParams | types.ImplementationParams
_Locations = list[types.Location] | list[types.LocationLink]


def _jumping(
    feature: Callable[[Snapshot, int], Jump | None],
    links: Callable[[ClientFeatures], bool],
) -> Callable[[RequestContext[_JumpParams]], _Locations | None]:
    def answer(context: RequestContext[_JumpParams]) -> _Locations | None:
        jump = feature(context.snapshot, context.offset(context.params.position))
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

    return answer


def _references(context: RequestContext[types.ReferenceParams]) -> list[types.Location]:
    found = references(
        context.snapshot,
        context.offset(context.params.position),
        include_declaration=context.params.context.include_declaration,
    )
    return [context.convert.location(each.location) for each in found]


DEFINITION = DocumentRequest(
    types.TEXT_DOCUMENT_DEFINITION, _jumping(definition, lambda client: client.definition_links)
)
DECLARATION = DocumentRequest(
    types.TEXT_DOCUMENT_DECLARATION, _jumping(declaration, lambda client: client.declaration_links)
)
IMPLEMENTATION = DocumentRequest(
    types.TEXT_DOCUMENT_IMPLEMENTATION,
    _jumping(implementation, lambda client: client.implementation_links),
)
REFERENCES = DocumentRequest(types.TEXT_DOCUMENT_REFERENCES, _references)
