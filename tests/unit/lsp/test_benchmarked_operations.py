"""What is measured can be run: each request of the server is asked as an editor would."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_every_operation_answers(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    path.write_text(SPEC, encoding="utf-8")
    done: set[str] = set()
    for name, operate in operations(path):
        operate()
        done.add(name)
    assert {"completion at the end", "onTypeFormatting at the end", "codeAction of all"} <= done
