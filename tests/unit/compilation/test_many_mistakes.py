"""A file of thousands of mistakes of one kind says so, and stays readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, analyze
from floe_lsp.compilation.diagnostics import MAX_OF_A_CODE

PRODUCT = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  policy_enforcement_level: strict
  naming: {enforcement: strict, pattern: medallion}
"""


def found(folder: Path, text: str, code: str) -> list[Diagnostic]:
    path = folder / "floe.yaml"
    path.write_text(PRODUCT + text, encoding="utf-8")
    return [each for each in analyze(path).diagnostics if each.code == code]


@pytest.mark.requirement("E108")
def test_the_last_of_a_kind_counts_the_rest(tmp_path: Path) -> None:
    fields = "".join(f"extra{number}: 1\n" for number in range(700))
    unknown = found(tmp_path, f"transforms: [{{name: a}}]\n{fields}", "E108")
    assert len(unknown) == 500
    assert unknown[-1].message.endswith("'extra499' (and 200 more of this kind)")
    assert not any("more mistakes" in each.message for each in unknown[:-1])


@pytest.mark.requirement("E106")
def test_a_kind_that_is_rare_is_not_crowded_out(tmp_path: Path) -> None:
    names = "  - name: a\n" * 700
    text = f"transforms:\n{names}extra: 1\n"
    assert len(found(tmp_path, text, "E108")) == 1
    assert len(found(tmp_path, text, "E106")) == 500


@pytest.mark.requirement("E110")
def test_every_unknown_dependency_is_named(tmp_path: Path) -> None:
    lines = "".join(
        f"  - {{name: model_{number}, dependsOn: [madel_{number}x]}}\n" for number in range(450)
    )
    unknown = found(tmp_path, f"transforms:\n{lines}", "E110")
    assert len(unknown) == 450
    near = [each for each in unknown if each.suggestion and "did you mean" in each.suggestion]
    assert 100 < len(near) <= 200


@pytest.mark.requirement("E110")
def test_what_aliases_repeat_is_counted_once(tmp_path: Path) -> None:
    first = "  - {name: first, dependsOn: &all [nope]}\n"
    same = "".join(f"  - {{name: m{number}, dependsOn: *all}}\n" for number in range(600))
    last = "  - {name: last, dependsOn: [zilch]}\n"
    unknown = found(tmp_path, f"transforms:\n{first}{same}{last}", "E110")
    assert [each.message.split()[0] for each in unknown] == ["'nope'", "'zilch'"]
    assert all(each.suggestion for each in unknown)


@pytest.mark.requirement("FLOE-E201")
def test_violations_past_those_that_are_shown_are_counted(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    names = "".join(f"  - {{name: m{number}}}\n" for number in range(MAX_OF_A_CODE + 5))
    violations = found(tmp_path, f"transforms:\n{names}", "FLOE-E201")
    assert len(violations) == MAX_OF_A_CODE
    broken = f"the name 'm{MAX_OF_A_CODE - 1}' breaks the platform's naming policy"
    last = f"{broken}: names must start with bronze_, silver_ or gold_"
    assert violations[-1].message == f"{last} (and 5 more of this kind)"
    assert all(each.suggestion for each in violations)


@pytest.mark.requirement("FLOE-E201")
def test_the_summary_counts_every_violation(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    names = "".join(f"  - {{name: m{number}}}\n" for number in range(MAX_OF_A_CODE + 5))
    path = tmp_path / "floe.yaml"
    path.write_text(f"{PRODUCT}transforms:\n{names}", encoding="utf-8")
    enforcement = analyze(path).enforcement
    assert enforcement is not None
    assert enforcement.result.error_count == MAX_OF_A_CODE + 5


@pytest.mark.parametrize(
    ("code", "silenced", "last"),
    [
        (
            "E116",
            "bronze_m%d\n    dependsOn: [bronze_z, bronze_z]  # floe: ignore[E116]",
            "bronze_z\n    dependsOn: [zz, zz]",
        ),
        ("FLOE-E201", "m%d  # floe: ignore[FLOE-E201]", "zz"),
    ],
)
@pytest.mark.requirement("robustness")
def test_what_follows_silenced_findings_is_described(
    tmp_path: Path, code: str, silenced: str, last: str
) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST.replace("strict", "warn"), encoding="utf-8")
    names = [silenced % number for number in range(MAX_OF_A_CODE + 5)]
    lines = "".join(f"  - name: {each}\n" for each in (*names, last))
    (described,) = found(tmp_path, f"transforms:\n{lines}", code)
    assert "'zz'" in described.message
    assert described.suggestion
