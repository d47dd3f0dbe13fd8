"""What the service levels of contracts are about: tables and their columns, by ``element``.

An element is the name of a table or a glob pattern of names, alone or with a column behind a dot;
several stand with commas between them. A level without one is about all that its contract has. Of
two levels of one contract the closer one speaks: that for a column before that for its table, and
one for a table that is named before one for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from floe_lsp.compilation.enforce.globs import GlobTooLong, glob_fits
from floe_lsp.schemas.odcs.contract import Contract, ContractTable, ServiceLevel
from floe_lsp.schemas.odcs.service_levels import kind_name

_ALL, _PATTERN, _TABLE, _COLUMN = range(4)
"""How close to what it is about a level names it."""


@dataclass(frozen=True)
class Part:
    """A table of a contract, or a column of it."""

    table: str
    column: str | None = None
    """In small letters, with the dots of a nested field; ``None`` for the whole table."""

    def covers(self, other: Part) -> bool:
        """Whether all of another part belongs to this one."""
        if self.table != other.table:
            return False
        if self.column is None or self.column == other.column:
            return True
        return other.column is not None and other.column.startswith(f"{self.column}.")

    @property
    def element(self) -> str:
        """As contracts write it."""
        return self.table if self.column is None else f"{self.table}.{self.column}"


@dataclass(frozen=True)
class _Claim:
    """That a level is about a part."""

    level: ServiceLevel
    part: Part
    closeness: int

    def speaks_for(self, part: Part, among: Iterable[_Claim]) -> bool:
        """Whether no other claim of its contract is closer to a part of its own."""
        return not any(each.closeness > self.closeness and each.part.covers(part) for each in among)


def covers(pattern: str, table: str) -> bool:
    """Return whether the name of a table in a platform's contract means a table of a product."""
    try:
        return glob_fits(pattern, table)
    except GlobTooLong:
        return False


def is_about(level: ServiceLevel, table: ContractTable) -> bool:
    """Return whether a level of a platform's contract is about a table of a product's."""
    return next(_claims_on(level, table), None) is not None


def unknown_element(level: ServiceLevel, tables: Iterable[ContractTable]) -> str | None:
    """Return the first element of a level of which its own contract has nothing."""
    known = tuple(tables)
    for element in level.elements:
        if not _claims([replace(level, elements=(element,))], level, known, is_own=True):
            return element
    return None


def held_against(
    floor: ServiceLevel, floors: Sequence[ServiceLevel], contract: Contract, table: ContractTable
) -> Iterator[ServiceLevel]:
    """Yield each level of a contract that promises something of what a floor is about, of a table.

    Args:
        floor: A level of a platform's contract.
        floors: All levels of that contract.
        contract: The contract of a product.
        table: The table in it.
    """
    asked = _claims(floors, floor, [table], is_own=False)
    promised = _claims(contract.levels, floor, [table], is_own=True)
    for level in contract.levels:
        mine = [each for each in promised if each.level == level]
        theirs = [each for each in asked if each.level == floor]
        if any(
            one.speaks_for(part, promised) and other.speaks_for(part, asked)
            for one in mine
            for other in theirs
            for part in _common(one.part, other.part)
        ):
            yield level


def unsaid(
    floor: ServiceLevel,
    floors: Sequence[ServiceLevel],
    levels: Sequence[ServiceLevel],
    tables: Sequence[ContractTable],
) -> tuple[Part, ...]:
    """Return the parts that a floor speaks for and of which no level of a contract says anything.

    Args:
        floor: A level of a platform's contract.
        floors: All levels of that contract.
        levels: Those of the other contract.
        tables: The tables of that, in whose order the parts are.
    """
    asked = _claims(floors, floor, tables, is_own=False)
    said = _claims(levels, floor, tables, is_own=True)
    found = (
        each.part
        for each in asked
        if each.level == floor
        and each.speaks_for(each.part, asked)
        and not any(other.part.covers(each.part) for other in said)
    )
    return tuple(dict.fromkeys(found))


def closest_first(levels: Iterable[ServiceLevel]) -> list[ServiceLevel]:
    """Return levels of a platform's contract, those first that name what they are about closest."""
    return sorted(levels, key=lambda each: -max(map(_closeness, each.elements), default=_ALL))


def _claims(
    levels: Iterable[ServiceLevel],
    like: ServiceLevel,
    tables: Sequence[ContractTable],
    *,
    is_own: bool,
) -> list[_Claim]:
    """Return what the levels of one kind are about; in their own contract a column alone, too."""
    same = [each for each in levels if kind_name(each) == kind_name(like)]
    return [
        claim
        for table in tables
        for level in same
        for claim in (*_claims_on(level, table), *(_of_columns(level, table) if is_own else ()))
    ]


def _claims_on(level: ServiceLevel, table: ContractTable) -> Iterator[_Claim]:
    if not level.elements:
        yield _Claim(level, Part(table.name), _ALL)
    for element in level.elements:
        name, dot, column = element.partition(".")
        if covers(element, table.name):
            yield _Claim(level, Part(table.name), _closeness_of_table(element))
        elif dot and covers(name, table.name):
            yield _Claim(level, Part(table.name, column.casefold()), _COLUMN)


def _of_columns(level: ServiceLevel, table: ContractTable) -> Iterator[_Claim]:
    for element in level.elements:
        if element.casefold() in table.fields:
            yield _Claim(level, Part(table.name, element.casefold()), _COLUMN)


def _closeness(element: str) -> int:
    return _COLUMN if "." in element else _closeness_of_table(element)


def _closeness_of_table(element: str) -> int:
    return _PATTERN if any(each in element for each in "*?[") else _TABLE


def _common(one: Part, other: Part) -> Iterator[Part]:
    """Yield what belongs to both of two parts."""
    if one.covers(other):
        yield other
    elif other.covers(one):
        yield one
