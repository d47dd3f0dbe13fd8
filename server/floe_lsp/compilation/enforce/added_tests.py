"""The fix that gives columns a ``not_null`` test, in the property file that declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from floe_lsp.compilation.diagnostics import Edit, Fix, Location
from floe_lsp.syntax import (
    Entry,
    MappingNode,
    SequenceNode,
    SourceText,
    Span,
    TextEdit,
    dereference,
    entries,
    fields_of,
    items_of,
)
from floe_lsp.syntax.edits import insert_entry, insert_item
from floe_lsp.wording.quoting import listed, quote

from .described_models import property_file
from .policy import PolicyInput

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtColumn, PropertyEntry

_MOST_OFFERED = 5
"""Columns of which one can be chosen."""
_KEYS = ("data_tests", "tests")
"""What dbt calls the list of a column's tests: since 1.8, and ever since."""
_WRITTEN = re.compile(r"^[ \t]*(?:-[ ]+)?(data_tests|tests)[ ]*:", re.MULTILINE)
_TEST = "not_null"


class _Style(NamedTuple):
    """How a property file writes the tests of columns."""

    key: str
    flow: bool


def adding_not_null(
    given: PolicyInput, node: DbtNode, columns: Sequence[DbtColumn], needed: int
) -> tuple[Fix, ...]:
    """Return the fixes that test as many columns as it takes.

    Where one is enough, each of the first can be chosen.

    Args:
        given: The product.
        node: The model.
        columns: Its columns without a test.
        needed: How many of them have to get one.
    """
    entry = node.entry
    if entry is None or entry.fields is None:
        return ()
    source, fields = entry.excerpt, entries(entry.fields)
    mappings = {_name_at(entry, each): each for each in _columns_in(fields)}
    wanted = [each for each in columns if each.span in mappings]
    choices = [wanted[:needed]]
    if needed == 1:
        choices = [[each] for each in wanted[:_MOST_OFFERED]]
    style = _style(entry, mappings.values())
    found: list[Fix] = []
    for chosen in choices:
        edits = [_edit(source, mappings[each.span], style) for each in chosen]
        if len(chosen) == needed and None not in edits:
            made = (edit for edit in edits if edit is not None)
            names = listed([quote(each.name) for each in chosen])
            file = property_file(given, entry)
            where = sorted(
                (_in_file(entry, each) for each in made), key=lambda it: it.location.span
            )
            found.append(Fix(f"Add {_TEST} to {names} in {file}", tuple(where)))
    return tuple(found)


def _columns_in(fields: dict[str, Entry]) -> Iterator[MappingNode]:
    """Yield the columns of a model, those of its versions too."""
    places = [fields]
    versions = fields.get("versions")
    places += [fields_of(each) for each in items_of(None if versions is None else versions.value)]
    for place in places:
        columns = place.get("columns")
        for each in items_of(None if columns is None else columns.value):
            column = dereference(each)
            if isinstance(column, MappingNode):
                yield column


def _name_at(entry: PropertyEntry, column: MappingNode) -> Span | None:
    """Return where the name of a column stands in the whole file."""
    name = entries(column).get("name")
    if name is None:
        return None
    start, end = name.value.span
    return Span(start + entry.excerpt_start, end + entry.excerpt_start)


def _style(entry: PropertyEntry, columns: Iterable[MappingNode]) -> _Style:
    """Return how tests are written here: as at a column beside, else by the key of the file."""
    for column in columns:
        fields = entries(column)
        for key in _KEYS:
            if key in fields:
                return _Style(key, getattr(dereference(fields[key].value), "flow", False))
    written = _WRITTEN.search(entry.text.text)
    return _Style(_KEYS[0] if written is None else written[1], flow=False)


def _edit(source: SourceText, column: MappingNode, style: _Style) -> TextEdit | None:
    """Return what adds the test to a column; ``None`` where its tests are no list."""
    fields = entries(column)
    key = next((each for each in _KEYS if each in fields), None)
    if key is None:
        return insert_entry(source, column, style.key, [_TEST], flow=style.flow)
    tests = dereference(fields[key].value)
    if isinstance(tests, SequenceNode) and tests is fields[key].value:
        return insert_item(source, tests, _TEST)
    return None


def _in_file(entry: PropertyEntry, edit: TextEdit) -> Edit:
    start, end = edit.span
    span = Span(start + entry.excerpt_start, end + entry.excerpt_start)
    return Edit(Location(entry.path, span, entry.text), edit.text)
