"""From a name in a file of the dbt project to the transform, its model, and all that names it."""

from __future__ import annotations

from collections.abc import Iterable

from floe_lsp.ide.call_hierarchy import HierarchyItem, transform_item
from floe_lsp.ide.definitions import transform_of
from floe_lsp.ide.definitions.occurrences import NamedPlace, places_of_transform
from floe_lsp.ide.goto_definition import Jump, Target, model_targets, transform_targets
from floe_lsp.ide.highlight import Highlight, HighlightKind
from floe_lsp.ide.limits import MOST_ENTRIES

from .dbt_file import DbtFile


def definition(file: DbtFile, offset: int) -> Jump | None:
    """Return where the transform of a name is declared; a model that none declares, its file."""
    return declaration(file, offset) or implementation(file, offset)


def declaration(file: DbtFile, offset: int) -> Jump | None:
    """Return where the transform of a name is declared in a product."""
    named = file.name_at(offset)
    if named is None:
        return None
    product = file.product_of(named.name)
    return _jump(file, offset, transform_targets(product, transform_of(named.name)))


def implementation(file: DbtFile, offset: int) -> Jump | None:
    """Return the file of the model that a name means, then its property entry."""
    named = file.name_at(offset)
    return None if named is None else _jump(file, offset, model_targets(file.product, named.name))


def references(
    file: DbtFile, offset: int, *, include_declaration: bool = True
) -> tuple[NamedPlace, ...]:
    """Return the places that name the same model, in order of file and place."""
    named = file.name_at(offset)
    if named is None:
        return ()
    found = [
        each
        for each in places_of_transform(file.product, transform_of(named.name))
        if include_declaration or not each.is_declaration
    ]
    return tuple(sorted(found, key=lambda each: each.location.sort_key())[:MOST_ENTRIES])


def highlights(file: DbtFile, offset: int) -> tuple[Highlight, ...]:
    """Return the places in the file that name the same model, in the order of the text."""
    named = file.name_at(offset)
    if named is None:
        return ()
    same = [each for each in file.names if each.name == named.name]
    return tuple(Highlight(each.span, HighlightKind.READ) for each in same[:MOST_ENTRIES])


def prepare_call_hierarchy(file: DbtFile, offset: int) -> HierarchyItem | None:
    """Return the transform that a name means, if it is declared."""
    named = file.name_at(offset)
    return None if named is None else transform_item(file.product_of(named.name), named.name)


def _jump(file: DbtFile, offset: int, targets: Iterable[Target]) -> Jump | None:
    named, found = file.name_at(offset), tuple(targets)
    return Jump(named.span, found) if named is not None and found else None
