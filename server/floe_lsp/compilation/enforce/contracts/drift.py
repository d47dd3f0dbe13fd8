"""FLOE-E530 to FLOE-E532: columns that are not as the contract of their table says.

The contract is held against the output port in floe.yaml, and against the columns of the dbt model.
Of a model only what it has for sure counts: what an enforced contract of dbt lists, or what stands
in the catalog of the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypedDict

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.documents import Document
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
        declared = {each.name.casefold(): (each.name, each.type) for each in port.port.columns}
        yield from comparison.against(declared, f"the output port {quote(port.name)}", port)
    columns = _columns_of_model(given.dbt, port.name)
    if isinstance(columns, str):
        yield NotCheckable(port.name, columns)
    else:
        yield from comparison.against(columns, f"the dbt model {quote(port.name)}")


def _columns_of_model(
    facts: ProjectFacts | None, name: str
) -> dict[str, tuple[str, str | None]] | str:
    """Return the columns that a model has for sure by small letters, or why nobody knows them."""
    if facts is None:
        return "there is no dbt project beside floe.yaml"
    node = facts.models.get(name)
    if node is None:
        return f"floe finds no model {quote(name)} in the dbt project"
    catalog = facts.catalog_columns(node)
    if catalog is not None:
        return {each.casefold(): (each, kind) for each, kind in catalog}
    if not node.knows(Fact.COLUMNS) or not _is_enforced(node):
        return (
            f"the columns of the dbt model {quote(name)} are known in full only with an enforced "
            "contract in dbt, or after 'dbt docs generate'"
        )
    return {each.name.casefold(): (each.name, each.data_type) for each in node.columns}


def _is_enforced(node: DbtNode) -> bool:
    return field(node.config.get("contract"), "enforced") is True


@dataclass(frozen=True)
class _Comparison:
    contracts: ProductContracts
    port: PublishedPort
    made: PortContract

    @property
    def config(self) -> DriftDetectionConfig:
        return self.contracts.config.drift_detection

    def against(
        self,
        actual: Mapping[str, tuple[str, str | None]],
        what: str,
        declared: PublishedPort | None = None,
    ) -> Iterator[Answer]:
        """Yield how columns differ from the contract.

        Args:
            actual: Their names and types by name in small letters.
            what: What they are the columns of.
            declared: The port, where they are its own.
        """
        table = self.made.table
        for key, column in table.columns.items():
            found = actual.get(key)
            if found is None:
                yield self._missing(column, actual, what)
            else:
                yield from self._type(column, found[1], what, declared)
        if self.config.warn_on_extra_column:
            for key, (name, _) in actual.items():
                if key not in table.columns:
                    yield self._extra(name, what, declared)

    def _type(
        self, column: ContractColumn, kind: str | None, what: str, declared: PublishedPort | None
    ) -> Iterator[Answer]:
        if column.type is None or kind is None:
            reason = f"nobody says the type of {quote(column.name)} in the contract or {what}"
            yield NotCheckable(self.port.name, reason)
            return
        api_version = self.made.contract.api_version if column.logical_type else ""
        mine, theirs = families(column.type, api_version), families(kind)
        is_same = column.type.casefold() == kind.casefold()
        if not is_same and not (mine and theirs):
            unknown = kind if mine else column.type
            reason = f"floe does not know the type {quote(unknown)} of {quote(column.name)}"
            yield NotCheckable(self.port.name, reason)
        elif differ(mine, theirs):
            node, document = self._place(column, "logicalType", "physicalType", port_field="type")
            yield Violation(
                "FLOE-E530",
                self.port.name,
                node,
                f"{quote(column.name)} is {quote(column.type)} in the contract and "
                f"{quote(kind)} in {what}",
                "make both the same type",
                self._related(column, declared, "type"),
                document=document,
                **_softened("fail_on_type_mismatch", self.config.fail_on_type_mismatch),
            )

    def _missing(
        self, column: ContractColumn, actual: Mapping[str, tuple[str, str | None]], what: str
    ) -> Violation:
        node, document = self._place(column, "name", port_field="name")
        near = near_miss(column.name, [name for name, _ in actual.values()])
        return Violation(
            "FLOE-E531",
            self.port.name,
            node,
            f"{what} has no column {quote(column.name)}, which the contract promises",
            _DID_YOU_MEAN.format(quote(near)) if near else _ADD_OR_TAKE_OUT,
            document=document,
            **_softened("fail_on_missing_column", self.config.fail_on_missing_column),
        )

    def _extra(self, name: str, what: str, declared: PublishedPort | None) -> Violation:
        node: Node | Span = self.port.place if declared is None else declared.column(name)
        return Violation(
            "FLOE-E532",
            self.port.name,
            node,
            f"{what} has a column {quote(name)} that the contract does not know",
            "add it to the contract, so that readers can rely on it",
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

    def _related(
        self, column: ContractColumn, declared: PublishedPort | None, field_name: str
    ) -> tuple[Related, ...]:
        if declared is None:
            return ()
        place = declared.column(column.name, field_name)
        return (declared.document.related(place, "the output port says so here"),)


_DID_YOU_MEAN = "did you mean {}?"
_ADD_OR_TAKE_OUT = "add the column, or take it out of the contract"


class _Softened(TypedDict, total=False):
    level: EnforcementLevel
    because: str


def _softened(name: str, fails: bool) -> _Softened:
    """Return how strictly something is taken that the platform may let pass with a warning."""
    if fails:
        return {}
    because = f"governance.data_contracts.drift_detection.{name} is false"
    return {"level": "warn", "because": because}
