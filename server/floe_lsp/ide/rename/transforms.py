"""Renaming a transform: its declaration, every reference, and its model in the dbt project."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.definitions.occurrences import occurrences_of
from floe_lsp.ide.definitions.project import products_beside
from floe_lsp.ide.definitions.transforms import published_names, transform_names
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.formats import TRANSFORM_NAME
from floe_lsp.syntax import AliasNode, Node, dereference
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote

from .beside import left_beside_dbt, rename_beside_dbt
from .certainty import unread_place
from .models import has_model, model_refusal, rename_model, shown, unwritable_name
from .results import ChangeNote, EditToConfirm, RenameRefused, RenameResult
from .writing import illegal, renamed


def transform_refusal(snapshot: Snapshot, definition: Definition) -> str | None:
    """Return why the transform at the cursor can't be renamed at all."""
    declared = [each for each in snapshot.outline.transforms if each.name == definition.name]
    if not declared and not has_model(snapshot, definition.name):
        places = [each.span for each in occurrences_of(snapshot, definition)]
        return (
            unread_place(snapshot.document, definition.name, [*places, definition.origin])
            or f"{quote(definition.name)} is not a transform of this product"
        )
    if len(declared) > 1 and not definition.is_declaration:
        return (
            f"{len(declared)} transforms are called {quote(definition.name)}, so it is not certain "
            "which one is meant; rename one of them where it is declared"
        )
    nodes = _nodes(snapshot, definition)
    if elsewhere := _used_otherwise(snapshot, nodes):
        return elsewhere
    return unread_place(snapshot.document, definition.name, [each.span for each in nodes])


def rename_transform(
    snapshot: Snapshot, definition: Definition, name: str, *, with_files: bool
) -> RenameResult | RenameRefused:
    """Rename a transform; of two with the same name, only the declaration at the cursor.

    Args:
        snapshot: The product.
        definition: What stands at the cursor.
        name: The new name.
        with_files: Whether the editor can rename the dbt model's file. Otherwise it is left to the
            person; the names in dbt's files are renamed all the same.
    """
    if reason := _illegal_name(snapshot, definition.name, name):
        return RenameRefused(reason)
    taken = snapshot.outline.by_name.get(name)
    if taken is not None and name != definition.name:
        line = snapshot.document.text.position(dereference(taken.name_node).start).line + 1
        return RenameRefused(
            f"a transform of this product is called {quote(name)} already, in line {line}"
        )
    if reason := transform_refusal(snapshot, definition):
        return RenameRefused(reason)
    if name == definition.name:
        return RenameResult(())
    edits = renamed(snapshot.document, _nodes(snapshot, definition), name)
    if _is_ambiguous(snapshot, definition):
        return RenameResult(edits)
    if reason := model_refusal(snapshot, definition.name, name):
        return RenameRefused(reason)
    beside = _rename_beside(snapshot, definition.name, name)
    if isinstance(beside, RenameRefused):
        return beside
    model = rename_model(snapshot, definition.name, name)
    asked = (*beside, *model.edits, *rename_beside_dbt(snapshot, definition.name, name))
    told = left_beside_dbt(snapshot, definition.name, name)
    left = (*_tables(snapshot, definition.name), *model.left, *told)
    if with_files:
        return RenameResult(edits, model.files, asked, left)
    todo = (
        f"rename {shown(snapshot, each.old)} to {each.new.name}, which this editor can't do itself"
        for each in model.files
    )
    return RenameResult(edits, (), asked, (*todo, *left))


def _illegal_name(snapshot: Snapshot, name: str, new: str) -> str | None:
    """Return why a new name is none; dbt takes more of them for what is no transform."""
    is_transform = any(
        any(transform_names(each, name)) for each in (snapshot, *products_beside(snapshot))
    )
    return illegal(TRANSFORM_NAME, new) if is_transform else unwritable_name(new)


def _rename_beside(
    snapshot: Snapshot, old: str, new: str
) -> tuple[EditToConfirm, ...] | RenameRefused:
    """Rename a transform in the other products of the same dbt project."""
    found: list[EditToConfirm] = []
    for product in products_beside(snapshot):
        file = product.path.name
        if new in product.outline.by_name:
            return RenameRefused(f"a transform of {file} is called {quote(new)} already")
        nodes = [dereference(each.node) for each in transform_names(product, old)]
        if not nodes:
            continue
        there = Definition(WordKind.TRANSFORM, old, nodes[0].span)
        if reason := transform_refusal(product, there):
            return RenameRefused(f"{file}: {reason}")
        note = ChangeNote(f"Rename the transform in {file} to {new}", file)
        found += [EditToConfirm(each, note) for each in renamed(product.document, nodes, new)]
    return tuple(found)


def _tables(snapshot: Snapshot, name: str) -> Iterator[str]:
    """Say which tables of destinations may be the transform's, by their last part."""
    for node in published_names(snapshot):
        table: object = node.value
        if isinstance(table, str) and "." in table and table.rpartition(".")[2] == name:
            line = snapshot.document.text.position(node.start).line + 1
            yield f"not changed, as it may be another table: {quote(table)} in line {line}"


def _is_ambiguous(snapshot: Snapshot, definition: Definition) -> bool:
    return sum(each.name == definition.name for each in snapshot.outline.transforms) > 1


def _nodes(snapshot: Snapshot, definition: Definition) -> list[Node]:
    if definition.node is not None and _is_ambiguous(snapshot, definition):
        return [definition.node]
    # At a place that is not a node, in broken text, the name alone says what is meant.
    every = Definition(WordKind.TRANSFORM, definition.name, definition.origin)
    return [dereference(each.node) for each in occurrences_of(snapshot, every)]


def _used_otherwise(snapshot: Snapshot, nodes: list[Node]) -> str | None:
    """Return the place where an alias uses a renamed text for something that is not a transform."""
    anchored = {id(node) for node in nodes if node.anchor is not None}
    if not anchored:
        return None
    outline = snapshot.outline
    meant = {id(each.name_node) for each in outline.transforms}
    meant |= {id(each.node) for all_of in outline.references.values() for each in all_of}
    for node in walk(snapshot.document.root):
        is_used = isinstance(node, AliasNode) and id(node.target) in anchored
        if is_used and id(node) not in meant:
            line = snapshot.document.text.position(node.start).line + 1
            return (
                f"the alias in line {line} uses the same text for something else, which would "
                "change with it"
            )
    return None
