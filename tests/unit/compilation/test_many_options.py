"""An engine with more options than any adapter takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, Sources
from floe_lsp.compilation.diagnostics import MAX_OF_A_CODE
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import FORMATS, render

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
    assert (
        refused.message == "'config' contains 1,001 options and values, at most 1,000 are allowed"
    )
    assert refused.location.text.slice(refused.location.span) == "config"


def test_options_within_others_count(tmp_path: Path) -> None:
    inner = ", ".join(f"option_{n}: [x]" for n in range(500))
    (refused,) = found(tmp_path, f"      settings: {{{inner}}}\n")
    assert "1,001 options and values" in refused.message


def test_of_unknown_options_the_first_of_the_file_are_described(tmp_path: Path) -> None:
    outer = "".join(f"      outer_{n}: 1\n" for n in range(450))
    inner = ", ".join(f"inner_{n}: 1" for n in range(400))
    unknown = found(tmp_path, f"{outer}      attach: [{{path: x.db, {inner}}}]\n")
    assert len(unknown) == MAX_OF_A_CODE
    assert all("is not an option" in each.message for each in unknown)


def test_what_only_the_engine_knows_to_be_secret_is_hidden_past_the_limit(tmp_path: Path) -> None:
    tokens = "".join(f"        token_{n}: hunt{n:05d}q\n" for n in range(MAX_OF_A_CODE + 100))
    key = "{fs: s3, key: keyquokka7, anchor: '{nosuchplaceholder}'}"
    told = found(tmp_path, f"      settings:\n{tokens}      filesystems: [{key}]\n")
    assert {each.code for each in told} == {"E214", "E216"}
    for form in FORMATS:
        assert "keyquokka7" not in render(told, form, base=tmp_path)


def test_as_many_as_are_allowed_are_looked_at(tmp_path: Path) -> None:
    unknown = found(tmp_path, "".join(f"      option_{n}: x\n" for n in range(1_000)))
    assert {each.code for each in unknown} == {"E209"}
