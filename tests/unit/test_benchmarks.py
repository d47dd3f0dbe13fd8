"""What is measured can be run, and is what is to be measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import analysis, governance
from benchmarks.dbt_projects import MODELS, dbt_project
from benchmarks.operations import operations
from floe_lsp.compilation import analyze

pytestmark = pytest.mark.requirement("robustness")

SPEC = """apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: shop
  version: 1.0.0
transforms:
  - name: stg_orders
    dependsOn: [
"""


def test_every_request_is_asked_as_an_editor_would(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    path.write_text(SPEC, encoding="utf-8")
    done: set[str] = set()
    for name, operate in operations(path):
        operate()
        done.add(name)
    assert {"completion at the end", "onTypeFormatting at the end", "codeAction of all"} <= done


def test_the_analyses_that_are_measured_find_what_they_should(tmp_path: Path) -> None:
    assert [*analysis.measure(tmp_path, 1)]


def test_the_policies_that_are_measured_look_at_every_model(tmp_path: Path) -> None:
    outcome = governance.policies(dbt_project(tmp_path), governance.KEPT)()
    looked_at = {each.title: len(each.looked_at) for each in outcome.verdicts}
    assert (looked_at.pop("naming"), looked_at.pop("level")) == (0, 0)
    assert set(looked_at.values()) == {MODELS}
    assert len(looked_at) == 8
    assert outcome.diagnostics == ()


def test_of_the_two_products_that_are_compiled_one_is_governed(tmp_path: Path) -> None:
    titles: list[set[str]] = []
    for _, _, _, spec, *_ in governance.compilations(tmp_path):
        outcome = analyze(Path(spec)).enforcement
        assert outcome is not None
        assert outcome.result.passed
        titles.append({each.title for each in outcome.verdicts if each.looked_at})
    governed, free = titles
    assert {"naming", "coverage", "column descriptions", "references", "secret scanning"} < governed
    assert free == set()
