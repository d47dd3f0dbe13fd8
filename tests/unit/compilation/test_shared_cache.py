"""What analyses share changes nothing about what they find."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from random import Random

import pytest

import corpus
from floe_lsp.compilation import Analysis, Diagnostic, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("shared cache")

_TESTS = Path(__file__).parents[2]
_CASES = [
    case
    for path in sorted((_TESTS / "corpus").rglob("*.md"))
    for case in corpus.read(path)
    # Packages of a case are there only while it runs.
    if not any(name.startswith(corpus.SITE) for name in case.files)
]

_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {{name: {name}, version: 1.0.0}}
transforms:
  - name: bronze_orders
  - name: orders
    compute: {engine}
    dependsOn: [bronze_orders]
"""
_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
scope: domain
metadata: {name: sales, version: 1.0.0, owner: sales@example.com}
parent_manifest: ./enterprise.yaml
plugins:
  compute: {type: duckdb, config: {treads: 4}}
"""
_ENTERPRISE = """\
apiVersion: floe.dev/v1
kind: Manifest
scope: enterprise
metadata: {name: acme, version: 1.0.0, owner: acme@example.com}
plugins:
  orchestrator: {type: dagster}
governance:
  policy_enforcement_level: warn
  naming: {enforcement: warn, pattern: medallion}
  policy_overrides:
    - {pattern: "x_*", action: exclude, reason: old, expires: 2001-01-01}
"""


def test_one_cache_for_the_whole_corpus_finds_what_fresh_ones_do(tmp_path: Path) -> None:
    """Every case stands at the same paths, twice, in random order, and is read by one cache."""
    cache, sources, registry = AnalysisCache(), Sources(), PluginRegistry()
    cases = [*_CASES, *_CASES]
    Random(8).shuffle(cases)  # noqa: S311 - an order, no secret
    folder = tmp_path / "case"
    for case in cases:
        shutil.rmtree(folder, ignore_errors=True)
        case.write(folder)
        named = next((name for name in case.files if Path(name).name == "floe.yaml"), "floe.yaml")
        spec = folder / case.options.get("spec", named)
        manifest = folder / case.options["manifest"] if "manifest" in case.options else None
        fresh = analyze(spec, manifest, sources=sources, registry=registry)
        for _ in range(2):
            shared = analyze(spec, manifest, sources=sources, registry=registry, cache=cache)
            assert _findings(shared) == _findings(fresh), case.id
        for document in fresh.manifests:
            alone = [
                analyze_platform(
                    document.path, sources=sources, registry=registry, today=now().date(), cache=it
                )
                for it in (None, cache)
            ]
            assert repr(alone[0].diagnostics) == repr(alone[1].diagnostics), case.id


def _findings(analysis: Analysis) -> tuple[object, ...]:
    enforcement = analysis.enforcement
    return (
        # As words: a file that is missing has no text that could be the same.
        repr(analysis.diagnostics),
        repr(analysis.silenced),
        None if enforcement is None else enforcement.result,
        analysis.spec,
        None if analysis.resolved is None else list(analysis.resolved.engines.by_name),
    )


def test_products_share_their_platform_and_its_findings(tmp_path: Path) -> None:
    cache, sources, registry = AnalysisCache(), Sources(), PluginRegistry()
    specs = _write(tmp_path, engines=["duckdb", "spark", "ducdb"])
    analyses = [analyze(it, sources=sources, registry=registry, cache=cache) for it in specs]
    platforms = {id(each.resolved.platform) for each in analyses[:2] if each.resolved}
    assert len(platforms) == 1
    first = _of_manifests(analyses[0])
    assert [each.code for each in first] == ["E306", "E209"]
    assert [id(each) for each in _of_manifests(analyses[1])] == [id(each) for each in first]
    # The product that stops at RESOLVE has the findings of RESOLVE.
    assert [id(each) for each in _of_manifests(analyses[2])] == [id(first[1])]
    alone = analyze_platform(
        tmp_path / "manifest.yaml",
        sources=sources,
        registry=registry,
        today=now().date(),
        cache=cache,
    )
    assert [id(each) for each in alone.diagnostics] == [id(each) for each in first]


def test_a_parent_that_changes_is_read_again(tmp_path: Path) -> None:
    cache, sources, registry = AnalysisCache(), Sources(), PluginRegistry()
    (spec,) = _write(tmp_path, engines=["duckdb"])
    before = analyze(spec, sources=sources, registry=registry, cache=cache)
    assert "FLOE-E201" in [each.code for each in before.diagnostics]
    text = _ENTERPRISE.replace("level: warn", "level: 'off'")
    sources.open(tmp_path / "enterprise.yaml", SourceText(text))
    after = analyze(spec, sources=sources, registry=registry, cache=cache)
    assert "FLOE-E201" not in [each.code for each in after.diagnostics]


def test_overrides_expire_while_the_cache_lives(tmp_path: Path) -> None:
    cache, sources, registry = AnalysisCache(), Sources(), PluginRegistry()
    _write(tmp_path, engines=[])

    def codes(today: date) -> list[str]:
        found = analyze_platform(
            tmp_path / "manifest.yaml",
            sources=sources,
            registry=registry,
            today=today,
            cache=cache,
        )
        return [each.code for each in found.diagnostics]

    assert "E306" not in codes(date(2000, 12, 31))
    assert "E306" in codes(date(2001, 1, 2))


def test_another_registry_checks_again(tmp_path: Path) -> None:
    cache, sources, registry = AnalysisCache(), Sources(), PluginRegistry()
    (spec,) = _write(tmp_path, engines=["duckdb"])
    platforms: list[object] = []
    for each in (registry, PluginRegistry(trusted=False), registry):
        found = analyze(spec, sources=sources, registry=each, cache=cache).resolved
        assert found is not None
        platforms.append(found.platform)
    assert len({id(each) for each in platforms}) == len(platforms)


def test_threads_that_ask_at_once_get_the_same(tmp_path: Path) -> None:
    cache, sources, registry = AnalysisCache(), Sources(), PluginRegistry()
    specs = _write(tmp_path, engines=["duckdb"] * 40)

    def run(spec: Path) -> Analysis:
        return analyze(spec, sources=sources, registry=registry, cache=cache)

    with ThreadPoolExecutor(4) as threads:
        analyses = list(threads.map(run, specs))
    assert len({id(each.resolved.platform) for each in analyses if each.resolved}) == 1
    assert len({tuple(map(id, _of_manifests(each))) for each in analyses}) == 1


def _write(folder: Path, engines: list[str]) -> list[Path]:
    (folder / "manifest.yaml").write_text(_MANIFEST)
    (folder / "enterprise.yaml").write_text(_ENTERPRISE)
    specs: list[Path] = []
    for index, engine in enumerate(engines):
        spec = folder / f"product{index}" / "floe.yaml"
        spec.parent.mkdir()
        spec.write_text(_PRODUCT.format(name=f"product-{index}", engine=engine))
        specs.append(spec)
    return specs


def _of_manifests(analysis: Analysis) -> list[Diagnostic]:
    return [each for each in analysis.diagnostics if each.location.path != analysis.spec_path]
