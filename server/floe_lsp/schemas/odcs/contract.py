"""What floe reads of a data contract: tables, columns and service levels, as far as they are there.

A contract that breaks the standard is read as well: what is wrong is told elsewhere, and what is
right can still be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import field as field_of
from floe_lsp.schemas.types.raw import is_mapping, items

from .column_types import families

CONTRACT_KIND: Final = "DataContract"
"""``kind`` of a data contract."""

CONTRACT_API_VERSION: Final = "v3.1.0"
"""``apiVersion`` of the contracts that floe makes, as the released packages make them."""


@dataclass(frozen=True)
class ContractColumn:
    """One column of a table, a field of one that is an object itself, or what a list holds.

    That is called by the list: ``lines[]``.
    """

    name: str
    path: Loc
    """Where it stands in its contract."""
    logical_type: str | None = None
    physical_type: str | None = None
    is_required: bool = False
    classification: str | None = None
    api_version: str = ""
    """The version of the standard that its contract follows."""

    @property
    def type_families(self) -> frozenset[str]:
        """The families that its type may belong to; none where floe does not know it."""
        version = self.api_version if self.logical_type else ""
        return families(self.type or "", version)

    @property
    def type(self) -> str | None:
        """Its type: the logical one, else that of the database."""
        return self.logical_type or self.physical_type


@dataclass(frozen=True)
class ContractTable:
    """One element of a contract's ``schema``."""

    name: str
    path: Loc
    lists_columns: bool = False
    """Whether it says which columns there are."""
    columns: Mapping[str, ContractColumn] = field(default_factory=dict[str, ContractColumn])
    """By name in small letters, since databases do not agree on capital ones."""
    fields: Mapping[str, ContractColumn] = field(default_factory=dict[str, ContractColumn])
    """The columns, and what stands inside of them by ``column.field`` and ``column[].field``."""


@dataclass(frozen=True)
class ServiceLevel:
    """One entry of ``slaProperties``: what readers can rely on."""

    name: str
    path: Loc
    value: object = None
    unit: str | None = None
    elements: tuple[str, ...] = ()
    """The tables or columns that it is about, as they are written; none for all."""


@dataclass(frozen=True)
class Contract:
    """A data contract."""

    data: Mapping[str, object]
    """All that it says, as plain data."""
    version: str | None = None
    tables: tuple[ContractTable, ...] = ()
    levels: tuple[ServiceLevel, ...] = ()

    def table(self, name: str) -> ContractTable | None:
        """Return the first table of a name."""
        return next((each for each in self.tables if each.name == name), None)


def read_contract(data: object) -> Contract:
    """Return what the plain data of a contract says; nothing for what is no contract."""
    if not is_mapping(data):
        return Contract({})
    return Contract(
        {str(key): value for key, value in data.items()},
        _text(data, "version"),
        tuple(_tables(data)),
        tuple(_levels(data)),
    )


def _tables(data: object) -> Iterator[ContractTable]:
    api = _text(data, "apiVersion") or ""
    for index, item in items(field_of(data, "schema")):
        name = _text(item, "name")
        if name is not None:
            path = ("schema", index)
            columns = list(_columns(item, path, api))
            yield ContractTable(
                name,
                path,
                is_mapping(item) and "properties" in item,
                _by_name((each.name, each) for each, _ in columns),
                _by_name(pair for each, inner in columns for pair in _fields(each, inner)),
            )


def _columns(data: object, path: Loc, api: str) -> Iterator[tuple[ContractColumn, object]]:
    for index, item in items(field_of(data, "properties")):
        name = _text(item, "name")
        if name is not None:
            yield _column(name, item, (*path, "properties", index), api), item


def _column(name: str, data: object, path: Loc, api: str) -> ContractColumn:
    return ContractColumn(
        name,
        path,
        _text(data, "logicalType"),
        _text(data, "physicalType"),
        field_of(data, "required") is True,
        _text(data, "classification"),
        api,
    )


def _fields(
    column: ContractColumn, data: object, above: str = ""
) -> Iterator[tuple[str, ContractColumn]]:
    name = f"{above}{column.name}"
    yield name, column
    for each, inner in _columns(data, column.path, column.api_version):
        yield from _fields(each, inner, f"{name}.")
    of_list = field_of(data, "items")
    if is_mapping(of_list):
        path = (*column.path, "items")
        yield from _fields(
            _column(f"{column.name}[]", of_list, path, column.api_version), of_list, above
        )


def _by_name(found: Iterator[tuple[str, ContractColumn]]) -> dict[str, ContractColumn]:
    named: dict[str, ContractColumn] = {}
    for name, column in found:
        _ = named.setdefault(name.casefold(), column)
    return named


def _levels(data: object) -> Iterator[ServiceLevel]:
    default = _text(data, "slaDefaultElement")
    for index, item in items(field_of(data, "slaProperties")):
        name = _text(item, "property")
        if name is not None:
            path = ("slaProperties", index)
            value = field_of(item, "value")
            written = _text(item, "element") or default or ""
            elements = tuple(each.strip() for each in written.split(",") if each.strip())
            yield ServiceLevel(name, path, value, _text(item, "unit"), elements)


def _text(data: object, name: str) -> str | None:
    value = field_of(data, name)
    return value if isinstance(value, str) else None
