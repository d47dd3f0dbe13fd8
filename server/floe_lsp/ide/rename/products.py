"""Renaming a product: ``metadata.name``, and where its manifests approve of it."""

from __future__ import annotations

from floe_lsp.ide.kinds import FileKind
from floe_lsp.ide.occurrences import occurrences_of
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.subjects import Subject
from floe_lsp.ide.walk import walk
from floe_lsp.schemas.types.formats import PRODUCT_NAME
from floe_lsp.syntax import AliasNode, dereference
from floe_lsp.wording.quoting import quote

from .certainty import unread_place
from .results import AskedEdit, ChangeNote, RenameRefused, RenameResult
from .writing import illegal, renamed


def refusal(snapshot: Snapshot, subject: Subject) -> str | None:
    """Return why the product can't be renamed from here."""
    if snapshot.kind is not FileKind.PRODUCT:
        return "a product is renamed in its own floe.yaml, under metadata.name"
    node = subject.node
    for alias in walk(snapshot.document.root):
        if isinstance(alias, AliasNode) and alias.target is node:
            line = snapshot.document.text.position(alias.start).line + 1
            return f"the alias in line {line} uses the name for something that would change with it"
    spans = [] if node is None else [node.span]
    return unread_place(snapshot.document, subject.name, spans)


def rename(snapshot: Snapshot, subject: Subject, name: str) -> RenameResult | RenameRefused:
    """Rename a product; its place in lists of approved products when the person agrees."""
    if reason := illegal(PRODUCT_NAME, name):
        return RenameRefused(reason)
    for path, analysis in sorted(snapshot.products.items()):
        other = None if analysis.product is None else analysis.product.node("metadata", "name")
        if path != snapshot.path and other is not None and other.value == name:
            return RenameRefused(
                f"another product is called {quote(name)} already: {path.parent.name}/{path.name}"
            )
    if reason := refusal(snapshot, subject):
        return RenameRefused(reason)
    node = subject.node
    if name == subject.name or node is None:
        return RenameResult(())
    asked = tuple(
        AskedEdit(
            edit,
            ChangeNote(
                f"Approve of {name} instead of {subject.name}",
                f"approved_products in {each.document.path.name}",
            ),
        )
        for each in occurrences_of(snapshot, subject)
        if each.document.path != snapshot.path and not each.is_declaration
        for edit in renamed(each.document, [dereference(each.node)], name)
    )
    return RenameResult(renamed(snapshot.document, [node], name), asked_edits=asked)
