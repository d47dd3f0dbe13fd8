"""How many columns of a model have a data test, and how many of them need one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.dbt.unknown import Fact
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import QualityGatesConfig

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode
    from floe_lsp.dbt.properties import DbtColumn

FACTS = (Fact.COLUMNS, Fact.TESTS)
"""What has to be known of a model."""

_PREFIX = re.compile(r"(bronze|silver|gold)_")


@dataclass(frozen=True)
class ColumnCoverage:
    """The columns of a model, and the share of them that needs a test."""

    untested: tuple[DbtColumn, ...]
    """Those that no data test is about, in the order in which they are declared."""
    total: int
    asked: int
    """Percent."""
    layer: str | None
    """The layer whose threshold that is, ``None`` for the minimum of all."""

    @property
    def tested(self) -> int:
        """How many columns have a test."""
        return self.total - len(self.untested)

    @property
    def percent(self) -> int:
        """The share of them, cut off; all of none."""
        return self.tested * 100 // self.total if self.total else 100

    @property
    def missing(self) -> int:
        """How many more columns need a test."""
        return max(-(-self.asked * self.total // 100) - self.tested, 0)


def coverage_of(
    gates: QualityGatesConfig, transform: TransformOutline, node: DbtNode
) -> ColumnCoverage:
    """Return the coverage of a model of which columns and tests are known."""
    layer = layer_of(transform)
    return ColumnCoverage(
        node.untested_columns,
        len(node.columns),
        threshold(gates, transform),
        None if gates.layer_thresholds is None else layer,
    )


def asked_coverage(
    governance: GovernanceConfig | None, transform: TransformOutline, node: DbtNode
) -> ColumnCoverage | None:
    """Return the coverage of a model where a platform asks for one, and it is known.

    ``None`` where nothing is asked, or the model has no columns or is not known well enough.
    """
    gates = None if governance is None else governance.quality_gates
    if governance is None or gates is None or governance.master_level == "off":
        return None
    if not node.knows(*FACTS) or not node.columns or not node.is_enabled:
        return None
    found = coverage_of(gates, transform, node)
    return found if found.asked else None


def layer_of(transform: TransformOutline) -> str | None:
    """Return the layer of a model: its tier, else what its name begins with."""
    prefix = _PREFIX.match(transform.name or "")
    return transform.tier or (None if prefix is None else prefix[1])


def threshold(gates: QualityGatesConfig, transform: TransformOutline) -> int:
    """Return how many percent of the columns of a model need a test.

    That of its layer, where layers have thresholds and it is of one; else the minimum.
    """
    layers, layer = gates.layer_thresholds, layer_of(transform)
    if layers is None or layer is None:
        return gates.minimum_test_coverage
    of_layer: dict[str, int] = {
        "bronze": layers.bronze,
        "silver": layers.silver,
        "gold": layers.gold,
    }
    return of_layer.get(layer, gates.minimum_test_coverage)
