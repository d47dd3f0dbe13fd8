"""Which fixes a report has does not depend on the time, nor on the other files of the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.cli.main import main
from floe_lsp.compilation import fix_trials

pytestmark = pytest.mark.requirement("code-actions")

PRODUCTS = 12
MISTAKES = 5


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Products of which each has more fixes than are tried of a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fix_trials, "MOST_FIXES", 3)
    head = DEFAULT_FILES["floe.yaml"].partition("transforms:")[0]
    items = "".join(f"  - name: m{number}\n    teir: gold\n" for number in range(MISTAKES))
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    for number in range(PRODUCTS):
        product = tmp_path / f"product-{number:02}" / "floe.yaml"
        product.parent.mkdir()
        product.write_text(f"{head}transforms:\n{items}", encoding="utf-8")
    return tmp_path


def report(capsys: pytest.CaptureFixture[str], *paths: str) -> str:
    main(["check", *paths, "--format", "json"])
    return capsys.readouterr().out


def test_two_runs_over_the_bound_give_the_same_bytes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(capsys, str(folder)) == report(capsys, str(folder))


def test_a_product_has_the_fixes_that_it_has_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fixes(told: str) -> list[list[str]]:
        found = [each for each in json.loads(told)["diagnostics"] if "product-11" in each["file"]]
        return [[fix["title"] for fix in each.get("fixes", [])] for each in found]

    alone = fixes(report(capsys, "product-11"))
    assert [bool(each) for each in alone] == [True, True, True, False, False]
    assert fixes(report(capsys, ".")) == alone
