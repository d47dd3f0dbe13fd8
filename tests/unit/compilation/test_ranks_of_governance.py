"""Each field of governance says whether a child could weaken it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from floe_lsp.compilation.resolve.weakening import _RANKS
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.types.reflection import allowed_keys
from floe_lsp.syntax import Path
from floe_lsp.wording.paths import dotted

pytestmark = pytest.mark.requirement("E212")

WITHOUT_RANK = {
    # Lists to which a child adds, and those that it replaces by its own.
    "custom_rules",
    "naming.custom_patterns",
    "network_policies.custom_egress_rules",
    "policies",
    "policy_overrides",
    "secret_scanning.custom_patterns",
    "secret_scanning.exclude_patterns",
    # Another value is no weaker one.
    "data_contracts.auto_generation.default_classification",
    "data_contracts.auto_generation.enabled",
    "data_contracts.auto_generation.include_descriptions",
    "data_contracts.inheritance_mode",
    "default_ttl_hours",
    "naming.pattern",
    "quality_gates.zero_column_coverage_behavior",
    "rbac.required_role",
    "snapshot_keep_last",
    "stale_table_recovery_mode",
    # The single kinds of drift, of which the comparison as a whole has a rank.
    "data_contracts.drift_detection.fail_on_missing_column",
    "data_contracts.drift_detection.fail_on_type_mismatch",
    "data_contracts.drift_detection.warn_on_extra_column",
}
"""Fields that a child sets as it likes; entries of two of the lists are looked at one by one."""


def leaves(path: Path = ()) -> Iterator[Path]:
    """Every field of governance that holds a value or a list, and no section."""
    keys = allowed_keys(GovernanceConfig, path)
    if not keys:
        yield path
    for key in keys:
        yield from leaves((*path, key))


def test_each_field_has_a_rank_or_stands_among_those_without() -> None:
    ranked = {dotted(path) for path in _RANKS}
    assert ranked & WITHOUT_RANK == set()
    assert ranked | WITHOUT_RANK == {dotted(path) for path in leaves()}
