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
from .property_edits import fix_of

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtColumn
    from floe_lsp.dbt.property_entry import PropertyEntry

_KEY = "description"


def describing_model(given: PolicyInput, node: DbtNode) -> tuple[Fix, ...]:
    """Return the fix that makes a place for the description of a model, where it has an entry."""
    if node.entry is None:
        return ()
    return node.entry.made_again(_of_model, (node.name, property_file(given, node.entry)))


def _of_model(entry: PropertyEntry, named: tuple[str, str]) -> tuple[Fix, ...]:
    if entry.fields is None or _KEY in entries(entry.fields):
        return ()
    name, file = named
    title = f"Make a place for the description of {quote(name)} in {file}"
    return (fix_of(title, entry, [_edit(entry, entry.fields)]),)


def describing_columns(
    given: PolicyInput, node: DbtNode, columns: Sequence[DbtColumn]
) -> tuple[Fix, ...]:
    """Return the fix that makes places for the descriptions of columns of a model."""
    if node.entry is None:
        return ()
    return node.entry.made_again(_of_columns, (property_file(given, node.entry), tuple(columns)))


def _of_columns(entry: PropertyEntry, asked: tuple[str, tuple[DbtColumn, ...]]) -> tuple[Fix, ...]:
    file, columns = asked
    known = entry.columns
    found = [
        known[span]
        for each in columns
        if (span := each.span) is not None and span in known and _KEY not in entries(known[span])
    ]
    if len(found) < len(columns):
        return ()
    names = listed([quote(each.name) for each in columns])
    noun = "description" if len(columns) == 1 else "descriptions"
    title = f"Make places for the {noun} of {names} in {file}"
    if len(columns) == 1:
        title = title.replace("Make places", "Make a place")
    return (fix_of(title, entry, [_edit(entry, each) for each in found]),)


def _edit(entry: PropertyEntry, mapping: MappingNode) -> TextEdit:
    return insert_entry(entry.excerpt, mapping, _KEY, placeholder(_KEY), below="name")
