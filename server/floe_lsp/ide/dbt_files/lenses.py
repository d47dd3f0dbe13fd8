"""The line above the file of a model: which transform it makes, and who reads it."""

from __future__ import annotations

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.ide.code_lenses import CodeLens
from floe_lsp.ide.commands import EditorCommand
from floe_lsp.ide.definitions import transform_of
from floe_lsp.ide.definitions.occurrences import places_of_transform
from floe_lsp.ide.definitions.project import readers_in_dbt
from floe_lsp.ide.limits import MOST_ENTRIES
from floe_lsp.wording.counting import counted

from .dbt_file import DbtFile
from .summary import checks_of


def code_lenses(file: DbtFile) -> tuple[CodeLens, ...]:
    """Return the lens of a model's file, none for a model that no transform declares."""
    name = file.model
    found = None if name is None else file.product_of(name).outline.by_name.get(name)
    if name is None or found is None:
        return ()
    checks = checks_of(found)
    parts = [
        *([] if found.tier is None else [found.tier]),
        *([counted(checks, "check")] if checks else []),
        f"read by {_readers(file, name)}",
    ]
    places = places_of_transform(file.product, transform_of(name))
    locations: tuple[Location, ...] = tuple(each.location for each in places)[:MOST_ENTRIES]
    title = f"transform {name}: {', '.join(parts)}"
    start = file.text.first_line(file.text.line_span(0))
    return (CodeLens(start, title, EditorCommand.SHOW, locations),)


def _readers(file: DbtFile, name: str) -> str:
    """Count what depends on a model in floe.yaml or reads it in the dbt project, each once."""
    product = file.product
    found = {each.name for each, _ in readers_in_dbt(product, name)}
    for each in file.products:
        found.update(by.name for by in each.outline.dependants.get(name, ()) if by.name)
    if found:
        return str(len(found))
    return "a package" if name in product.dbt.names.in_packages else "no model"
