"""Overrides that are for no model are told to those who look at a whole platform (E321)."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.cli.main import main

pytestmark = pytest.mark.requirement("E321")

_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: acme, version: 2.0.0, owner: acme@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance:
  naming: {pattern: medallion}
  policy_overrides:
    - {pattern: legacy_*, action: exclude, reason: they move}
"""

_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms: [{name: bronze_orders}]
"""


@pytest.mark.parametrize(
    ("named", "is_told"),
    [(".", True), ("manifest.yaml", True), ("orders", False), ("orders/floe.yaml", False)],
)
def test_it_is_told_where_all_products_are_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: str,
    is_told: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.yaml").write_text(_MANIFEST)
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders/floe.yaml").write_text(_PRODUCT)
    assert main(["check", "--format", "concise", named]) == 0
    assert ("E321" in capsys.readouterr().out) is is_told


def test_it_is_not_told_where_products_of_the_platform_are_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, file, text in (
        ("platform", "manifest.yaml", _MANIFEST),
        ("orders", "floe.yaml", f"{_PRODUCT}platform: {{manifest: ../platform/manifest.yaml}}\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text)
    main(["check", "--format", "concise", "platform/manifest.yaml", "orders"])
    assert "E321" not in capsys.readouterr().out
    main(["check", "--format", "concise"])
    assert "E321" in capsys.readouterr().out


@pytest.mark.parametrize("product", [_PRODUCT.replace("bronze_", "legacy_"), "transforms: ["])
def test_it_is_not_told_of_what_a_product_has_or_may_have(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    product: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.yaml").write_text(_MANIFEST)
    for name, text in (("orders", _PRODUCT), ("others", product)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "floe.yaml").write_text(text)
    main(["check", "--format", "concise"])
    assert "E321" not in capsys.readouterr().out
