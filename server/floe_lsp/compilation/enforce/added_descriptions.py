"""The fixes that make a place for descriptions which a person has to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Fix
from floe_lsp.syntax import MappingNode, TextEdit, entries
from floe_lsp.syntax.edits import insert_entry
from floe_lsp.wording.placeholders import placeholder
from floe_lsp.wording.quoting import listed, quote

from .described_models import property_file
from .policy import PolicyInput
from .property_edits import columns_of, fix_of

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtColumn, PropertyEntry

_KEY = "description"


def describing_model(given: PolicyInput, node: DbtNode) -> tuple[Fix, ...]:
    """Return the fix that makes a place for the description of a model, where it has an entry."""
    entry = node.entry
    if entry is None or entry.fields is None or _KEY in entries(entry.fields):
        return ()
    title = f"Make a place for the description of {quote(node.name)} in "
    return (fix_of(title + property_file(given, entry), entry, [_edit(entry, entry.fields)]),)


def describing_columns(
    given: PolicyInput, node: DbtNode, columns: Sequence[DbtColumn]
) -> tuple[Fix, ...]:
    """Return the fix that makes places for the descriptions of columns of a model."""
    entry = node.entry
    if entry is None:
        return ()
    known = columns_of(entry)
    found = [
        known[span]
        for each in columns
        if (span := each.span) is not None and span in known and _KEY not in entries(known[span])
    ]
    if len(found) < len(columns):
        return ()
    names = listed([quote(each.name) for each in columns])
    noun = "description" if len(columns) == 1 else "descriptions"
    title = f"Make places for the {noun} of {names} in {property_file(given, entry)}"
    if len(columns) == 1:
        title = title.replace("Make places", "Make a place")
    return (fix_of(title, entry, [_edit(entry, each) for each in found]),)


def _edit(entry: PropertyEntry, mapping: MappingNode) -> TextEdit:
    return insert_entry(entry.excerpt, mapping, _KEY, placeholder(_KEY), below="name")
