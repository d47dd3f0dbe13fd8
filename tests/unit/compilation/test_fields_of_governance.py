"""Nothing passes in silence: every field of governance belongs to a check, and ends somehow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File
from typing import Any, get_args

import pytest

import corpus
from floe_lsp.compilation import analyze
from floe_lsp.compilation.enforce import enforcer, overrides
from floe_lsp.compilation.enforce.ledger import LedgerEntry, Outcome
from floe_lsp.compilation.enforce.policies import POLICIES
from floe_lsp.schemas.manifest.governance import (
    GovernanceConfig,
    RequireMetaField,
    RequireTagsForPrefix,
    RequireTestsOfType,
)
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinitionType
from floe_lsp.schemas.types.reflection import allowed_keys
from floe_lsp.syntax import Path
from floe_lsp.wording.paths import dotted

pytestmark = pytest.mark.requirement("no pass without a check")

KINDS = {
    "custom_rules": [
        kind.model_fields["type"].default
        for kind in (RequireTagsForPrefix, RequireMetaField, RequireTestsOfType)
    ],
    "policies": list(get_args(PolicyDefinitionType)),
}
"""The kinds of entries of lists, each of which asks for something else."""

EVERYTHING = """\
governance:
  pii_encryption: required
  audit_logging: enabled
  policy_enforcement_level: LEVEL
  data_retention_days: 365
  default_ttl_hours: 24
  snapshot_keep_last: 5
  stale_table_recovery_mode: strict
  naming: {enforcement: strict, pattern: custom, custom_patterns: ["^stg_"]}
  quality_gates:
    minimum_test_coverage: 80
    require_descriptions: true
    require_column_descriptions: false
    block_on_failure: true
    layer_thresholds: {bronze: 50, silver: 80, gold: 100}
    zero_column_coverage_behavior: report_na
  custom_rules:
    - {type: require_tags_for_prefix, prefix: stg_, required_tags: [staging]}
    - {type: require_meta_field, field: owner}
    - {type: require_tests_of_type, test_types: [unique]}
  policy_overrides:
    - {pattern: old_*, action: exclude, reason: gone soon}
    - {pattern: stg_*, action: downgrade, reason: under way, policy_types: [custom]}
    - {pattern: stg_*, action: exclude, reason: long ago, expires: 2020-01-01}
  data_contracts:
    enforcement: strict
    auto_generation: {enabled: true, include_descriptions: true, default_classification: internal}
    drift_detection:
      enabled: true
      fail_on_type_mismatch: true
      fail_on_missing_column: true
      warn_on_extra_column: true
    inheritance_mode: merge
  rbac: {enabled: false, required_role: engineer, allow_principal_fallback: true}
  secret_scanning:
    enabled: true
    exclude_patterns: ["docs/*"]
    custom_patterns: [{name: ours, pattern: "^itk_"}]
    severity: error
  network_policies: {enabled: true, default_deny: true, custom_egress_rules: []}
  policies:
    - {name: a, type: required_tags, action: error, message: A, config: {required_tags: [daily]}}
    - {name: b, type: naming_convention, action: error, message: B, config: {pattern: "^stg_"}}
    - {name: c, type: max_transforms, action: error, message: C, config: {threshold: 5}}
    - {name: d, type: custom, action: error, message: D, config: {condition: model.meta}}
    - {name: e, type: custom, action: warn, message: E, config: {condition: model.tier}}
