"""Names in all products that are known (LSP ``workspace/symbol``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from floe_lsp.compilation import Analysis, Document
from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.ide.manifest_chain import manifest_name
from floe_lsp.ide.part_guard import UNGUARDED_PARTS, PartGuard
from floe_lsp.ide.places import PlacePattern, symbol_of
from floe_lsp.ide.symbol_kinds import SymbolKind

_MOST = 500
"""Answers to one query; more do not help, and each costs the client time."""

_NAMED = ("outputPorts", "destinations")
"""The lists of what a product names besides itself and its transforms."""


@dataclass(frozen=True)
class WorkspaceSymbol:
    """A name with its place; ``container`` is the product that it belongs to."""

    name: str
    kind: SymbolKind
    location: Location
    container: str = ""


def workspace_symbols(
    products: Iterable[Analysis],
    query: str,
    limit: int = _MOST,
    part_guard: PartGuard = UNGUARDED_PARTS,
) -> tuple[WorkspaceSymbol, ...]:
    """Return the names that hold the letters of ``query`` in its order, the best matches first.

    Case does not count. An empty query asks for everything, up to ``limit``. ``part_guard`` is what
    the names of each file are looked for under.
    """
    wanted = query.casefold().replace(" ", "")
    scored = (
        (score, symbol.name, str(symbol.location.path), symbol.location.span.start, symbol)
        for symbol in _unique(products, part_guard)
        if (score := _score(symbol.name.casefold(), wanted)) is not None
    )
    return tuple(found[-1] for found in nsmallest(limit, scored, key=lambda found: found[:-1]))


def _unique(products: Iterable[Analysis], part_guard: PartGuard) -> Iterator[WorkspaceSymbol]:
    """Yield every name; a manifest of several products once."""
    manifests: dict[str, Document] = {}
    for analysis in products:
        manifests.update({str(document.path): document for document in analysis.manifests})
        if analysis.product is not None:
            yield from part_guard.join((_product, _transforms, _listed), analysis.product)
    for document in manifests.values():
        yield from part_guard.join((_manifest,), document)


def _manifest(document: Document) -> Iterator[WorkspaceSymbol]:
    node = document.name_node or document.start
    yield WorkspaceSymbol(manifest_name(document), SymbolKind.MODULE, document.location(node))


def _product(document: Document) -> Iterator[WorkspaceSymbol]:
    node, product = document.name_node, _name(document)
    if node is not None and product.strip():
        yield WorkspaceSymbol(product, SymbolKind.MODULE, document.location(node))


def _name(document: Document) -> str:
    node = document.name_node
    return node.value if node is not None and isinstance(node.value, str) else ""


def _transforms(document: Document) -> Iterator[WorkspaceSymbol]:
    product = _name(document)
    kind = symbol_of(FileKind.PRODUCT, ("transforms", 0))
    for transform in ProductOutline(document).transforms:
        if transform.name and transform.name.strip():
            place = document.location(transform.name_node)
            yield WorkspaceSymbol(transform.name, kind, place, product)


def _listed(document: Document) -> Iterator[WorkspaceSymbol]:
    product = _name(document)
    for named in _NAMED:
        kind = symbol_of(FileKind.PRODUCT, (named, 0))
        for node in PlacePattern(FileKind.PRODUCT, f"{named}[].name").nodes(document.root):
            if isinstance(node.value, str) and node.value.strip():
                yield WorkspaceSymbol(node.value, kind, document.location(node), product)


def _score(name: str, wanted: str) -> tuple[int, int] | None:
    """Rank a match: equal, at the start, inside, or scattered; shorter names first."""
    if name == wanted:
        return (0, 0)
    at = name.find(wanted)
    if at >= 0:
        return (1 if at == 0 else 2, len(name))
    letters = iter(name)
    return (3, len(name)) if all(letter in letters for letter in wanted) else None
