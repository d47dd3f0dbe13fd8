"""A manifest may govern tens of thousands of products: a request looks at few of them closely."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from floe_lsp.compilation import Analysis, Diagnostic, Sources, analyze
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.fixes import overlay
from floe_lsp.ide.snapshot import Snapshot

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: platform@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
"""
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
platform: {manifest: manifest.yaml}
transforms: [{name: a}]
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """A manifest with 200 products, of which the last was analysed first."""
    manifest, path = tmp_path / "manifest.yaml", tmp_path / "floe.yaml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    path.write_text(PRODUCT, encoding="utf-8")
    sources = Sources()
    one = analyze(path, sources=sources)
    paths = (tmp_path / f"{number:03}" / "floe.yaml" for number in reversed(range(200)))
    products = {each: replace(one, spec_path=each) for each in paths}
    return Snapshot(sources.document(manifest), FileKind.MANIFEST, products, sources)


@pytest.mark.requirement("robustness")
def test_governed_products_come_in_order_of_their_paths(snapshot: Snapshot) -> None:
    names = [each.spec_path.parent.name for each in snapshot.governed]
    assert names == [f"{number:03}" for number in range(200)]


@pytest.mark.requirement("robustness")
def test_a_changed_manifest_is_tried_with_some_of_its_products(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    def count(spec: Path, *_: object, **__: object) -> Analysis:
        tried.append(spec)
        return snapshot.governed[0]

    monkeypatch.setattr(overlay, "analyze", count)
    found: tuple[Diagnostic, ...] = overlay.trials_of(snapshot).after(())
    assert found == ()
    assert [each.parent.name for each in tried] == [f"{number:03}" for number in range(50)]