"""


def leaves(path: Path = ()) -> Iterator[Path]:
    """Every field that holds a value; of a list with several kinds of entries, each kind."""
    keys = allowed_keys(GovernanceConfig, path)
    if len(path) == 1 and path[0] in KINDS:
        yield from ((path[0], kind) for kind in KINDS[path[0]])
    elif not keys:
        yield path
    for key in keys:
        yield from leaves((*path, key))


def test_each_field_of_the_model_belongs_to_a_check() -> None:
    answered = {field for policy in POLICIES for field in policy.fields}
    answered |= {enforcer.LEVEL_FIELD, overrides.FIELD}
    lists = {(name,) for name in KINDS}
    sections = {("quality_gates", "layer_thresholds")}
    assert {dotted(field) for field in set(leaves()) - answered - lists} == set()
    assert {dotted(field) for field in answered - set(leaves()) - sections} == set()


def ended(folder: File, governance: str) -> tuple[LedgerEntry, ...]:
    (folder / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"] + governance)
    (folder / "floe.yaml").write_text(corpus.DEFAULT_FILES["floe.yaml"])
    analysis = analyze(folder / "floe.yaml")
    assert analysis.enforcement is not None
    return analysis.enforcement.ledger


def outcomes(ledger: tuple[LedgerEntry, ...]) -> dict[str, str]:
    return {entry.field.name: entry.verdict.outcome.value for entry in ledger}


def test_each_field_that_is_set_ends_in_one_way(tmp_path: File) -> None:
    found = outcomes(ended(tmp_path, EVERYTHING.replace("LEVEL", "strict")))
    assert found == {
        **dict.fromkeys(
            (
                "audit_logging",
                "data_retention_days",
                "default_ttl_hours",
                "pii_encryption",
                "snapshot_keep_last",
                "stale_table_recovery_mode",
            ),
            "declared",
        ),
        **dict.fromkeys(
            (
                "custom_rules[0]",
                "naming.custom_patterns",
                "naming.enforcement",
                "naming.pattern",
                "policies[0]",
                "policies[1]",
                "policies[2]",
                "policies[4]",
                "policy_enforcement_level",
                "policy_overrides[0]",
                "policy_overrides[1]",
                "secret_scanning.custom_patterns",
                "secret_scanning.enabled",
                "secret_scanning.exclude_patterns",
                "secret_scanning.severity",
            ),
            "checked",
        ),
        **dict.fromkeys(
            (
                "custom_rules[1]",
                "custom_rules[2]",
                "network_policies.custom_egress_rules",
                "network_policies.default_deny",
                "network_policies.enabled",
                "policies[3]",
                "quality_gates.block_on_failure",
                "quality_gates.layer_thresholds.bronze",
                "quality_gates.layer_thresholds.gold",
                "quality_gates.layer_thresholds.silver",
                "quality_gates.minimum_test_coverage",
                "quality_gates.require_descriptions",
                "quality_gates.zero_column_coverage_behavior",
            ),
            "not_checkable",
        ),
        **dict.fromkeys(
            (
                "data_contracts.auto_generation.default_classification",
                "data_contracts.auto_generation.enabled",
                "data_contracts.auto_generation.include_descriptions",
                "data_contracts.drift_detection.enabled",
                "data_contracts.drift_detection.fail_on_missing_column",
                "data_contracts.drift_detection.fail_on_type_mismatch",
                "data_contracts.drift_detection.warn_on_extra_column",
                "data_contracts.enforcement",
                "data_contracts.inheritance_mode",
                "policy_overrides[2]",
                "quality_gates.require_column_descriptions",
                "rbac.allow_principal_fallback",
                "rbac.enabled",
                "rbac.required_role",
            ),
            "off",
        ),
    }


def test_what_is_not_checked_says_why(tmp_path: File) -> None:
    for entry in ended(tmp_path, EVERYTHING.replace("LEVEL", "strict")):
        if entry.verdict.outcome is not Outcome.CHECKED:
            assert entry.verdict.note, entry.field.name


def test_all_is_off_with_the_master_switch_but_what_is_kept_at_run_time(tmp_path: File) -> None:
    found = outcomes(ended(tmp_path, EVERYTHING.replace("LEVEL", '"off"')))
    assert {name for name, outcome in found.items() if outcome == "declared"} == {
        "audit_logging",
        "data_retention_days",
        "default_ttl_hours",
        "pii_encryption",
        "snapshot_keep_last",
        "stale_table_recovery_mode",
    }
    overriding = {"policy_overrides[0]", "policy_overrides[1]"}
    assert {name for name, outcome in found.items() if outcome == "checked"} == overriding
    assert "not_checkable" not in found.values()


def test_a_field_that_no_check_knows_does_not_pass(
    tmp_path: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enforcer, "POLICIES", ())
    (level, naming) = ended(
        tmp_path, "governance: {policy_enforcement_level: strict, naming: {pattern: kimball}}\n"
    )
    assert level.verdict.outcome is Outcome.CHECKED
    assert naming.verdict.outcome is Outcome.NOT_CHECKABLE
    assert naming.verdict.note == "no check of floe knows this field"


def result(folder: File, governance: str) -> dict[str, Any]:
    (folder / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"] + governance)
    (folder / "floe.yaml").write_text(corpus.DEFAULT_FILES["floe.yaml"])
    analysis = analyze(folder / "floe.yaml")
    assert analysis.enforcement is not None
    return analysis.enforcement.result.model_dump(exclude_none=True)


@pytest.mark.parametrize(
    ("governance", "passed"),
    [
        ("{}", True),
        ("{audit_logging: enabled}", True),
        ("{naming: {pattern: custom, custom_patterns: ['^stg_']}}", True),
        ("{rbac: {enabled: false}}", True),
        ("{quality_gates: {minimum_test_coverage: 80}}", False),
        ("{policy_enforcement_level: strict, quality_gates: {minimum_test_coverage: 80}}", False),
        ("{policy_enforcement_level: 'off', quality_gates: {minimum_test_coverage: 80}}", True),
        ("{policy_enforcement_level: strict, naming: {enforcement: strict}}", False),
    ],
)
def test_passed_needs_every_field_checked_declared_or_off(
    governance: str, passed: bool, tmp_path: File
) -> None:
    assert result(tmp_path, f"governance: {governance}\n")["passed"] is passed


def test_what_the_artifact_says_of_each_field(tmp_path: File) -> None:
    governance = """\
