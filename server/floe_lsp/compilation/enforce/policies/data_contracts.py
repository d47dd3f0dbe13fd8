"""Contracts on output ports (manifest, ``governance.data_contracts``).

Two demands: the contracts themselves, and that the columns of tables are as they say. What a
contract is, is known to ``enforce/contracts``, which is read only where a manifest asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from floe_lsp.compilation.enforce.asked import AskedField, first_asked
from floe_lsp.compilation.enforce.policy import (
    About,
    Answer,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
    Violation,
    below,
)
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.wording.quoting import quote_name

if TYPE_CHECKING:
    from floe_lsp.compilation.enforce.contracts.product_contracts import ProductContracts

_SECTION = ("data_contracts",)
_LEVEL = ("data_contracts", "enforcement")
_GENERATION = ("enabled", "include_descriptions", "default_classification")
_DRIFT = ("enabled", "fail_on_type_mismatch", "fail_on_missing_column", "warn_on_extra_column")

_OF_CONTRACTS = (
    *below("data_contracts", "enforcement", "inheritance_mode"),
    *(("data_contracts", "auto_generation", field) for field in _GENERATION),
)
_OF_DRIFT = tuple(("data_contracts", "drift_detection", field) for field in _DRIFT)

_NO_PORT = "it applies to no output port"
_NO_CONTRACTS = (
    "{} is a manifest of a registry, which brings no data contracts that a product could inherit"
)
_NOT_SOUND = "a data contract is not valid, as E313 says, or cannot be read"


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    contracts = governance.data_contracts
    asked = first_asked(platform, (_LEVEL, _SECTION))
    if contracts is None or asked is None:
        return
    level, field = contracts.enforcement, "data_contracts.enforcement"
    note = f"{field} is off" if level == "off" else ""
    check = partial(_check_contracts, asked)
    yield Demand("data contracts", _OF_CONTRACTS, level, asked, check, note, level_field=field)
    if level != "off" and not contracts.drift_detection.enabled:
        level, note = "off", "data_contracts.drift_detection.enabled is false"
    of_drift = first_asked(platform, (*_OF_DRIFT, _LEVEL, _SECTION)) or asked
    yield Demand(
        "contract drift",
        # Who asks for contracts asks for this too, whether or not a field of its own is set.
        (*_OF_DRIFT, _LEVEL),
        level,
        of_drift,
        partial(_check_drift, of_drift),
        note,
        "whether the tables are as their data contracts say",
        field,
    )


def _named(asked: AskedField, answers: Iterable[Answer]) -> Iterator[Answer]:
    """Let each violation name the manifest that asks for it."""
    related = asked.related("the platform asks for data contracts here")
    for found in answers:
        is_violation = isinstance(found, Violation)
        yield replace(found, related=(*found.related, *related)) if is_violation else found


def _check_contracts(asked: AskedField, given: PolicyInput) -> Iterator[Answer]:
    """Yield what is wrong with the contracts of a product, port by port."""
    # For a platform that asks for contracts alone, here and below: the standard is read with them.
    from floe_lsp.compilation.enforce.contracts import (  # noqa: PLC0415
        baseline,
        inheritance,
        versions,
        written,
    )
    from floe_lsp.compilation.enforce.contracts.files import Unread  # noqa: PLC0415

    contracts = given.once(_contracts)
    found = baseline.of_product(given)
    before = None if isinstance(found, Unread) else found
    unread = (*contracts.unread, *([found] if isinstance(found, Unread) else []))
    # A port that is gone, and a contract that is not valid, are the product's own.
    had_ports = before is not None and bool(before.ports)
    is_about_product = contracts.written is not None or bool(unread) or had_ports
    yield About(contracts.names, "", with_product=True) if is_about_product else _about(contracts)
    yield from (NotCheckable(None, each.reason) for each in unread)
    yield from _inherited_from_nobody(contracts)
    # What breaks the standard is wrong on every platform, so no manifest is named.
    invalid = list(written.invalid(contracts))
    yield from invalid
    yield from _named(asked, written.without_a_counterpart(contracts))
    if not contracts.is_sound:
        yield from _waiting(contracts, invalid)
        return
    for port in contracts.ports:
        yield from _named(asked, inheritance.weakened(contracts, port))
        if before is not None:
            yield from _named(asked, versions.changed(contracts, port, before))
    if before is not None:
        gone = versions.removed(contracts, given.product.document, given.spec, before)
        yield from _named(asked, gone)


def _inherited_from_nobody(contracts: ProductContracts) -> Iterator[NotCheckable]:
    """Yield that contracts of the platform may be missing: a manifest of a registry brings none."""
    if contracts.config.inheritance_mode == "override" or not contracts.without_contracts:
        return
    reason = _NO_CONTRACTS.format(quote_name(contracts.without_contracts[0]))
    yield from (NotCheckable(name, reason) for name in sorted(contracts.names))


def _waiting(contracts: ProductContracts, invalid: Iterable[Violation]) -> Iterator[NotCheckable]:
    """Yield the ports that nobody looks at for what is wrong with others, which may be excluded."""
    broken = {each.model for each in invalid}
    if None not in broken and not contracts.unread:
        for name in sorted(contracts.names - broken):
            yield NotCheckable(name, _NOT_SOUND)


def _check_drift(asked: AskedField, given: PolicyInput) -> Iterator[Answer]:
    """Yield where columns are not as a contract says, port by port."""
    from floe_lsp.compilation.enforce.contracts import drift  # noqa: PLC0415

    contracts = given.once(_contracts)
    yield _about(contracts)
    is_sound = contracts.is_sound
    for port in contracts.ports:
        found = drift.drift(given, contracts, port)
        told = (each for each in found if is_sound or isinstance(each, Violation))
        yield from _named(asked, told)
    if not is_sound:
        yield NotCheckable(None, _NOT_SOUND)


def _about(contracts: ProductContracts) -> About:
    return About(contracts.names, "" if contracts.ports else _NO_PORT)


def _contracts(given: PolicyInput) -> ProductContracts:
    from floe_lsp.compilation.enforce.contracts.product_contracts import (  # noqa: PLC0415
        product_contracts,
    )

    document, platform, sources = given.product.document, given.platform, given.sources
    contracts = product_contracts(document, given.spec, platform, sources)
    given.also_read.extend(contracts.documents)
    return contracts


POLICY = Policy("data_contract", (*_OF_CONTRACTS, *_OF_DRIFT), _demands)
