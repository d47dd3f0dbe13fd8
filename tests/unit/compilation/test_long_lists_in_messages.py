"""A list of the platform is named in a finding as far as anybody reads; each finding has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, analyze

PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
platform: {manifest: manifest.yaml}
transforms: [{name: a}, {name: b}]
"""
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
"""


def found(folder: Path, product: str, manifest: str, code: str) -> list[Diagnostic]:
    path = folder / "floe.yaml"
    path.write_text(PRODUCT + product, encoding="utf-8")
    (folder / "manifest.yaml").write_text(MANIFEST + manifest, encoding="utf-8")
    return [each for each in analyze(path).diagnostics if each.code in (code, f"FLOE-{code}")]


@pytest.mark.requirement("security")
def test_a_long_list_of_sinks_is_named_in_part(tmp_path: Path) -> None:
    sinks = "".join(f"  - sink_{number}\n" for number in range(3_000))
    destinations = "".join(
        f"  - {{name: d{number}, sink_type: other, connection_secret_ref: s}}\n"
        for number in range(300)
    )
    left_out = found(
        tmp_path,
        f"destinations:\n{destinations}",
        f"scope: enterprise\napproved_sinks:\n{sinks}",
        "E304",
    )
    assert len(left_out) == 300
    named = ", ".join(f"sink_{number}" for number in range(20))
    assert {each.suggestion for each in left_out} == {f"approved: {named} and 2,980 more"}


@pytest.mark.requirement("security")
def test_long_patterns_are_named_in_part(tmp_path: Path) -> None:
    patterns = "".join(f"      - z{number}{'b' * 1_900}\n" for number in range(100))
    naming = f"governance:\n  naming:\n    pattern: custom\n    custom_patterns:\n{patterns}"
    violations = found(tmp_path, "", naming, "E201")
    assert len(violations) == 2
    for each in violations:
        assert "names must fit z0bbb" in each.message
        assert each.message.endswith("… and 80 more")
        assert len(each.message) < 2_000
