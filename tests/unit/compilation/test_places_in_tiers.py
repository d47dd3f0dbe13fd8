"""What is told of a field stands in the manifest that sets it, whatever a child sets beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from floe_lsp.compilation import Diagnostic, analyze
from floe_lsp.compilation.enforce import timed_patterns

HEAD = corpus.DEFAULT_FILES["manifest.yaml"]


def found(folder: Path, parent: str, child: str, model: str = "stg_orders") -> list[Diagnostic]:
    """Return what is found with the ``governance`` of an enterprise and of a domain below it."""
    top = f"{HEAD}scope: enterprise\ngovernance: {parent}\n"
    (folder / "top.yaml").write_text(top, encoding="utf-8")
    (folder / "manifest.yaml").write_text(
        f"{HEAD.replace('name: platform', 'name: domain')}scope: domain\n"
        f"parent_manifest: top.yaml\ngovernance: {child}\n",
        encoding="utf-8",
    )
    product = corpus.DEFAULT_FILES["floe.yaml"].replace("stg_orders", model)
    (folder / "floe.yaml").write_text(product, encoding="utf-8")
    return list(analyze(folder / "floe.yaml").diagnostics)


def place(diagnostic: Diagnostic) -> tuple[str, str]:
    location = diagnostic.location
    return location.path.name, location.text.slice(location.span)


@pytest.mark.requirement("E307")
def test_a_slow_pattern_is_told_where_the_patterns_are_set(tmp_path: Path) -> None:
    parent = "{naming: {pattern: custom, custom_patterns: ['^(a|aa)+$']}}"
    child = "{naming: {enforcement: strict}}"
    findings = found(tmp_path, parent, child, model=f"{'a' * 80}_")
    assert [place(each) for each in findings] == [("top.yaml", "'^(a|aa)+$'")]


@pytest.mark.requirement("E307")
def test_slow_patterns_are_told_where_they_are_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_patterns, "SECONDS_FOR_ALL", -1)
    parent = "{naming: {pattern: custom, custom_patterns: ['^a_', '^b_']}}"
    findings = found(tmp_path, parent, "{naming: {enforcement: strict}}")
    assert [place(each) for each in findings] == [("top.yaml", "['^a_', '^b_']")]


@pytest.mark.requirement("FLOE-E201")
def test_a_broken_name_leads_to_the_manifest_that_sets_the_pattern(tmp_path: Path) -> None:
    (broken,) = found(tmp_path, "{naming: {pattern: kimball}}", "{naming: {enforcement: strict}}")
    assert [each.location.path.name for each in broken.related] == ["top.yaml"]


@pytest.mark.requirement("E307")
def test_an_override_that_is_too_long_is_told_where_it_stands(tmp_path: Path) -> None:
    pattern = "*" * 3_000
    override = "{{pattern: '{}', action: exclude, reason: it is old}}"
    parent = f"{{policy_overrides: [{override.format(pattern)}]}}"
    child = f"{{naming: {{pattern: kimball}}, policy_overrides: [{override.format('old_*')}]}}"
    findings = found(tmp_path, parent, child)
    assert [place(each) for each in findings] == [("top.yaml", f"'{pattern}'")]
