"""What follows when files are renamed (LSP ``workspace/willRenameFiles``).

A dbt model is named by its file, so floe.yaml and all that names the model follow the file. The
file of a version may have any name that its entry says: the entry follows, and the model's name
stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.dbt.listing import MODEL_SUFFIXES
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.places import WordKind
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

from .models import define_elsewhere
from .results import RenameRefused, RenameResult
from .transforms import rename_transform


def will_rename_files(
    snapshot: Snapshot, renames: Iterable[tuple[Path, Path]]
) -> RenameResult | RenameRefused:
    """Return the edits that keep a product in step with models that are about to be renamed.

    A file that only moves to another folder keeps its name, so nothing changes. Two files that
    swap their names are refused, as is a name that no transform may have: the first reason comes
    back, and no edit.

    Args:
        snapshot: A product; the caller asks for each that stands above the files.
        renames: Absolute paths, before and after.
    """
    if snapshot.kind is not FileKind.PRODUCT:
        return RenameResult(())
    edits: dict[Edit, None] = {}
    left: dict[str, None] = {}
    models = snapshot.dbt.model_of_file
    for old, new in renames:
        model, stem = models.get(old), _stem(new)
        if model is None or stem == _stem(old) or not new.name.lower().endswith(MODEL_SUFFIXES):
            continue
        if model.version is not None:
            edits.update(dict.fromkeys(define_elsewhere(snapshot, model, stem)))
            continue
        definition = Definition(WordKind.TRANSFORM, model.name, Span(0, 0))
        result = rename_transform(snapshot, definition, stem, with_files=True)
        if isinstance(result, RenameRefused):
            return result
        asked = (each.edit for each in result.edits_to_confirm)
        edits.update(dict.fromkeys((*result.edits, *asked)))
        left.update(dict.fromkeys(result.left))
    return RenameResult(tuple(edits), left=tuple(left))


def _stem(path: Path) -> str:
    return path.name.rpartition(".")[0]
