"""The summary of governance counts each model once, and hides no failure."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation import analyze
from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.reporting.governance import governance_lines

pytestmark = pytest.mark.requirement("no pass without a check")

HEAD = corpus.DEFAULT_FILES["manifest.yaml"]
NO_DBT = "references OFF no dbt project stands beside floe.yaml"
RULE = "{type: require_tags_for_prefix, prefix: stg_, required_tags: [TAG]}"


def outcome(folder: Path, models: str, **manifests: str) -> EnforcementOutcome:
    """Return how the governance of manifests, written by their names, ends for some models."""
    folder.mkdir(exist_ok=True)
    for name, text in manifests.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    head = corpus.DEFAULT_FILES["floe.yaml"].partition("  - name: stg_orders")[0]
    (folder / "floe.yaml").write_text(head + models, encoding="utf-8")
    found = analyze(folder / "floe.yaml").enforcement
    assert found is not None
    return found


def product(*names: str, tags: str = "[]") -> str:
    return "".join(f"  - {{name: {name}, tags: {tags}}}\n" for name in names)


def lines(*outcomes: EnforcementOutcome) -> list[str]:
    """Return the lines of the policies, with single blanks."""
    return [" ".join(line.split()) for line in governance_lines(outcomes)[1:]]


def test_two_tiers_with_the_same_rule_count_each_model_once(tmp_path: Path) -> None:
    top = f"{HEAD}scope: enterprise\ngovernance: {{custom_rules: [{RULE.replace('TAG', 'a')}]}}\n"
    rules = f"[{RULE.replace('TAG', 'a')}, {RULE.replace('TAG', 'b')}]"
    own = (
        f"{HEAD.replace('name: platform', 'name: domain')}scope: domain\n"
        f"parent_manifest: top.yaml\ngovernance: {{custom_rules: {rules}}}\n"
    )
    both = [
        outcome(tmp_path / "one", product("stg_a", "stg_b", tags="[a]"), top=top, manifest=own),
        outcome(tmp_path / "two", product("stg_c", tags="[a, b]"), top=top, manifest=own),
    ]
    assert lines(*both) == ["tags of stg_* WARN 2 of 3 models", NO_DBT]


def test_an_override_is_used_where_it_softens_something(tmp_path: Path) -> None:
    entries = ", ".join(
        f"{{pattern: {each}, action: exclude, reason: it is old}}" for each in ("stg_a", "old_*")
    )
    rules = f"custom_rules: [{RULE}], policy_overrides: [{entries}]"
    manifest = f"{HEAD}governance: {{{rules}}}\n"
    found = lines(outcome(tmp_path, product("stg_a", "stg_b", tags="[TAG]"), manifest=manifest))
    assert "override stg_a USED 1 model softened" in found
    assert "override old_* UNUSED 0 models softened" in found


def test_a_product_that_cannot_be_checked_hides_no_failure_of_another(tmp_path: Path) -> None:
    condition = "model.name != 'stg_b' and (model.name != 'stg_c' or model.meta)"
    config = f'config: {{condition: "{condition}"}}'
    policy = f"{{name: p, type: custom, action: error, message: M, {config}}}"
    manifest = f"{HEAD}governance: {{policy_enforcement_level: strict, policies: [{policy}]}}\n"
    reason = "1 of 2 models: it asks for model.meta, and there is no dbt …"
    unknown = outcome(tmp_path / "one", product("stg_a", "stg_c"), manifest=manifest)
    assert lines(unknown) == [f"policy 'p' NOT CHECKED {reason}", NO_DBT]
    broken = outcome(tmp_path / "two", product("stg_a", "stg_b"), manifest=manifest)
    assert lines(broken) == ["policy 'p' FAIL 1 of 2 models", NO_DBT]
    assert lines(unknown, broken) == [f"policy 'p' NOT CHECKED {reason}; FAIL 1 model", NO_DBT]


def test_models_that_do_not_count_are_said_to_be_left_out(tmp_path: Path) -> None:
    gates = "governance: {quality_gates: {minimum_test_coverage: 80}}\n"
    properties = "models:\n  - name: a\n    columns: [{name: id, data_tests: [unique]}]\n"
    for name, text in {
        "dbt_project.yml": "name: p\nprofile: p\n",
        "models/a.sql": "select 1 as id\n",
        "models/b.sql": "select 1 as id\n",
        "models/models.yml": properties,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    references = "references PASS 2 models"
    both = outcome(tmp_path, product("a", "b"), manifest=HEAD + gates)
    assert lines(both) == ["coverage PASS 1 model; models without columns do not count", references]
    (only,) = [each for each in both.ledger if each.field.path[0] == "quality_gates"]
    assert only.in_artifact.reason == "models without columns do not count"
    assert (only.in_artifact.models, both.result.passed) == (1, True)
    none = outcome(tmp_path, product("b"), manifest=HEAD + gates)
    assert lines(none) == [references, "coverage OFF models without columns do not count"]
    all_of_it = outcome(tmp_path, product("a"), manifest=HEAD + gates)
    assert lines(none, all_of_it) == ["coverage PASS 1 model", "references PASS 4 models"]
