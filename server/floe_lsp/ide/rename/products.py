"""Renaming a product: ``metadata.name``, and where its manifests approve it."""

from __future__ import annotations

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.definitions.occurrences import occurrences_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.formats import PRODUCT_NAME
from floe_lsp.syntax import AliasNode, dereference
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote

from .certainty import unread_place
from .results import ChangeNote, EditToConfirm, RenameRefused, RenameResult
from .writing import illegal, renamed


def product_refusal(snapshot: Snapshot, definition: Definition) -> str | None:
    """Return why the product can't be renamed from here."""
    if snapshot.kind is not FileKind.PRODUCT:
        return "a product is renamed in its own floe.yaml, under metadata.name"
    node = definition.node
    for alias in walk(snapshot.document.root):
        if isinstance(alias, AliasNode) and alias.target is node:
            line = snapshot.document.text.position(alias.start).line + 1
            return f"the alias in line {line} uses the name for something that would change with it"
    spans = [] if node is None else [node.span]
    return unread_place(snapshot.document, definition.name, spans)


def rename_product(
    snapshot: Snapshot, definition: Definition, name: str
) -> RenameResult | RenameRefused:
    """Rename a product; its place in lists of approved products when the person agrees."""
    if reason := illegal(PRODUCT_NAME, name):
        return RenameRefused(reason)
    for path, analysis in sorted(snapshot.products.items()):
        other = None if analysis.product is None else analysis.product.name_node
        if path != snapshot.path and other is not None and other.value == name:
            return RenameRefused(
                f"another product is called {quote(name)} already: {path.parent.name}/{path.name}"
            )
    if reason := product_refusal(snapshot, definition):
        return RenameRefused(reason)
    node = definition.node
    if name == definition.name or node is None:
        return RenameResult(())
    asked = tuple(
        EditToConfirm(
            edit,
            ChangeNote(
                f"Approve of {name} instead of {definition.name}",
                f"approved_products in {each.document.path.name}",
            ),
        )
        for each in occurrences_of(snapshot, definition)
        if each.document.path != snapshot.path
        and not each.is_declaration
        # The copy of a registry's manifest is changed where it is published.
        and each.document.address is None
        for edit in renamed(each.document, [dereference(each.node)], name)
    )
    return RenameResult(renamed(snapshot.document, [node], name), edits_to_confirm=asked)