governance:
  naming: {pattern: medallion}
  data_retention_days: 30
  secret_scanning: {enabled: false}
  policy_overrides: [{pattern: old_*, action: exclude, reason: gone soon}]
"""
    found = result(tmp_path, governance)
    assert found["policy_types_checked"] == ["naming"]
    assert found["fields"] == [
        {"field": "data_retention_days", "outcome": "declared",
         "reason": "kept by the platform that deletes, at run time"},
        {"field": "naming.pattern", "outcome": "checked", "policy": "naming", "models": 1,
         "failed": 1},
        {"field": "policy_overrides[0]", "outcome": "checked",
         "reason": "excludes 0 models of the product: gone soon", "models": 0, "failed": 0},
        {"field": "secret_scanning.enabled", "outcome": "off", "policy": "secret_scanning",
         "reason": "secret_scanning.enabled is false"},
    ]  # fmt: skip


def test_models_that_are_excluded_were_not_looked_at(tmp_path: File) -> None:
    governance = """\
governance:
  quality_gates: {minimum_test_coverage: 80}
  policy_overrides: [{pattern: "*", action: exclude, reason: in spring}]
"""
    found = result(tmp_path, governance)
    assert found["passed"] is True
    assert (found["policy_types_checked"], found["models_validated"]) == ([], 0)
    assert found["fields"] == [
        {"field": "quality_gates.minimum_test_coverage", "outcome": "off", "policy": "coverage",
         "reason": "all models that it applies to are excluded"},
        {"field": "policy_overrides[0]", "outcome": "checked", "models": 1, "failed": 0,
         "reason": "excludes 1 model of the product: in spring"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        "{type: require_tests_of_type, test_types: [unique], applies_to: gold_*}",
        "{type: require_meta_field, field: owner, applies_to: gold_*}",
        "{type: require_tags_for_prefix, prefix: gold_, required_tags: [tested]}",
        "{type: require_tags_for_prefix, prefix: stg, required_tags: [a], applies_to: gold_*}",
    ],
)
def test_a_rule_about_no_model_of_the_product_is_off(rule: str, tmp_path: File) -> None:
    found = result(tmp_path, f"governance: {{custom_rules: [{rule}]}}\n")
    assert (found["policy_types_checked"], found["models_validated"]) == ([], 0)
    assert found["fields"] == [
        {"field": "custom_rules[0]", "outcome": "off", "policy": "custom",
         "reason": "it applies to no model"},
    ]  # fmt: skip


def test_the_models_are_counted_that_a_demand_is_about(tmp_path: File) -> None:
    governance = """\
