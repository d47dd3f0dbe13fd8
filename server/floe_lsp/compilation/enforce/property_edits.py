"""Edits of what a property file says of a model: the file itself stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Edit, Fix, Location
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    Span,
    TextEdit,
    dereference,
    entries,
    fields_of,
    items_of,
)

if TYPE_CHECKING:
    from floe_lsp.dbt.properties import PropertyEntry


def columns_of(entry: PropertyEntry) -> Mapping[Span, MappingNode]:
    """Return the columns of a model, those of its versions too, by the places of their names.

    The places count in the file, the nodes in the excerpt of it. There are none where the model
    cannot be read by itself.
    """
    found: dict[Span, MappingNode] = {}
    for column in _columns_in({} if entry.fields is None else entries(entry.fields)):
        name = entries(column).get("name")
        if name is not None:
            found[_in_file(entry, name.value.span)] = column
    return found


def _columns_in(fields: dict[str, Entry]) -> Iterator[MappingNode]:
    versions = fields.get("versions")
    below = items_of(None if versions is None else versions.value)
    for place in (fields, *map(fields_of, below)):
        columns = place.get("columns")
        for each in items_of(None if columns is None else columns.value):
            column = dereference(each)
            if isinstance(column, MappingNode):
                yield column


def fix_of(title: str, entry: PropertyEntry, edits: Iterable[TextEdit]) -> Fix:
    """Return a fix that makes edits of the excerpt in the file."""
    made = (
        Edit(Location(entry.path, _in_file(entry, each.span), entry.text), each.text)
        for each in edits
    )
    return Fix(title, tuple(sorted(made, key=lambda edit: edit.location.span)))


def _in_file(entry: PropertyEntry, span: Span) -> Span:
    start, end = span
    return Span(start + entry.excerpt_start, end + entry.excerpt_start)
