"""What no field asks for is decided, and told, as everything else: references to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from dbt_projects import project
from floe_lsp.compilation import analyze
from floe_lsp.compilation.codes import Severity
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
    spec = made(tmp_path, level)
    (tmp_path / "models/open.sql").unlink()
    outcome = analyze(spec).enforcement
    assert outcome is not None
    found = [each for each in decisions(outcome) if each.policy == "semantic"]
    assert [(each.model, each.result) for each in found] == [
        ("other", "pass"),
        ("stg_orders", result),
    ]
    assert outcome.result.policy_types_checked == ["semantic"]
    assert outcome.result.models_validated == 2


@pytest.mark.parametrize(("level", "result"), [("strict", "fail"), ("warn", "warn")])
def test_a_model_of_which_only_dbt_can_tell_is_said(
    level: str, result: str, tmp_path: Path
) -> None:
    outcome = analyze(made(tmp_path, level)).enforcement
    assert outcome is not None
    found = [each for each in decisions(outcome) if each.policy == "semantic"]
    assert [(each.model, each.result) for each in found] == [
        (None, "not_checkable"),
        ("stg_orders", result),
    ]
    assert outcome.result.policy_types_checked == []
    (verdict,) = (each for each in outcome.verdicts if each.policy == "semantic")
    assert verdict.note == "1 of 3 models: only dbt can tell all that it refers to"


HIDING = {
    "a computed name": {"models/m.sql": "{% set x = 'gone' %}select * from {{ ref(x) }}"},
    "a package that is not installed": {"packages.yml": "packages: [{package: a/b, version: 1}]"},
    "a broken property file": {"models/x.yml": "models: ["},
    "an environment among the models": {"models/x/pyvenv.cfg": ""},
    "a variable that may disable it": {
        "dbt_project.yml": "name: shop\nprofile: shop\nmodels:\n"
        "  shop: {+enabled: \"{{ var('x', true) }}\"}\n"
    },
    "a target among the models": {
        "dbt_project.yml": "name: shop\nprofile: shop\ntarget-path: models/sub\n",
        "models/m.sql": None,
        "models/sub/m.sql": "select * from {{ ref('gone') }}",
    },
}


@pytest.mark.parametrize("files", HIDING.values(), ids=HIDING)
def test_what_hides_a_reference_is_never_off_and_stops_no_product(
    files: dict[str, str | None], tmp_path: Path
) -> None:
    """Nobody asks for it, so that a right product passes; but nobody is told that it was off."""
    every = {
        "floe.yaml": corpus.DEFAULT_FILES["floe.yaml"].replace("stg_orders", "m"),
        "manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"]
        + "governance: {policy_enforcement_level: strict}\n",
        "dbt_project.yml": "name: shop\nprofile: shop\n",
        "models/m.sql": "select * from {{ ref('gone') }}",
        **files,
    }
    there = {name: text for name, text in every.items() if text is not None}
    found = analyze(project(tmp_path, there) / "floe.yaml")
    assert found.enforcement is not None
    (verdict,) = (each for each in found.enforcement.verdicts if each.policy == "semantic")
    assert verdict.outcome is Outcome.NOT_CHECKABLE
    (told,) = (each for each in found.diagnostics if each.code == "E308")
    assert "is not checked for 'm'" in told.message
    assert told.severity is Severity.INFO
    assert found.enforcement.result.passed


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
