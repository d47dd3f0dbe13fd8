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
    assert lines(*both) == ["tags of stg_* WARN 2 of 3 models"]


def test_a_product_that_cannot_be_checked_hides_no_failure_of_another(tmp_path: Path) -> None:
    condition = "model.name != 'stg_b' and (model.name != 'stg_c' or model.meta)"
    config = f'config: {{condition: "{condition}"}}'
    policy = f"{{name: p, type: custom, action: error, message: M, {config}}}"
    manifest = f"{HEAD}governance: {{policy_enforcement_level: strict, policies: [{policy}]}}\n"
    reason = "1 of 2 models: it asks for model.meta, which floe does not …"
    unknown = outcome(tmp_path / "one", product("stg_a", "stg_c"), manifest=manifest)
    assert lines(unknown) == [f"policy 'p' NOT CHECKED {reason}"]
    broken = outcome(tmp_path / "two", product("stg_a", "stg_b"), manifest=manifest)
    assert lines(broken) == ["policy 'p' FAIL 1 of 2 models"]
    assert lines(unknown, broken) == [f"policy 'p' NOT CHECKED {reason}; FAIL 1 model"]
