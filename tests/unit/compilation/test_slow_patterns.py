"""All patterns of a platform together have a time for all names of a product."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import analyze
from floe_lsp.compilation.enforce import timed_patterns

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  naming: {pattern: PATTERN, custom_patterns: ["^raw_", "^mart_"]}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms: [{name: raw_orders}, {name: raw_customers}]
"""


@pytest.mark.requirement("E307")
@pytest.mark.parametrize(("pattern", "codes"), [("custom", ["E307"]), ("medallion", ["FLOE-E201"])])
def test_patterns_that_take_too_long_together_are_given_up(
    pattern: str, codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_patterns, "SECONDS_FOR_ALL", -1)
    (tmp_path / "manifest.yaml").write_text(MANIFEST.replace("PATTERN", pattern))
    path = tmp_path / "floe.yaml"
    path.write_text(PRODUCT)
    found = analyze(path).diagnostics
    assert sorted({each.code for each in found}) == codes
    if pattern == "custom":
        assert "on the 2 names of floe.yaml" in found[0].message
        assert found[0].location.path == tmp_path / "manifest.yaml"
