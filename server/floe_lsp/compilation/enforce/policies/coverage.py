"""Columns with tests (manifest, ``governance.quality_gates``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.policy import Demand, Policy, below, not_checkable
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import QualityGatesConfig

_FIELDS = (
    *below(
        "quality_gates",
        "minimum_test_coverage",
        "layer_thresholds",
        "zero_column_coverage_behavior",
        "block_on_failure",
    ),
    *(("quality_gates", "layer_thresholds", layer) for layer in ("bronze", "silver", "gold")),
)


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    gates = governance.quality_gates
    asked = first_asked(platform, (*_FIELDS[:2], ("quality_gates",)))
    if gates is None or asked is None:
        return
    called = ""
    if asked.path == ("quality_gates",):
        called = f"the {gates.minimum_test_coverage} % coverage that quality_gates has by default"
    if _asks_for_tests(gates):
        level = "strict" if gates.block_on_failure else "warn"
        yield Demand("coverage", _FIELDS, level, asked, _CHECK, called=called)
    else:
        yield Demand("coverage", _FIELDS, "off", asked, _CHECK, "0 % asks for nothing")


def _asks_for_tests(gates: QualityGatesConfig) -> bool:
    layers = gates.layer_thresholds
    if layers is None:
        return gates.minimum_test_coverage > 0
    return max(layers.bronze, layers.silver, layers.gold) > 0


_CHECK = not_checkable("floe does not check the tests of the dbt project yet")

POLICY = Policy("coverage", _FIELDS, _demands)
