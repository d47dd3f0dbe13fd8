"""A file of thousands of mistakes of one kind says so, and stays readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation import Diagnostic, analyze

PRODUCT = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"


def found(folder: Path, text: str, code: str) -> list[Diagnostic]:
    path = folder / "floe.yaml"
    path.write_text(PRODUCT + text, encoding="utf-8")
    return [each for each in analyze(path).diagnostics if each.code == code]


@pytest.mark.requirement("E108")
def test_the_last_of_a_kind_counts_the_rest(tmp_path: Path) -> None:
    fields = "".join(f"extra{number}: 1\n" for number in range(700))
    unknown = found(tmp_path, f"transforms: [{{name: a}}]\n{fields}", "E108")
    assert len(unknown) == 500
    assert unknown[-1].message.endswith("'extra499' (and 200 more mistakes of this kind)")
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
        f"  - {{name: model_{number}, dependsOn: [madel_{number}x]}}\n" for number in range(600)
    )
    unknown = found(tmp_path, f"transforms:\n{lines}", "E110")
    assert len(unknown) == 600
    near = [each for each in unknown if each.suggestion and "did you mean" in each.suggestion]
    assert 100 < len(near) <= 200
