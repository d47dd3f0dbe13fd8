"""Nothing outlives the text it was made of: an editor makes another with each keystroke."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from weakref import ref

import pytest

from floe_lsp.compilation import Document, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
transforms:
  - name: silver_orders
  - name: gold_orders
    dependsOn: [silver_order]  # floe: ignore[E110]
    tier: {tier}
    {last}
"""
_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: platform
  version: 1.0.{number}
  owner: platform@example.com
plugins:
  compute:
    type: {engine}
"""


@pytest.fixture(autouse=True)
def _without_collector() -> Iterator[None]:
    """Only reference counting frees, as in the server while somebody types."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("tier", "last", "engine"),
    [
        ("gold", "field{number}: unknown", "duckdb"),
        ("golden", "field{number}: unknown", "duckdb"),
        ("gold", "tags: [tag-{number}]", "duckdb"),
        ("gold", "tags: [tag-{number}]", "dukcdb"),
    ],
)
@pytest.mark.parametrize("cache", [None, AnalysisCache()], ids=["fresh", "shared"])
def test_old_texts_are_freed_without_the_collector(
    tmp_path: Path, tier: str, last: str, engine: str, cache: AnalysisCache | None
) -> None:
    product, manifest = tmp_path / "floe.yaml", tmp_path / "manifest.yaml"
    sources, registry = Sources(), PluginRegistry()
    seen: list[ref[Document]] = []
    for number in range(6):
        text = _PRODUCT.format(tier=tier, last=last.format(number=number))
        sources.open(product, SourceText(text, number))
        sources.open(manifest, SourceText(_MANIFEST.format(number=number, engine=engine), number))
        analysis = analyze(product, sources=sources, registry=registry, cache=cache)
        documents = (analysis.product, *analysis.manifests)
        assert len(documents) == 2
        seen += [ref(each) for each in documents if each is not None]
        del documents, analysis
    # The two that are open.
    assert sum(each() is not None for each in seen) <= 2
