"""The contract of each output port: what is written of it, and what floe derives for the rest.

What a contract says itself counts before what is derived from ``outputPorts``, and what neither
says comes from the contracts of the platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, TypeAlias, cast

from floe_lsp.schemas.manifest.governance_policies import AutoGenerationConfig, ContractInheritance
from floe_lsp.schemas.odcs.classifications import CLASSIFICATIONS, stronger
from floe_lsp.schemas.odcs.column_types import logical_type
from floe_lsp.schemas.odcs.contract import (
    CONTRACT_API_VERSION,
    CONTRACT_KIND,
    Contract,
    ContractColumn,
    ContractTable,
    read_contract,
)
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.product.outputs import OutputPort, OutputPortColumn
from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import field, is_mapping, items

from .level_scopes import closest_first, covers, unsaid

ContractData: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class PortContract:
    """The contract that holds for an output port."""

    port: str
    contract: Contract
    table: ContractTable
    is_written: bool
    """Whether ``datacontract.yaml`` has the table of the port."""


@dataclass(frozen=True)
class ContractMaker:
    """Makes the contracts of a product."""

    spec: FloeSpec
    generation: AutoGenerationConfig
    inheritance: ContractInheritance
    floors: Sequence[Contract]
    """The contracts of the platform, the nearest first."""

    def contracts(self, written: Contract | None) -> Iterator[PortContract]:
        """Yield the contract of each port that has one, in the order of the ports."""
        ports = {port.name: port for port in self.spec.output_ports or ()}
        own: Contract | None = None
        if written is not None and any(written.table(name) for name in ports):
            own = read_contract(self._completed(written, ports))
        for name, port in ports.items():
            table = None if own is None else own.table(name)
            if own is not None and table is not None:
                yield PortContract(name, own, table, is_written=True)
            elif self.generation.enabled:
                made = read_contract(self._inheriting(self._generated(port)))
                derived = made.table(name)
                if derived is not None:
                    yield PortContract(name, made, derived, is_written=False)

    def _completed(self, written: Contract, ports: Mapping[str, OutputPort]) -> ContractData:
        """Return a written contract with what is derived for the tables of ports."""
        data: ContractData = dict(written.data)
        if not self.generation.enabled:
            return self._inheriting(data)
        tables: list[object] = []
        for _, item in items(data.get("schema")):
            port = ports.get(str(field(item, "name")))
            tables.append(item if port is None else self._joined(port, cast("ContractData", item)))
        return self._inheriting({**data, "schema": tables})

    def _joined(self, port: OutputPort, written: ContractData) -> ContractData:
        derived = self._table(port)
        joined = {**derived, **written}
        if "properties" in written:
            known = {each["name"].casefold(): each for each in derived["properties"]}
            joined["properties"] = [
                _with_types_of(known.get(str(field(each, "name")).casefold(), {}), each)
                for _, each in items(written["properties"])
            ]
        return joined

    def _generated(self, port: OutputPort) -> ContractData:
        metadata = self.spec.metadata
        name = f"{metadata.name}-{port.name}"
        data: ContractData = {
            "apiVersion": CONTRACT_API_VERSION,
            "kind": CONTRACT_KIND,
            "id": name,
            "name": name,
            "version": metadata.version,
            "status": "active",
        }
        if self.generation.include_descriptions and port.description:
            data["description"] = {"purpose": port.description}
        if port.owner or metadata.owner:
            data["team"] = {"name": port.owner or metadata.owner}
        return {**data, "schema": [self._table(port)]}

    def _table(self, port: OutputPort) -> ContractData:
        table: ContractData = {"name": port.name, "logicalType": "object", "physicalType": "table"}
        if self.generation.include_descriptions and port.description:
            table["description"] = port.description
        return {**table, "properties": [*self._columns(port)]}

    def _columns(self, port: OutputPort) -> Iterator[ContractData]:
        keys = 0
        for column in port.columns:
            made: ContractData = {"name": column.name, **_type_of(column)}
            if column.required:
                made["required"] = True
            if column.primary_key:
                keys += 1
                made |= {"primaryKey": True, "primaryKeyPosition": keys}
            made["classification"] = column.classification or self._derived(port.name, column.name)
            if self.generation.include_descriptions and column.description:
                made["description"] = column.description
            yield made

    def _derived(self, table: str, column: str) -> str:
        """Return how sensitive a column is that does not say so."""
        default = self.generation.default_classification
        if self.inheritance == "strict":
            return default
        floors = (
            said.classification
            for each in self.floors
            for said in floors_of_field(each, table, column.casefold())
        )
        return reduce(stronger, filter(None, floors), default)

    def _inheriting(self, data: ContractData) -> ContractData:
        """Return a contract with what those of the platform say and it does not."""
        if self.inheritance == "strict":
            return data
        own = read_contract(data)
        levels = list(own.levels)
        inherited: list[object] = []
        for floor in self.floors:
            found: dict[Loc, object] = {}
            for level in closest_first(floor.levels):
                parts = unsaid(level, floor.levels, levels, own.tables)
                if not parts:
                    continue
                elements = tuple(each.element for each in parts)
                levels.append(replace(level, elements=elements))
                found[level.path] = item = _item(floor.data, level.path)
                # What holds of all that a contract has is inherited as it is written.
                is_of_all = len(parts) == len(own.tables) and not level.elements
                if not is_of_all or "slaDefaultElement" in data:
                    named = {**cast("ContractData", item), "element": ", ".join(elements)}
                    found[level.path] = named
            inherited += (found[each.path] for each in floor.levels if each.path in found)
        if inherited:
            written = [each for _, each in items(data.get("slaProperties"))]
            data = {**data, "slaProperties": [*written, *inherited]}
        return data


def floors_of_field(floor: Contract, table: str, key: str) -> Iterator[ContractColumn]:
    """Yield what a contract of the platform says of how sensitive a column is, a table a word.

    Args:
        floor: The contract.
        table: The name of its table, which theirs name, too, or fit as a glob pattern.
        key: Of the column among the fields of its table.
    """
    for each in floor.tables:
        known = each.fields.get(key) if covers(each.name, table) else None
        if known is not None and known.classification in CLASSIFICATIONS:
            yield known


def _type_of(column: OutputPortColumn) -> ContractData:
    """Return the fields that say the type: the standard's own, and the database's if it is one."""
    logical = logical_type(column.type)
    if logical == column.type.strip().casefold():
        return {"logicalType": logical}
    own = {} if logical is None else {"logicalType": logical}
    return {**own, "physicalType": column.type}


def _with_types_of(derived: ContractData, written: object) -> object:
    """Return a column with all that is written of it; a type that is written stands alone.

    What is written may be no column at all: contracts are made of files with mistakes, too.
    """
    if not is_mapping(written):
        return written
    if "logicalType" in written or "physicalType" in written:
        derived = {
            key: value
            for key, value in derived.items()
            if key not in ("logicalType", "physicalType")
        }
    return {**derived, **written}


def _item(data: Mapping[str, object], path: Sequence[str | int]) -> object:
    value: Any = data
    for step in path:
        value = value[step]
    return value
