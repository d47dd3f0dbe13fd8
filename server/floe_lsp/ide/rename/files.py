"""What follows when files are renamed (LSP ``workspace/willRenameFiles``).

A dbt model is named by its file, so floe.yaml and all that names the model follow the file. The
file of a version may have any name that its entry says: the entry follows, and the model's name
stays. Nothing follows a file that is no model any more where it goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.files.names import stem_of
from floe_lsp.ide.definitions import transform_of
from floe_lsp.ide.definitions.occurrences import places_of_transform
from floe_lsp.ide.snapshot import Snapshot

from .models import define_elsewhere, file_refusal, shown
from .results import RenameRefused, RenameResult
from .transforms import rename_transform

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode


def will_rename_files(snapshot: Snapshot, renames: Iterable[tuple[Path, Path]]) -> RenameResult:
    """Return the edits that keep a product in step with models that are about to be renamed.

    A file that only moves to another folder of models keeps its name, so nothing changes. What
    names a file that can't be followed stays as it is, and is told, as of two that swap their names
    and of one that gets a name that no transform may have; the others are followed.

    Args:
        snapshot: A product; the caller asks for each that stands above the files.
        renames: Absolute paths, before and after.
    """
    if snapshot.kind is not FileKind.PRODUCT:
        return RenameResult(())
    edits: dict[Edit, None] = {}
    left: dict[str, None] = {}
    for old, new in renames:
        model = snapshot.dbt.model_of_file.get(old)
        found = None if model is None else _renamed(snapshot, model, old, new)
        if isinstance(found, RenameRefused):
            left[f"what names {shown(snapshot, old)} keeps {found.reason}"] = None
        elif found is not None:
            asked = (each.edit for each in found.edits_to_confirm)
            edits.update(dict.fromkeys((*found.edits, *asked)))
            left.update(dict.fromkeys(found.left))
    return RenameResult(tuple(edits), left=tuple(left))


def _renamed(
    snapshot: Snapshot, model: DbtNode, old: Path, new: Path
) -> RenameResult | RenameRefused | None:
    """Return what follows from a model's file getting another path, ``None`` for nothing."""
    definition = transform_of(model.name)
    if not snapshot.dbt.would_be_model(new):
        if not any(places_of_transform(snapshot, definition)):
            return None
        return RenameRefused(f"its name: {shown(snapshot, new)} is no file of a model")
    stem = stem_of(new)
    if stem == stem_of(old):
        return None
    if model.version is not None:
        if reason := file_refusal(snapshot, (old,), stem):
            return RenameRefused(f"the old name: {reason}")
        return RenameResult(tuple(define_elsewhere(snapshot, model, stem)))
    found = rename_transform(snapshot, definition, stem, with_files=True)
    if isinstance(found, RenameRefused):
        return RenameRefused(f"the old name: {found.reason}")
    return found
