"""Contracts on output ports (manifest, ``governance.data_contracts``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy, below, not_checkable
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig

_GENERATION = ("enabled", "include_descriptions", "default_classification")
_DRIFT = ("enabled", "fail_on_type_mismatch", "fail_on_missing_column", "warn_on_extra_column")

_FIELDS = (
    *below("data_contracts", "enforcement", "inheritance_mode"),
    *(("data_contracts", "auto_generation", field) for field in _GENERATION),
    *(("data_contracts", "drift_detection", field) for field in _DRIFT),
)


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    contracts = governance.data_contracts
    asked = first_asked(platform, (("data_contracts", "enforcement"), ("data_contracts",)))
    if contracts is not None and asked is not None:
        level = contracts.enforcement
        note = "data_contracts.enforcement is off" if level == "off" else ""
        yield Demand("data contracts", _FIELDS, level, asked, _CHECK, note)


_CHECK = not_checkable("floe does not compare output ports with data contracts yet")

POLICY = Policy("data_contract", _FIELDS, _demands)
