"""Rename (LSP ``textDocument/prepareRename`` and ``textDocument/rename``).

Transforms, anchors and products have names of their own. Whatever can't be done comes back as a
reason, never as an exception; nothing is renamed half.
"""

from __future__ import annotations

from collections.abc import Callable

from floe_lsp.ide.definitions import Definition, definition_at
from floe_lsp.ide.definitions.occurrences import is_nameable
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.snapshot import Snapshot

from .anchors import anchor_refusal, rename_anchor
from .products import product_refusal, rename_product
from .results import (
    ChangeNote,
    EditToConfirm,
    FileRename,
    RenameRefused,
    RenameResult,
    RenameTarget,
)
from .transforms import rename_transform, transform_refusal

__all__ = [
    "ChangeNote",
    "EditToConfirm",
    "FileRename",
    "RenameRefused",
    "RenameResult",
    "RenameTarget",
    "prepare_rename",
    "rename",
]

_NOTHING = "only transforms, anchors and products can be renamed"
_FIXED = {
    WordKind.ENGINE: "the name of an engine is that of its plugin and cannot be changed here",
}
_REFUSALS: dict[WordKind, Callable[[Snapshot, Definition], str | None]] = {
    WordKind.TRANSFORM: transform_refusal,
    WordKind.ANCHOR: anchor_refusal,
    WordKind.PRODUCT: product_refusal,
}
"""Why a thing can't be renamed, ``None`` where it can."""

_Rename = Callable[[Snapshot, Definition, str], RenameResult | RenameRefused]
_RENAMERS: dict[WordKind, _Rename] = {
    WordKind.ANCHOR: rename_anchor,
    WordKind.PRODUCT: rename_product,
}


def prepare_rename(snapshot: Snapshot, offset: int) -> RenameTarget | RenameRefused:
    """Return the name at a code-point offset, or why it can't be renamed."""
    definition = definition_at(snapshot, offset)
    if definition is None:
        return RenameRefused(_NOTHING)
    reason = _refusal(snapshot, definition)
    if reason is not None:
        return RenameRefused(reason)
    span = definition.origin
    if definition.kind is WordKind.ANCHOR:
        span = span._replace(start=span.start + 1)
    return RenameTarget(span, definition.name)


def rename(
    snapshot: Snapshot, offset: int, name: str, *, with_files: bool = False
) -> RenameResult | RenameRefused:
    """Rename what stands at a code-point offset.

    Args:
        snapshot: The file with the products and manifests around it.
        offset: Where the cursor stands.
        name: The new name as the person typed it.
        with_files: Whether the client can rename files: then the dbt model's file and property
            entry belong to the answer, each for the person to agree to.
    """
    definition = definition_at(snapshot, offset)
    if definition is None:
        return RenameRefused(_NOTHING)
    name = name.strip()
    if definition.kind is WordKind.TRANSFORM:
        return rename_transform(snapshot, definition, name, with_files=with_files)
    renamer = _RENAMERS.get(definition.kind)
    if renamer is None or not is_nameable(definition):
        return RenameRefused(_refusal(snapshot, definition) or _NOTHING)
    return renamer(snapshot, definition, name)


def _refusal(snapshot: Snapshot, definition: Definition) -> str | None:
    refusal = _REFUSALS.get(definition.kind)
    if refusal is None or not is_nameable(definition):
        return _FIXED.get(definition.kind, _NOTHING)
    return refusal(snapshot, definition)
