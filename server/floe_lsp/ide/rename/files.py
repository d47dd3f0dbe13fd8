"""What follows when files are renamed (LSP ``workspace/willRenameFiles``).

A dbt model is named by its file, so floe.yaml and the property entry follow the file.
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

from .results import RenameRefused, RenameResult
from .transforms import property_edits, rename_transform


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
    edits: list[Edit] = []
    if snapshot.kind is not FileKind.PRODUCT:
        return RenameResult(())
    names = {path: name for name, path in snapshot.dbt.model_files.items()}
    for old, new in renames:
        name = names.get(old)
        if name is None or new.stem == name or new.suffix not in MODEL_SUFFIXES:
            continue
        if name in snapshot.outline.by_name:
            definition = Definition(WordKind.TRANSFORM, name, Span(0, 0))
            result = rename_transform(snapshot, definition, new.stem, with_files=False)
            if isinstance(result, RenameRefused):
                return result
            edits.extend(result.edits)
        model = snapshot.dbt.model_of_file.get(old)
        if model is not None and model.version is None:
            edits.extend(property_edits(model, new.stem))
    return RenameResult(tuple(edits))
