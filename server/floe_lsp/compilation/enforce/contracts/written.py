"""E313, E314: a written contract that is not valid, or does not fit the output ports."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.policy import Violation
from floe_lsp.schemas.types.errors import Loc
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import listed, quote

from .files import ContractFile
from .product_contracts import ProductContracts
from .validity import contract_problems


def invalid(contracts: ProductContracts) -> Iterator[Violation]:
    """Yield what is wrong with the contract of a product and those of its platform."""
    own = () if contracts.written is None else (contracts.written,)
    for file in (*own, *contracts.above):
        for problem in contract_problems(file.document):
            yield Violation(
                "E313",
                _port_at(contracts, file, problem.path) if file is contracts.written else None,
                problem.node,
                problem.message,
                problem.suggestion,
                fixes=problem.fixes,
                document=file.document,
            )


def _port_at(contracts: ProductContracts, file: ContractFile, path: Loc) -> str | None:
    """Return the port in whose table a place stands."""
    ports = {port.name for port in contracts.ports}
    tables = (table for table in file.contract.tables if path[:2] == table.path)
    return next((table.name for table in tables if table.name in ports), None)


def without_a_counterpart(contracts: ProductContracts) -> Iterator[Violation]:
    """Yield ports that have no contract, and tables of a contract that are no ports."""
    names = [port.name for port in contracts.ports]
    file = contracts.written
    tables = () if file is None else file.contract.tables
    for port in contracts.ports:
        is_bare = contracts.is_readable and contracts.of_port(port.name) is None
        others = [each.name for each in tables if each.name not in names]
        # A table with nearly its name is told where it stands.
        if is_bare and near_miss(port.name, others) is None:
            yield Violation(
                "E314",
                port.name,
                port.place,
                f"the output port {quote(port.name)} has no data contract, and the platform has "
                "none derived (data_contracts.auto_generation)",
                f"write a table {quote(port.name)} under 'schema' of datacontract.yaml",
            )
    if file is None:
        return
    for table in tables:
        if table.name not in names:
            near = near_miss(table.name, names)
            advice = "add it to 'outputPorts' of floe.yaml, or take it out of the contract"
            if near is not None:
                advice = f"did you mean {quote(near)}?"
            elif names:
                advice = f"the output ports are {listed(names)}; {advice}"
            node = file.document.node(*table.path, "name") or file.document.start
            fixes = () if near is None else (file.document.near_miss_fix(node, near=near),)
            yield Violation(
                "E314",
                None,
                node,
                f"the contract has a table {quote(table.name)}, which is not an output port of the "
                "product",
                advice,
                fixes=fixes,
                document=file.document,
            )
