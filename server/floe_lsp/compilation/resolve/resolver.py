"""RESOLVE: put a product on its platform and settle every plugin that it uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.plugins.catalogue import installable_plugin, known_plugins
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.wording.counting import sentence
from floe_lsp.wording.quoting import quote

from .approvals import plugins_not_approved
from .checked_platform import checked_platform
from .engine_names import Setting, engines_in_product
from .engines import Engines, product_engines
from .inheritance import Platform, Selected

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry


@dataclass(frozen=True)
class ResolvedProduct:
    """A product with its platform and its engines."""

    platform: Platform
    engines: Engines


def resolve(
    product: ProductOutline,
    spec: FloeSpec,
    chain: tuple[ManifestFile, ...],
    registry: PluginRegistry,
    cache: AnalysisCache,
    *,
    is_whole: bool,
) -> tuple[ResolvedProduct | None, list[Diagnostic]]:
    """Resolve a valid product on a chain of valid manifests, its own first.

    Args:
        product: The outline of floe.yaml, for places.
        spec: The valid product.
        chain: The manifests.
        registry: The plugins.
        cache: What is known of the manifests.
        is_whole: Whether the chain has its top; what the manifests lack is reported only then.
    """
    checked = checked_platform(chain, registry, cache)
    platform = checked.platform
    diagnostics = list(checked.diagnostics)

    def named(_: Platform, selection: Selected) -> Iterator[Setting]:
        is_compute = selection.category == PluginCategory.COMPUTE.value
        return engines_in_product(product) if is_compute else iter(())

    diagnostics.extend(plugins_not_approved(platform, registry, named))
    if is_whole:
        diagnostics.extend(checked.not_selected)
        diagnostics.extend(_ingestion(product, spec, platform))
    engines, found = product_engines(product, platform, checked.engines, registry)
    diagnostics.extend(found)
    if engines is None:
        return None, diagnostics
    return ResolvedProduct(platform, engines), diagnostics


def _ingestion(product: ProductOutline, spec: FloeSpec, platform: Platform) -> Iterator[Diagnostic]:
    """Report sources of a product on a platform that cannot load them (E215)."""
    if spec.ingestion is None:
        return
    lacks, advice = _lacks_for_ingestion(platform)
    if not lacks:
        return
    document, manifest = product.document, platform.nearest.document
    plugins = manifest.key("plugins")
    yield document.diagnostic(
        "E215",
        document.key("ingestion") or document.start,
        f"this platform cannot load what 'ingestion' asks for: its manifest selects {lacks}",
        f"under 'plugins' of the manifest, write {advice}; or remove 'ingestion' from this product",
        related=(manifest.related(plugins, "plugins are selected here"),) if plugins else (),
    )


def _lacks_for_ingestion(platform: Platform) -> tuple[str, str]:
    """Return what a platform lacks to load sources, and what to write; empty when nothing."""
    lacks: list[str] = []
    advice: list[str] = []
    selected = platform.plugins.get("ingestion")
    if selected is None or selected.name != "dlt":
        lacks.append(
            "no ingestion plugin"
            if selected is None
            else f"{quote(selected.name)} for ingestion, where only 'dlt' can be used"
        )
        advice.append("ingestion: {type: dlt}")
    for category in (PluginCategory.STORAGE, PluginCategory.CATALOG):
        if category.value not in platform.plugins:
            lacks.append(f"no {category.noun}")
            names = [known.name for known in known_plugins(category)]
            example = installable_plugin(category) or names[0]
            others = ", ".join(name for name in names if name != example)
            advice.append(f"{category.value}: {{type: {example}}} (or {others})")
    return sentence(lacks), sentence(advice)
