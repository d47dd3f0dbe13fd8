"""An engine with more options than any adapter takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, Sources
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry

pytestmark = pytest.mark.requirement("E210")

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  orchestrator: {type: dagster}
  compute:
    type: duckdb
    config:
"""


def found(folder: Path, options: str) -> tuple[Diagnostic, ...]:
    path = folder / "manifest.yaml"
    path.write_text(MANIFEST + options, encoding="utf-8")
    return analyze_platform(
        path, sources=Sources(), registry=PluginRegistry(), today=date(2026, 3, 2)
    ).diagnostics


def test_options_past_the_limit_are_refused_at_once(tmp_path: Path) -> None:
    (refused,) = found(tmp_path, "".join(f"      option_{n}: x\n" for n in range(1_001)))
    assert refused.code == "E210"
    assert refused.message == "'config' has 1,001 options, at most 1,000 are allowed"
    assert refused.location.text.slice(refused.location.span) == "config"


def test_options_within_others_count(tmp_path: Path) -> None:
    inner = ", ".join(f"option_{n}: [x]" for n in range(500))
    (refused,) = found(tmp_path, f"      settings: {{{inner}}}\n")
    assert "1,001 options" in refused.message


def test_as_many_as_are_allowed_are_looked_at(tmp_path: Path) -> None:
    unknown = found(tmp_path, "".join(f"      option_{n}: x\n" for n in range(1_000)))
    assert {each.code for each in unknown} == {"E209"}
