"""The fix that gives columns a ``not_null`` test, in the property file that declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from floe_lsp.compilation.diagnostics import Fix
from floe_lsp.syntax import (
    MappingNode,
    SequenceNode,
    SourceText,
    TextEdit,
    dereference,
    entries,
)
from floe_lsp.syntax.edits import insert_entry, insert_item
from floe_lsp.wording.quoting import listed, quote

from .described_models import property_file
from .policy import PolicyInput
from .property_edits import fix_of

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtColumn
    from floe_lsp.dbt.property_entry import PropertyEntry

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


class _Asked(NamedTuple):
    """The columns without a test, and how many of them have to get one."""

    file: str
    """What the file that declares them is called."""
    columns: tuple[DbtColumn, ...]
    needed: int


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
    if node.entry is None:
        return ()
    about = _Asked(property_file(given, node.entry), tuple(columns), needed)
    return node.entry.made_again(_fixes, about)


def _fixes(entry: PropertyEntry, asked: _Asked) -> tuple[Fix, ...]:
    mappings, needed = entry.columns, asked.needed
    wanted = [each for each in asked.columns if each.span in mappings]
    choices = [wanted[:needed]]
    if needed == 1:
        choices = [[each] for each in wanted[:_MOST_OFFERED]]
    style = _style(entry, mappings.values())
    found: list[Fix] = []
    for chosen in choices:
        nodes = [mappings[each.span] for each in chosen if each.span is not None]
        edits = [edit for each in nodes if (edit := _edit(entry.excerpt, each, style)) is not None]
        if len(edits) == needed:
            names = listed([quote(each.name) for each in chosen])
            title = f"Add {_TEST} to {names} in {asked.file}"
            found.append(fix_of(title, entry, edits))
    return tuple(found)


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
