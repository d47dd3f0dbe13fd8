"""Rename (LSP ``textDocument/prepareRename`` and ``textDocument/rename``).

Transforms, anchors and products have names of their own. Whatever can't be done comes back as a
reason, never as an exception; nothing is renamed half.
"""

from __future__ import annotations

from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.subjects import Kind, Subject, subject_at

from . import anchors, products, transforms
from .results import AskedEdit, ChangeNote, FileRename, RenameRefused, RenameResult, RenameTarget

__all__ = [
    "AskedEdit",
    "ChangeNote",
    "FileRename",
    "RenameRefused",
    "RenameResult",
    "RenameTarget",
    "prepare_rename",
    "rename",
]

_NOTHING = "only transforms, anchors and products can be renamed"
_FIXED = {
    Kind.ENGINE: "the name of an engine is that of its plugin and cannot be changed here",
    Kind.MANIFEST: _NOTHING,
}


def prepare_rename(snapshot: Snapshot, offset: int) -> RenameTarget | RenameRefused:
    """Return the name at a code-point offset, or why it can't be renamed."""
    subject = subject_at(snapshot, offset)
    if subject is None:
        return RenameRefused(_NOTHING)
    reason = _refusal(snapshot, subject)
    if reason is not None:
        return RenameRefused(reason)
    span = subject.origin
    if subject.kind is Kind.ANCHOR:
        span = span._replace(start=span.start + 1)
    return RenameTarget(span, subject.name)


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
    subject = subject_at(snapshot, offset)
    if subject is None:
        return RenameRefused(_NOTHING)
    name = name.strip()
    if subject.kind is Kind.TRANSFORM:
        return transforms.rename(snapshot, subject, name, with_files=with_files)
    if subject.kind is Kind.ANCHOR:
        return anchors.rename(snapshot, subject, name)
    if subject.kind is Kind.PRODUCT:
        return products.rename(snapshot, subject, name)
    return RenameRefused(_FIXED[subject.kind])


def _refusal(snapshot: Snapshot, subject: Subject) -> str | None:
    if subject.kind is Kind.TRANSFORM:
        return transforms.refusal(snapshot, subject)
    if subject.kind is Kind.ANCHOR:
        return anchors.refusal(snapshot, subject)
    if subject.kind is Kind.PRODUCT:
        return products.refusal(snapshot, subject)
    return _FIXED[subject.kind]
