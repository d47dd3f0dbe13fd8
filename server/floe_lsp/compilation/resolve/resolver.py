"""RESOLVE: put a product on its platform and settle every plugin that it uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.product.floe_spec import FloeSpec
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
) -> tuple[ResolvedProduct | None, list[Diagnostic]]:
    """Resolve a valid product on a chain of valid manifests, its own first."""
    checked = checked_platform(chain, registry, cache)
    platform = checked.platform
    diagnostics = [*checked.not_selected, *checked.diagnostics]

    def named(_: Platform, selection: Selected) -> Iterator[Setting]:
        is_compute = selection.category == PluginCategory.COMPUTE.value
        return engines_in_product(product) if is_compute else iter(())

    diagnostics.extend(plugins_not_approved(platform, registry, named))
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
    key = product.document.key("ingestion") or product.document.start
    selected = platform.plugins.get("ingestion")
    if selected is None or selected.name != "dlt":
        found = "none is selected" if selected is None else f"{quote(selected.name)} is selected"
        yield product.document.diagnostic(
            "E215",
            key,
            f"'ingestion' is loaded by the plugin dlt, and {found} in the manifest",
            "select dlt under plugins.ingestion, or remove 'ingestion' from the product",
        )
    for category in ("storage", "catalog"):
        if category not in platform.plugins:
            yield product.document.diagnostic(
                "E215",
                key,
                f"'ingestion' fills tables, and the manifest selects no {category}",
                f"select a {category} plugin in the manifest",
            )
