"""Renaming a transform from a name in a file of the dbt project."""

from __future__ import annotations

from floe_lsp.ide.definitions import transform_of
from floe_lsp.ide.rename.results import RenameRefused, RenameResult, RenameTarget
from floe_lsp.ide.rename.transforms import rename_transform, transform_refusal

from .dbt_file import DbtFile


def prepare_rename(file: DbtFile, offset: int) -> RenameTarget | RenameRefused | None:
    """Return the name at a code-point offset, or why it can't be renamed.

    ``None`` between names, where other programs may know what to rename.
    """
    named = file.name_at(offset)
    if named is None:
        return None
    if not named.is_typed:
        return RenameRefused("the name is not written in one piece, so it can't be written anew")
    reason = transform_refusal(file.product_of(named.name), transform_of(named.name))
    return RenameTarget(named.span, named.name) if reason is None else RenameRefused(reason)


def rename(
    file: DbtFile, offset: int, name: str, *, with_files: bool = False
) -> RenameResult | RenameRefused | None:
    """Rename the model at a code-point offset with its transform, as from floe.yaml.

    Args:
        file: The file.
        offset: Where the cursor stands.
        name: The new name as the person typed it.
        with_files: Whether the editor can rename the model's file.
    """
    named = file.name_at(offset)
    if named is None:
        return None
    meant = transform_of(named.name)
    product = file.product_of(named.name)
    return rename_transform(product, meant, name.strip(), with_files=with_files)
