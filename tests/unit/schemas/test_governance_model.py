"""governance of the manifest."""

from typing import Any

import pytest

from floe_lsp.schemas.manifest.governance import RequireMetaField
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest

from .contract_examples import Case, assert_valid, manifest, only_error, places

pytestmark = pytest.mark.requirement("FR-003")

FULL: dict[str, Any] = {
    "pii_encryption": "required",
    "audit_logging": "enabled",
    "policy_enforcement_level": "off",
    "data_retention_days": 365,
    "default_ttl_hours": 8760,
    "snapshot_keep_last": 100,
    "stale_table_recovery_mode": "repair",
    "naming": {"enforcement": "strict", "pattern": "custom", "custom_patterns": ["^a_", "(b|c)+"]},
    "quality_gates": {
        "minimum_test_coverage": 80,
        "layer_thresholds": {"bronze": 0},
        "zero_column_coverage_behavior": "report_100_percent",
    },
    "custom_rules": [
        {"type": "require_tags_for_prefix", "prefix": "gold_", "required_tags": ["tested"]},
        {"type": "require_meta_field", "field": "owner", "required": False},
        {"type": "require_tests_of_type", "test_types": ["unique"], "min_columns": 2},
    ],
    "policy_overrides": [
        {
            "pattern": "legacy_*",
            "action": "exclude",
            "reason": "migration",
            "expires": "2026-12-31",
            "policy_types": ["naming", "data_contract"],
        }
    ],
    "data_contracts": {"auto_generation": {"default_classification": "pii"}},
    "rbac": {"enabled": True, "required_role": "engineer"},
    "secret_scanning": {
        "enabled": True,
        "custom_patterns": [{"name": "itk", "pattern": "^itk_[0-9a-f]{32}$"}],
    },
    "network_policies": {"custom_egress_rules": [{"to": [{"host": "x"}]}]},
    "policies": [
        {
            "name": "few",
            "type": "max_transforms",
            "action": "warn",
            "message": "too many",
            "config": {"threshold": 50},
        }
    ],
}


def test_all_of_it() -> None:
    platform = PlatformManifest.model_validate(manifest(governance=FULL))
    rules = platform.governance
    assert rules is not None
    assert isinstance(rules.custom_rules[1], RequireMetaField)
    assert rules.custom_rules[1].applies_to == "*"
    assert str(rules.policy_overrides[0].expires) == "2026-12-31"
    assert rules.quality_gates is not None
    assert rules.quality_gates.layer_thresholds is not None
    assert rules.quality_gates.layer_thresholds.gold == 100
    assert rules.data_contracts is not None
    assert rules.data_contracts.drift_detection.fail_on_missing_column


def test_nothing_of_it() -> None:
    platform = PlatformManifest.model_validate(manifest(governance={}))
    assert platform.governance is not None
    assert platform.governance.policy_enforcement_level is None
    assert platform.governance.custom_rules == []


MISTAKES: list[Case] = [
    ({"pii_encryption": "yes"}, "literal_error", ("pii_encryption",)),
    ({"policy_enforcement_level": False}, "literal_error", ("policy_enforcement_level",)),
    ({"data_retention_days": 0}, "greater_than_equal", ("data_retention_days",)),
    ({"default_ttl_hours": 8761}, "less_than_equal", ("default_ttl_hours",)),
    ({"default_ttl_hours": 10000}, "less_than_equal", ("default_ttl_hours",)),
    ({"snapshot_keep_last": 101}, "less_than_equal", ("snapshot_keep_last",)),
    ({"naming": {"pattern": "custom"}}, "contradiction", ("naming", "pattern")),
    (
        {"naming": {"pattern": "custom", "custom_patterns": []}},
        "contradiction",
        ("naming", "pattern"),
    ),
    (
        {"naming": {"pattern": "custom", "custom_patterns": ["a", "("]}},
        "invalid_pattern",
        ("naming", "custom_patterns", 1),
    ),
    (
        {"naming": {"pattern": "custom", "custom_patterns": ["a", 5]}},
        "string_type",
        ("naming", "custom_patterns", 1),
    ),
    ({"naming": {"pattern": "snake"}}, "literal_error", ("naming", "pattern")),
    (
        {"quality_gates": {"minimum_test_coverage": 101}},
        "less_than_equal",
        ("quality_gates", "minimum_test_coverage"),
    ),
    ({"custom_rules": [{"type": "nope"}]}, "literal_error", ("custom_rules", 0, "type")),
    ({"custom_rules": [{"prefix": "a"}]}, "missing", ("custom_rules", 0, "type")),
    ({"custom_rules": ["nope"]}, "dict_type", ("custom_rules", 0)),
    ({"custom_rules": [{"type": ["a"]}]}, "literal_error", ("custom_rules", 0, "type")),
    (
        {"custom_rules": [{"type": "require_meta_field"}]},
        "missing",
        ("custom_rules", 0, "field"),
    ),
    (
        {"custom_rules": [{"type": "require_meta_field", "field": "a", "prefix": "b"}]},
        "extra_forbidden",
        ("custom_rules", 0, "prefix"),
    ),
    (
        {"custom_rules": [{"type": "require_tests_of_type", "test_types": []}]},
        "too_short",
        ("custom_rules", 0, "test_types"),
    ),
    (
        {"policy_overrides": [{"pattern": "a", "action": "exclude", "reason": " "}]},
        "invalid_format",
        ("policy_overrides", 0, "reason"),
    ),
    (
        {
            "policy_overrides": [
                {"pattern": "a", "action": "exclude", "reason": "r", "expires": 20261231}
            ]
        },
        "invalid_format",
        ("policy_overrides", 0, "expires"),
    ),
    (
        {
            "policy_overrides": [
                {"pattern": "a", "action": "exclude", "reason": "r", "policy_types": ["x"]}
            ]
        },
        "literal_error",
        ("policy_overrides", 0, "policy_types", 0),
    ),
    (
        {"secret_scanning": {"custom_patterns": [{"name": "a", "pattern": "["}]}},
        "invalid_pattern",
        ("secret_scanning", "custom_patterns", 0, "pattern"),
    ),
    (
        {"data_contracts": {"enforcement": "on"}},
        "literal_error",
        ("data_contracts", "enforcement"),
    ),
    (
        {
            "policies": [
                {"name": "a", "type": "custom", "action": "warn", "config": {"condition": "model"}}
            ]
        },
        "missing",
        ("policies", 0, "message"),
    ),
    (
        {"policies": [{"name": "a", "type": "custom", "action": "warn", "message": "m"}]},
        "contradiction",
        ("policies", 0, "type"),
    ),
]


@pytest.mark.parametrize(("change", "kind", "loc"), MISTAKES)
def test_one_mistake(change: dict[str, Any], kind: str, loc: tuple[str | int, ...]) -> None:
    error = only_error(PlatformManifest, manifest(governance=change))
    assert (error.type, error.loc) == (kind, ("governance", *loc))


def test_patterns_of_another_scheme_are_not_looked_at() -> None:
    unused = {"naming": {"pattern": "medallion", "custom_patterns": ["("]}}
    assert_valid(PlatformManifest, manifest(governance=unused))


def test_several_bad_patterns_at_once() -> None:
    data = manifest(
        governance={"naming": {"pattern": "custom", "custom_patterns": ["(", "a", "["]}}
    )
    assert places(PlatformManifest, data) == [
        ("invalid_pattern", ("governance", "naming", "custom_patterns", 0)),
        ("invalid_pattern", ("governance", "naming", "custom_patterns", 2)),
    ]
