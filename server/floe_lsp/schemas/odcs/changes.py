"""What changed from one version of a contract to the next, and which number has to grow for it.

A field that is gone, another type and a field that came to be required break what readers rely on:
a major version. A field that is new or no longer required adds something: a minor version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.schemas.versions import version_parts
from floe_lsp.wording.quoting import quote

from .column_types import differ, logical_meanings
from .contract import ContractColumn, ContractTable


@dataclass(frozen=True)
class ContractChange:
    """One change of a field."""

    is_breaking: bool
    words: str
    """As a part of a sentence: ``'email' is gone``."""


def changes_of(before: ContractTable, now: ContractTable) -> Iterator[ContractChange]:
    """Yield what changed in a table, what breaks first and each in the order of the fields."""
    found = [*_lost_and_changed(before, now), *_added(before, now)]
    yield from sorted(found, key=lambda each: not each.is_breaking)


def _lost_and_changed(before: ContractTable, now: ContractTable) -> Iterator[ContractChange]:
    for key, old in before.fields.items():
        new = now.fields.get(key)
        if new is None:
            yield ContractChange(True, f"{quote(_name(key, old))} is gone")
            continue
        if _has_other_type(old, new):
            types = f"{quote(new.type or '')} and was {quote(old.type or '')}"
            yield ContractChange(True, f"{quote(_name(key, new))} is {types}")
        if new.is_required and not old.is_required:
            yield ContractChange(True, f"{quote(_name(key, new))} is required now")
        if old.is_required and not new.is_required:
            yield ContractChange(False, f"{quote(_name(key, new))} is not required any more")


def _added(before: ContractTable, now: ContractTable) -> Iterator[ContractChange]:
    for key, new in now.fields.items():
        if key not in before.fields:
            is_required = new.is_required
            what = "is new and required" if is_required else "is new"
            yield ContractChange(False, f"{quote(_name(key, new))} {what}")


def _name(key: str, column: ContractColumn) -> str:
    """Return the name of a field, with what it stands in."""
    above, dot, _ = key.rpartition(".")
    return f"{above}{dot}{column.name}"


def _has_other_type(old: ContractColumn, new: ContractColumn) -> bool:
    if old.logical_type is not None and new.logical_type is not None:
        before = logical_meanings(old.logical_type, old.api_version)
        return before.isdisjoint(logical_meanings(new.logical_type, new.api_version))
    if old.type is None or new.type is None:
        return False
    if not (old.type_families and new.type_families):
        return old.type.casefold() != new.type.casefold()
    return differ(old.type_families, new.type_families)


def needed_version(before: str, *, is_breaking: bool) -> str | None:
    """Return the first version that says of a change how much it is; ``None`` for no version."""
    parts = version_parts(before)
    if parts is None:
        return None
    major, minor, _ = parts
    return f"{major + 1}.0.0" if is_breaking else f"{major}.{minor + 1}.0"


def is_at_least(version: str, needed: str) -> bool:
    """Return whether a version is another one or later; ``False`` for what is no version."""
    mine, theirs = version_parts(version), version_parts(needed)
    return mine is not None and theirs is not None and mine >= theirs
