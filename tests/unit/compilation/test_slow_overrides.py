"""The overrides of a platform have a time for all names of a product, and a pattern a length."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, analyze
from floe_lsp.compilation.enforce import globs, overrides

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  naming: {enforcement: strict, pattern: medallion}
  policy_enforcement_level: strict
  policy_overrides:
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
platform: {manifest: manifest.yaml}
transforms: [{name: legacy_a}, {name: raw_b}]
"""


def found(folder: Path, *patterns: str) -> list[Diagnostic]:
    written = "".join(
        f"    - {{pattern: '{each}', action: exclude, reason: it is old}}\n" for each in patterns
    )
    (folder / "manifest.yaml").write_text(MANIFEST + written, encoding="utf-8")
    path = folder / "floe.yaml"
    path.write_text(PRODUCT, encoding="utf-8")
    return list(analyze(path).diagnostics)


@pytest.mark.requirement("security")
def test_a_name_and_a_glob_cover_a_model(tmp_path: Path) -> None:
    (left,) = found(tmp_path, "raw_c", "legacy_[a-c]")
    assert left.message.startswith("the name 'raw_b'")
    assert found(tmp_path, "raw_b", "legacy_?") == []


@pytest.mark.requirement("E307")
def test_overrides_that_take_too_long_together_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overrides, "_SECONDS_FOR_ALL", -1)
    (slow,) = found(tmp_path, "raw_*", "legacy_*")
    assert slow.code == "E307"
    assert slow.location.path == tmp_path / "manifest.yaml"
    assert slow.location.text.slice(slow.location.span).startswith("- {pattern: 'raw_*'")
    assert "these 2 overrides" in slow.message
    assert "on the names of floe.yaml" in slow.message


@pytest.mark.requirement("E307")
def test_a_glob_that_is_longer_than_any_name_is_not_read(tmp_path: Path) -> None:
    (slow,) = found(tmp_path, "raw_" + "?" * 2_000)
    assert slow.code == "E307"
    assert "2,004 characters" in slow.message


@pytest.mark.requirement("security")
def test_many_overrides_are_given_up_within_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each glob is compiled; thousands of them are not, once the time is up."""
    compiled: list[str] = []
    globs._matcher.cache_clear()
    translate = globs.translate

    def count(pattern: str) -> str:
        compiled.append(pattern)
        return translate(pattern)

    monkeypatch.setattr(globs, "translate", count)
    monkeypatch.setattr(overrides, "_SECONDS_FOR_ALL", 0)
    (slow,) = found(tmp_path, *(f"other_{number}*" for number in range(1_000)))
    assert slow.code == "E307"
    assert len(compiled) <= 64
