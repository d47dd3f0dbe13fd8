"""``floe check MANIFEST --stage``: products are counted by the stages that ran."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import floe

from corpus import DEFAULT_FILES


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """A manifest of which one product fails in RESOLVE."""
    folder = tmp_path / "orders"
    folder.mkdir()
    product = DEFAULT_FILES["floe.yaml"] + "    compute: spark\n"
    (folder / "floe.yaml").write_text(product, encoding="utf-8")
    approved = "scope: enterprise\napproved_plugins:\n  compute: [duckdb]\n"
    text = DEFAULT_FILES["manifest.yaml"]
    (tmp_path / "manifest.yaml").write_text(text + approved, encoding="utf-8")
    return tmp_path / "manifest.yaml"


@pytest.mark.parametrize("stage", ["RESOLVE", "ENFORCE"])
def test_products_that_fail_are_counted(stage: str, manifest: Path) -> None:
    done = floe("check", manifest.name, "--stage", stage, cwd=manifest.parent)
    assert "E217" in done.err
    assert "1 of 1 product on this platform does not pass its checks" in done.err
    assert done.code == 0, "the manifest itself is right"


@pytest.mark.parametrize("stage", ["LOAD", "VALIDATE"])
def test_before_resolve_nothing_is_counted(stage: str, manifest: Path) -> None:
    done = floe("check", manifest.name, "--stage", stage, cwd=manifest.parent)
    assert (done.code, done.err) == (0, "")
