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
    "network_policies.custom_egress_rules",
    "policies",
    "policy_overrides",
    "secret_scanning.exclude_patterns",
    # Another one may let through what that above refuses, and is looked at by itself.
    "naming.custom_patterns",
    "naming.pattern",
    "rbac.required_role",
    "secret_scanning.custom_patterns",
    # Another value is no weaker one.
    "data_contracts.auto_generation.enabled",
    "data_contracts.auto_generation.include_descriptions",
    "default_ttl_hours",
    "quality_gates.zero_column_coverage_behavior",
    "snapshot_keep_last",
    "stale_table_recovery_mode",
}
"""Fields that have no order; entries of some of the lists are looked at one by one."""


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