governance:
  custom_rules:
    - {type: require_tags_for_prefix, prefix: stg_, required_tags: [a]}
    - {type: require_tags_for_prefix, prefix: gold_, required_tags: [a], applies_to: "*_a"}
  policies:
    - {name: small, type: max_transforms, action: error, message: S, config: {threshold: 3}}
    - {name: daily, type: required_tags, action: error, message: D, config: {required_tags: [b]}}
  policy_overrides:
    - {pattern: stg_a, action: exclude, reason: it moves, policy_types: [custom]}
"""
    (tmp_path / "manifest.yaml").write_text(corpus.DEFAULT_FILES["manifest.yaml"] + governance)
    models = "".join(
        f"  - {{name: {name}, tags: [a]}}\n" for name in ("stg_a", "stg_b", "gold_a", "gold_b")
    )
    head = corpus.DEFAULT_FILES["floe.yaml"].partition("  - name: stg_orders")[0]
    (tmp_path / "floe.yaml").write_text(head + models)
    outcome = analyze(tmp_path / "floe.yaml").enforcement
    assert outcome is not None
    assert {
        each.title: (len(each.looked_at), len(each.broken_by))
        for each in outcome.verdicts
        if each.policy is not None
    } == {
        "tags of stg_*": (1, 0),
        "tags of gold_*": (1, 0),
        "policy 'small'": (4, 0),
        "policy 'daily'": (3, 3),
        "references": (0, 0),
    }


@pytest.mark.parametrize(
    ("section", "outcome"), [("rbac", "checked"), ("network_policies", "not_checkable")]
)
def test_no_override_takes_models_out_of_what_is_about_the_product(
    section: str, outcome: str, tmp_path: File
) -> None:
    governance = f"""\
governance:
  policy_enforcement_level: strict
  {section}: {{enabled: true}}
  policy_overrides: [{{pattern: "*", action: exclude, reason: in spring}}]
"""
    found = result(tmp_path, governance)
    assert (found["passed"], found["error_count"]) == (False, 1)
    outcomes = {each["field"]: each["outcome"] for each in found["fields"]}
    assert outcomes[f"{section}.enabled"] == outcome


def test_entries_are_counted_over_all_tiers_and_told_in_their_own_manifest(tmp_path: File) -> None:
    entry = "{name: NAME, type: max_transforms, action: error, message: M, config: {threshold: 0}}"
    head = corpus.DEFAULT_FILES["manifest.yaml"]
    (tmp_path / "top.yaml").write_text(
        f"{head}scope: enterprise\ngovernance:\n  policies: [{entry.replace('NAME', 'top')}]\n"
    )
    (tmp_path / "manifest.yaml").write_text(
        f"{head.replace('name: platform', 'name: domain')}scope: domain\n"
        f"parent_manifest: top.yaml\ngovernance:\n  policies: [{entry.replace('NAME', 'own')}]\n"
    )
    (tmp_path / "floe.yaml").write_text(corpus.DEFAULT_FILES["floe.yaml"])
    analysis = analyze(tmp_path / "floe.yaml")
    assert analysis.enforcement is not None
    assert [
        (each.field.name, each.field.document.path.name, each.field.own_path)
        for each in analysis.enforcement.ledger
    ] == [
        ("policies[0]", "top.yaml", ("policies", 0)),
        ("policies[1]", "manifest.yaml", ("policies", 0)),
    ]
    places = {each.message: each.related[0].location.path.name for each in analysis.diagnostics}
    assert {("top" in message, place) for message, place in places.items()} == {
        (True, "top.yaml"),
        (False, "manifest.yaml"),
    }
