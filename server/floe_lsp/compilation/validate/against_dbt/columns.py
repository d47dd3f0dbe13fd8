"""E144: a column that the model does not have (quality checks, destinations).

All columns of a model are known where it keeps a contract. Where dbt's catalog was written for the
state in which the file is, they are what the last run made, and what the model reads may have
others by now: that is a warning. A property file alone may leave columns out. The columns of output
ports are those of data contracts (FLOE-E531), and the platform decides how much they matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.dbt.nodes import Fact
from floe_lsp.dbt.plain_data import mapping
from floe_lsp.syntax import Entry, Node, fields_of, items_of
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import listed, quote_name

from .paired import PairedProduct

_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
"""What names one column and computes nothing."""


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each column that a product names and its model is sure not to have."""
    many = ManyFindings(paired.document)
    known: dict[str, _Columns] = {}
    for model, named in _named(paired):
        name = named.value
        if not isinstance(name, str) or _COLUMN.fullmatch(name) is None:
            continue
        if model not in known:
            known[model] = _columns(paired, model)
        columns = known[model]
        if columns.names and name.casefold() not in map(str.casefold, columns.names):
            described = partial(_missing, paired, model, named, name, columns)
            yield from many.finding("E144", named, described, columns.severity)


def _named(paired: PairedProduct) -> Iterator[tuple[str, Node]]:
    """Yield each place that names a column, with the model that it is of."""
    for name, transform in paired.product.by_name.items():
        for check in _items(transform.quality_checks):
            if "column" in check:
                yield name, check["column"].value
    root = fields_of(paired.document.root)
    for destination in _items(root.get("destinations")):
        table = destination.get("source_table")
        mapping = destination.get("field_mapping")
        # With a schema before it the table may be another one.
        if table is not None and mapping is not None and isinstance(table.value.value, str):
            for entry in fields_of(mapping.value).values():
                yield table.value.value, entry.key


def _items(entry: Entry | None) -> Iterator[Mapping[str, Entry]]:
    return (fields_of(each) for each in items_of(None if entry is None else entry.value))


class _Columns(NamedTuple):
    """All columns of a model, none where they are not all known."""

    names: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    """How much another one matters."""


def _columns(paired: PairedProduct, name: str) -> _Columns:
    models = paired.models(name)
    if len(models) != 1:
        return _Columns()
    (node,) = models
    contract = mapping(node.config.get("contract"))
    if contract.get("enforced") is True and node.columns and node.knows(Fact.COLUMNS):
        return _Columns(tuple(each.name for each in node.columns))
    built = paired.facts.catalog_columns(node) or ()
    return _Columns(tuple(each for each, _ in built), Severity.WARNING)


def _missing(
    paired: PairedProduct, model: str, node: Node, name: str, columns: _Columns
) -> Diagnostic:
    near = near_miss(name, columns.names)
    said = f"its columns: {listed(columns.names)}"
    suggestion = f"did you mean {quote_name(near)}?" if near else f"write one that it has; {said}"
    described = paired.model(model)
    return paired.document.diagnostic(
        "E144",
        node,
        f"the model {quote_name(model)} has no column {quote_name(name)}",
        suggestion,
        related=()
        if described is None
        else paired.described_at(described, f"{quote_name(model)} is here"),
        fixes=() if near is None else (paired.document.near_miss_fix(node, near=near),),
        severity=columns.severity,
    )
