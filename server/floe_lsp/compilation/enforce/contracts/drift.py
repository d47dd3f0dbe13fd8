"""FLOE-E530 to FLOE-E532: columns that are not as the contract of their table says.

The contract is held against the output port in floe.yaml, and against the columns of the dbt model.
Of a model only what it has for sure counts: what an enforced contract of dbt lists, or what stands
in the catalog of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from floe_lsp.compilation.diagnostics import Location, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.described_models import SEVERAL_FILES
from floe_lsp.compilation.enforce.policy import Answer, NotCheckable, PolicyInput, Violation
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.schemas.manifest.governance_policies import DriftDetectionConfig, EnforcementLevel
from floe_lsp.schemas.odcs.column_types import differ, families
from floe_lsp.schemas.odcs.contract import ContractColumn
from floe_lsp.schemas.types.raw import field
from floe_lsp.syntax import Node, Span
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

from .generation import PortContract
from .product_contracts import ProductContracts
from .published import PublishedPort


def drift(given: PolicyInput, contracts: ProductContracts, port: PublishedPort) -> Iterator[Answer]:
    """Yield where the columns of a port and of its model are not as its contract says."""
    made = contracts.of_port(port.name)
    if made is None or not made.table.lists_columns:
        # Nothing is promised that a column could break; a port without a contract is E314.
        return
    comparison = _Comparison(contracts, port, made)
    if made.is_written:
        yield from comparison.against(_columns_of_port(port))
    actual = _columns_of_model(given.dbt, port)
    if isinstance(actual, str):
        yield NotCheckable(port.name, actual)
    else:
        yield from comparison.against(actual)


@dataclass(frozen=True)
class _Column:
    """A column that is really there."""

    name: str
    type: str | None
    place: Callable[[], Node | Span]
    """Where floe.yaml speaks of it, or of its port; asked for where there is a finding."""
    said_at: Callable[[], tuple[Related, ...]] = tuple
    """Where else it is said, if that can be shown; as for the place."""


@dataclass(frozen=True)
class _Table:
    """What a contract is held against."""

    called: str
    columns: dict[str, _Column]
    """By name in small letters."""


def _table(called: str, columns: Iterable[_Column]) -> _Table:
    return _Table(called, {each.name.casefold(): each for each in columns})


def _columns_of_port(port: PublishedPort) -> _Table:
    def said_at(name: str) -> tuple[Related, ...]:
        return (port.document.related(port.column(name, "type"), "the output port says so here"),)

    columns = (
        _Column(each.name, each.type, partial(port.column, each.name), partial(said_at, each.name))
        for each in port.port.columns
    )
    return _table(f"the output port {quote(port.name)}", columns)


def _columns_of_model(facts: ProjectFacts | None, port: PublishedPort) -> _Table | str:
    """Return the columns that the model of a port has for sure, or why nobody knows them."""
    if facts is None:
        return "there is no dbt project beside floe.yaml"
    name = quote(port.name)
    node = facts.models.get(port.name)
    if node is None:
        return f"floe finds no model {name} in the dbt project"
    if not node.is_enabled:
        return f"the dbt model {name} is disabled"
    called = f"the dbt model {name}"
    if node.other_files:
        return f"{called}: {SEVERAL_FILES}"
    catalog = facts.catalog_columns(node)
    if catalog is not None:
        return _table(called, (_Column(each, kind, lambda: port.place) for each, kind in catalog))
    if not node.knows(Fact.COLUMNS) or not _is_enforced(node):
        return (
            f"the columns of the dbt model {name} are known in full only with an enforced "
            "contract in dbt, or after 'dbt docs generate'"
        )
    return _table(called, _declared(node, port))


def _is_enforced(node: DbtNode) -> bool:
    return field(node.config.get("contract"), "enforced") is True


def _declared(node: DbtNode, port: PublishedPort) -> Iterator[_Column]:
    def said_at(span: Span | None) -> tuple[Related, ...]:
        if node.entry is None or span is None:
            return ()
        # A file of the dbt project is not floe's own: its place is told, and no text of it.
        place = Location(node.entry.path, span, node.entry.text)
        return (Related(place, "the dbt model has it here"),)

    for each in node.columns:
        place = partial(said_at, each.span)
        yield _Column(each.name, each.data_type, lambda: port.place, place)


@dataclass(frozen=True)
class _Comparison:
    contracts: ProductContracts
    port: PublishedPort
    made: PortContract

    @property
    def config(self) -> DriftDetectionConfig:
        return self.contracts.config.drift_detection

    def against(self, actual: _Table) -> Iterator[Answer]:
        """Yield how columns differ from the contract."""
        promised = self.made.table.columns
        for key, column in promised.items():
            found = actual.columns.get(key)
            if found is None:
                yield self._missing(column, actual)
            else:
                yield from self._type(column, found, actual)
        if self.config.warn_on_extra_column:
            for key, found in actual.columns.items():
                if key not in promised:
                    yield self._extra(found, actual)

    def _type(self, column: ContractColumn, found: _Column, actual: _Table) -> Iterator[Answer]:
        name, kind = quote(column.name), found.type
        if column.type is None or kind is None:
            reason = f"nobody says the type of {name} in the contract or {actual.called}"
            yield NotCheckable(self.port.name, reason)
            return
        mine, theirs = column.type_families, families(kind)
        is_same = column.type.casefold() == kind.casefold()
        if not is_same and not (mine and theirs):
            unknown = kind if mine else column.type
            reason = f"floe does not know the type {quote(unknown)} of {name}"
            yield NotCheckable(self.port.name, reason)
        elif differ(mine, theirs):
            node, document = self._place(column, "logicalType", "physicalType", port_field="type")
            yield Violation(
                "FLOE-E530",
                self.port.name,
                node,
                f"{name} is {quote(column.type)} in the contract and {quote(kind)} in "
                f"{actual.called}",
                "make both the same type",
                found.said_at(),
                column=column.name,
                expected=column.type,
                actual=kind,
                document=document,
                **_softened("fail_on_type_mismatch", self.config.fail_on_type_mismatch),
            )

    def _missing(self, column: ContractColumn, actual: _Table) -> Violation:
        node, document = self._place(column, "name", port_field="name")
        near = near_miss(column.name, [each.name for each in actual.columns.values()])
        return Violation(
            "FLOE-E531",
            self.port.name,
            node,
            f"{actual.called} has no column {quote(column.name)}, which the contract promises",
            "add the column, or take it out of the contract"
            if near is None
            else f"did you mean {quote(near)}?",
            column=column.name,
            document=document,
            **_softened("fail_on_missing_column", self.config.fail_on_missing_column),
        )

    def _extra(self, found: _Column, actual: _Table) -> Violation:
        place = found.place()
        # The finding on a column of the port itself stands there already.
        is_elsewhere = place == self.port.place
        return Violation(
            "FLOE-E532",
            self.port.name,
            place,
            f"{actual.called} has a column {quote(found.name)} that the contract does not know",
            "add it to the contract, so that readers can rely on it",
            found.said_at() if is_elsewhere else (),
            column=found.name,
            level="warn",
            because="nobody relies on a column that is not promised",
        )

    def _place(
        self, column: ContractColumn, *fields: str, port_field: str
    ) -> tuple[Node | Span, Document | None]:
        """Return where the contract says something of a column, in its file or in floe.yaml."""
        written = self.contracts.written
        if not self.made.is_written or written is None:
            return self.port.column(column.name, port_field), None
        document = written.document
        nodes = (document.node(*column.path, each) for each in (*fields, "name"))
        return next((each for each in nodes if each is not None), document.start), document


class _Softened(TypedDict, total=False):
    level: EnforcementLevel
    because: str


def _softened(name: str, fails: bool) -> _Softened:
    """Return how strictly something is taken that the platform may let pass with a warning."""
    if fails:
        return {}
    because = f"governance.data_contracts.drift_detection.{name} is false"
    return {"level": "warn", "because": because}
