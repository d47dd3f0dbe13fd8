"""Renaming a transform: its declaration, every reference, and, when asked, its dbt model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.definitions.occurrences import occurrences_of
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.formats import TRANSFORM_NAME
from floe_lsp.syntax import AliasNode, Node, dereference
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote

from .certainty import unread_place
from .results import ChangeNote, EditToConfirm, FileRename, RenameRefused, RenameResult
from .writing import illegal, renamed, spelling

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode


def transform_refusal(snapshot: Snapshot, definition: Definition) -> str | None:
    """Return why the transform at the cursor can't be renamed at all."""
    declared = [each for each in snapshot.outline.transforms if each.name == definition.name]
    if not declared:
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
        with_files: Whether the dbt model's file and its property entry are renamed too.
    """
    if reason := illegal(TRANSFORM_NAME, name):
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
    model = snapshot.dbt.models.get(definition.name) if with_files else None
    if model is None or model.version is not None or _is_ambiguous(snapshot, definition):
        return RenameResult(edits)
    return _with_model(snapshot, edits, model, name)


def property_edits(model: DbtNode, name: str) -> Iterator[Edit]:
    """Yield the edit that renames the entry of a model's property file."""
    entry = model.entry
    if entry is None:
        return
    node = dereference(entry.name)
    span, text = spelling(entry.text, node, name)
    yield Edit(Location(entry.path, span, entry.text), text)


def _with_model(
    snapshot: Snapshot, edits: tuple[Edit, ...], model: DbtNode, name: str
) -> RenameResult | RenameRefused:
    if name in snapshot.dbt.model_files:
        path = _shown(snapshot, snapshot.dbt.model_files[name])
        return RenameRefused(f"the dbt project has a model {quote(name)} already: {path}")
    renames: tuple[FileRename, ...] = ()
    if model.path is not None:
        new = model.path.with_name(name + model.path.suffix)
        note = ChangeNote(
            f"Rename the dbt model to {new.name}",
            f"{_shown(snapshot, model.path)}; ref({quote(model.name)}) in other models is "
            "dbt's SQL and stays as it is",
        )
        renames = (FileRename(model.path, new, note),)
    asked = tuple(
        EditToConfirm(
            edit,
            ChangeNote(
                f"Rename the property entry to {name}", _shown(snapshot, edit.location.path)
            ),
        )
        for edit in property_edits(model, name)
    )
    return RenameResult(edits, renames, asked)


def _shown(snapshot: Snapshot, path: Path) -> str:
    folder = snapshot.path.parent
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


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
