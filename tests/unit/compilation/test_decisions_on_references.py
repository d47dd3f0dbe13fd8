"""What no field asks for is decided, and told, as everything else: references to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from dbt_projects import project
from floe_lsp.compilation import analyze
from floe_lsp.compilation.enforce.decisions import decisions
from floe_lsp.compilation.enforce.ledger import Outcome

pytestmark = pytest.mark.requirement("no pass without a check")


def made(folder: Path, level: str) -> Path:
    files = {
        "floe.yaml": corpus.DEFAULT_FILES["floe.yaml"],
        "manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"]
        + f"governance: {{policy_enforcement_level: {level}}}\n",
        "dbt_project.yml": "name: shop\nprofile: shop\n",
        "models/stg_orders.sql": "select * from {{ ref('gone') }}",
        "models/other.sql": "select 1",
        "models/open.sql": "select * from {{ ref(var('x')) }}",
    }
    return project(folder, files) / "floe.yaml"


@pytest.mark.parametrize(("level", "result"), [("strict", "fail"), ("warn", "warn")])
def test_each_model_of_the_project_is_decided_on(level: str, result: str, tmp_path: Path) -> None:
    outcome = analyze(made(tmp_path, level)).enforcement
    assert outcome is not None
    found = [each for each in decisions(outcome) if each.policy == "semantic"]
    assert [(each.model, each.result) for each in found] == [
        ("other", "pass"),
        ("stg_orders", result),
    ], "of the third one only dbt can tell"
    assert outcome.result.policy_types_checked == ["semantic"]
    assert outcome.result.models_validated == 2
    (verdict,) = (each for each in outcome.verdicts if each.policy == "semantic")
    assert verdict.note == "what 1 more model may refer to, only dbt can tell"


def test_without_a_dbt_project_nobody_says_that_it_passed(tmp_path: Path) -> None:
    spec = made(tmp_path, "strict")
    (tmp_path / "dbt_project.yml").unlink()
    outcome = analyze(spec).enforcement
    assert outcome is not None
    assert outcome.result.policy_types_checked == []
    (verdict,) = (each for each in outcome.verdicts if each.policy == "semantic")
    assert (verdict.outcome, verdict.note) == (
        Outcome.OFF,
        "no dbt project stands beside floe.yaml",
    )
