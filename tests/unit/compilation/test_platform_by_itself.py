"""A manifest that is looked at without a product runs through the same stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Sources
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry

_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins:
  compute: {type: duckdb}
  orchestrator: {type: dagster}
"""


@pytest.mark.requirement("E131")
def test_comments_silence_findings_and_are_themselves_checked(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text(f"{_MANIFEST}team: a  # floe: ignore[E126]\nx-a: 1  # floe: ignore[E111]\n")
    found = analyze_platform(path, sources=Sources(), registry=PluginRegistry(), today=now().date())
    assert [(each.code, each.message) for each in found.diagnostics] == [
        ("E131", "E111 is not found here, so this silences nothing")
    ]
