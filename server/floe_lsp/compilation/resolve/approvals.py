"""Lists of what is approved: plugins (E204), sinks (E304) and products (E305)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.syntax import Node
from floe_lsp.wording.near_miss import NearMisses
from floe_lsp.wording.quoting import listed, quote

from .engine_names import Setting
from .inheritance import Approval, Platform, Selected

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

NamingPlaces = Callable[[Platform, Selected], Iterator[Setting]]
"""Yields the places that name a plugin of a selection's category."""


def plugins_not_approved(
    platform: Platform, registry: PluginRegistry, named: NamingPlaces
) -> Iterator[Diagnostic]:
    """Report plugins that an enterprise's list leaves out (E204), at the places of ``named``."""
    for key, approvals in platform.approved_plugins.items():
        selection = platform.plugins.get(key)
        if selection is None:
            continue
        category = PluginCategory(key)
        # An engine that does not exist is reported as that alone.
        is_engine = category is PluginCategory.COMPUTE
        places = [
            (document, node)
            for document, node in named(platform, selection)
            if not is_engine or registry.find(category, str(node.value)) is not None
        ]
        yield from not_approved(approvals, "E204", category.noun, places)


def not_approved(
    approvals: tuple[Approval, ...],
    code: str,
    kind: str,
    places: Iterable[tuple[Document, Node]],
) -> Iterator[Diagnostic]:
    """Report the names at ``places`` for each list that leaves them out.

    Args:
        approvals: Lists of the manifest chain; all of them must have the name.
        code: The code of the list.
        kind: What the name is of, in words.
        places: The names' values, each with its file; what is not text is not reported.
    """
    for approval in approvals:
        approved = frozenset(approval.names)
        wrong = [
            (document, node, node.value)
            for document, node in places
            if isinstance(node.value, str) and node.value not in approved
        ]
        if wrong:
            yield from _left_out(approval, code, kind, wrong)


def _left_out(
    approval: Approval, code: str, kind: str, wrong: Iterable[tuple[Document, Node, str]]
) -> Iterator[Diagnostic]:
    list_file = approval.file.document
    place = list_file.node(*approval.path)
    related = () if place is None else (list_file.related(place, "the approved list is here"),)
    allowed = f"approved: {listed(approval.names) or 'none'}"
    near_misses = NearMisses(approval.names)
    for document, node, name in wrong:
        near = near_misses.of(name)
        fixes = ()
        if near is not None:
            fixes = (document.near_miss_fix(node, near=near),)
        yield document.diagnostic(
            code,
            node,
            f"{kind} {quote(name)} is not approved by "
            f"{quote(approval.file.manifest.metadata.name)}",
            allowed if near is None else f"did you mean {quote(near)}? {allowed}",
            related=related,
            fixes=fixes,
        )
