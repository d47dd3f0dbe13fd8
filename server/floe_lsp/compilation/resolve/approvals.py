"""Lists of what is approved: plugins (E204), sinks (E304) and products (E305)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.syntax import Node, TextEdit
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

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
        for document, node in named(platform, selection):
            # An engine that does not exist is reported as that alone.
            is_engine = category is PluginCategory.COMPUTE
            if not is_engine or registry.find(category, str(node.value)) is not None:
                yield from not_approved(approvals, "E204", category.noun, document, node)


def not_approved(
    approvals: tuple[Approval, ...], code: str, kind: str, document: Document, node: Node | None
) -> Iterator[Diagnostic]:
    """Report the name at ``node`` for each list that leaves it out.

    Args:
        approvals: Lists of the manifest chain; all of them must have the name.
        code: The code of the list.
        kind: What the name is of, in words.
        document: The file that holds the name.
        node: The name's value; nothing is reported where it is not text.
    """
    if node is None or not isinstance(name := node.value, str):
        return
    for approval in approvals:
        if name in approval.names:
            continue
        listed = approval.file.document.node(*approval.path)
        near = near_miss(name, approval.names)
        fix = ()
        if near is not None:
            fix = (
                document.fix(f"Replace with {quote(near)}", TextEdit(node.span, emit_scalar(near))),
            )
        yield document.diagnostic(
            code,
            node,
            f"{kind} {quote(name)} is not approved by "
            f"{quote(approval.file.manifest.metadata.name)}",
            (f"did you mean {quote(near)}? " if near else "")
            + f"approved: {', '.join(approval.names) or 'none'}",
            related=()
            if listed is None
            else (approval.file.document.related(listed, "the approved list is here"),),
            fixes=fix,
        )
