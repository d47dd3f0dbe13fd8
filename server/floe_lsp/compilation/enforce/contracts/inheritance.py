"""FLOE-E510, FLOE-E511: a product's contract that promises less than the platform's contracts.

``merge``: what a contract does not say it inherits, and what it says may only be stronger.
``strict``: it has to say all of it itself. ``override``: what it says counts, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.enforce.policy import Answer, NotCheckable, Violation
from floe_lsp.schemas.odcs.classifications import is_weaker
from floe_lsp.schemas.odcs.contract import ContractColumn, ServiceLevel
from floe_lsp.schemas.odcs.service_levels import is_weaker_level, kind_name
from floe_lsp.syntax import Node, Path, Span
from floe_lsp.wording.quoting import quote, short, shown

from .files import ContractFile
from .generation import PortContract, floors_of_field
from .level_scopes import held_against, is_about, unknown_element, unsaid
from .product_contracts import ProductContracts
from .published import PublishedPort


def weakened(contracts: ProductContracts, port: PublishedPort) -> Iterator[Answer]:
    """Yield what the contract of a port promises less than the contracts of the platform."""
    made = contracts.of_port(port.name)
    if made is None or contracts.config.inheritance_mode == "override":
        return
    for above in contracts.above:
        yield from _weaker_levels(contracts, port, made, above)
    yield from _of_nothing_known(contracts, port, made)
    for above in contracts.above:
        for key, column in made.table.fields.items():
            for floor in floors_of_field(above.contract, port.name, key):
                yield from _weaker_classification(contracts, port, made, column, floor, above)


def _weaker_levels(
    contracts: ProductContracts, port: PublishedPort, made: PortContract, above: ContractFile
) -> Iterator[Answer]:
    floors = above.contract.levels
    for floor in floors:
        is_left_out = unsaid(floor, floors, made.contract.levels, [made.table])
        if contracts.config.inheritance_mode == "strict" and is_left_out:
            yield _missing_level(contracts, port, made, floor, above)
        for level in held_against(floor, floors, made.contract, made.table):
            is_weaker_one = is_weaker_level(level, floor)
            if is_weaker_one is None:
                reason = (
                    f"floe cannot tell which of two values of {quote(floor.name)} is the weaker"
                )
                yield NotCheckable(port.name, reason)
            elif is_weaker_one:
                yield _weaker_level(contracts, port, made, level, floor, above)


def _of_nothing_known(
    contracts: ProductContracts, port: PublishedPort, made: PortContract
) -> Iterator[NotCheckable]:
    """Yield the levels that may be weaker than those of the platform, of nobody knows what."""
    floors = (floor for above in contracts.above for floor in above.contract.levels)
    asked = {kind_name(floor) for floor in floors if is_about(floor, made.table)}
    for level in made.contract.levels:
        unknown = unknown_element(level, made.contract.tables)
        if unknown is not None and kind_name(level) in asked:
            reason = (
                f"the contract has no table and no column {quote(unknown)}, of which it promises "
                f"{quote(level.name)}"
            )
            yield NotCheckable(port.name, reason)


def _weaker_level(
    contracts: ProductContracts,
    port: PublishedPort,
    made: PortContract,
    level: ServiceLevel,
    floor: ServiceLevel,
    above: ContractFile,
) -> Violation:
    written = contracts.written
    node: Node | Span = port.place
    if made.is_written and written is not None:
        document = written.document
        node = document.node(*level.path, "value") or document.start
    said, asked = _said(level), _said(floor)
    return Violation(
        "FLOE-E510",
        port.name,
        node,
        f"the {level.name} of the contract is {said}, which is weaker than the {asked} of the "
        "platform's contract",
        f"write {asked} or something stronger, or leave it out to inherit it"
        if contracts.config.inheritance_mode == "merge"
        else f"write {asked} or something stronger",
        _said_above(above, floor.path),
        expected=asked,
        actual=said,
        document=written.document if made.is_written and written else None,
    )


def _missing_level(
    contracts: ProductContracts,
    port: PublishedPort,
    made: PortContract,
    floor: ServiceLevel,
    above: ContractFile,
) -> Violation:
    written = contracts.written if made.is_written else None
    node: Node | Span = port.place
    if written is not None:
        document = written.document
        node = document.key("slaProperties") or document.key("id") or document.start
    where = "datacontract.yaml" if written is None else "'slaProperties'"
    return Violation(
        "FLOE-E510",
        port.name,
        node,
        f"the contract of {quote(port.name)} says nothing of {quote(floor.name)}, and with "
        "inheritance_mode strict it has to say what the platform's contract says",
        f"write {quote(floor.name)} with {_said(floor)} or something stronger in {where}",
        _said_above(above, floor.path),
        expected=_said(floor),
        document=None if written is None else written.document,
    )


def _weaker_classification(
    contracts: ProductContracts,
    port: PublishedPort,
    made: PortContract,
    column: ContractColumn,
    floor: ContractColumn,
    above: ContractFile,
) -> Iterator[Answer]:
    said, asked = column.classification, floor.classification
    if said is None or asked is None:
        return
    is_weaker_one = is_weaker(said, asked)
    if is_weaker_one is None:
        reason = (
            f"floe cannot tell whether {short(said)} protects {quote(column.name)} less than "
            f"{asked}, which a contract of the platform asks for"
        )
        yield NotCheckable(port.name, reason)
    elif is_weaker_one:
        node: Node | Span = port.column(column.name, "classification")
        document = None
        if made.is_written and contracts.written is not None:
            own = contracts.written.document.node(*column.path, "classification")
            if own is not None:
                node, document = own, contracts.written.document
        yield Violation(
            "FLOE-E511",
            port.name,
            node,
            f"{quote(column.name)} is {short(said)}, and a contract of the platform asks for "
            f"{asked}",
            f"classify it as {asked}, or as something stronger",
            _said_above(above, (*floor.path, "classification")),
            column=column.name,
            expected=asked,
            actual=said,
            document=document,
        )


def _said(level: ServiceLevel) -> str:
    unit = f" {level.unit}" if level.unit else ""
    return f"{shown(level.value)}{unit}"


def _said_above(above: ContractFile, path: Path) -> tuple[Related, ...]:
    document = above.document
    node = document.node(*path) or document.start
    return (document.related(node, "the contract of the platform says so here"),)
