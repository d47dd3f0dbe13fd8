"""What is measured can be run, and is what is to be measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import analysis
from benchmarks.operations import operations

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
