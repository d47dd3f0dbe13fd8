"""RESOLVE: merge the manifests and settle every plugin that the product uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.literal_credentials import replace_credentials
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax import Node, TextEdit, dereference
from floe_lsp.wording.quoting import quote

from . import inheritance
from .approvals import not_approved
from .engines import Engines, resolve_engines
from .inheritance import Platform, Selected
from .plugin_selections import unexpected_version, unknown_placeholders, written_secret

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

_REQUIRED = {
    "compute": ("duckdb", "the engine that builds the models"),
    "orchestrator": ("dagster", "it runs the product on schedule"),
}
"""Plugins without which nothing can be compiled, with an example and what each is for."""

NEEDS_NO_PLUGIN = {("orchestrator", "dagster"), ("dbt", "core")}
"""What the compiler writes for directly: it only needs data, and the artifact has it."""


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
) -> tuple[ResolvedProduct | None, list[Diagnostic]]:
    """Resolve a valid product on a chain of valid manifests, its own first."""
    platform, diagnostics = inheritance.merge(chain)
    diagnostics.extend(_missing_plugins(platform))
    diagnostics.extend(_not_approved(product, platform, registry))
    diagnostics.extend(_ingestion(product, spec, platform))
    diagnostics.extend(_other_plugins(platform, registry))
    engines, found = resolve_engines(product, platform, registry)
    diagnostics.extend(found)
    if engines is None:
        return None, diagnostics
    return ResolvedProduct(platform, engines), diagnostics


def check_platform(chain: tuple[ManifestFile, ...], registry: PluginRegistry) -> list[Diagnostic]:
    """Check a chain of valid manifests that no product is looked at with.

    What the manifest of an enterprise leaves open, that of a domain may choose.
    """
    platform, diagnostics = inheritance.merge(chain)
    if platform.nearest.manifest.scope != "enterprise":
        diagnostics.extend(_missing_plugins(platform))
    diagnostics.extend(_not_approved(None, platform, registry))
    diagnostics.extend(_other_plugins(platform, registry))
    _, found = resolve_engines(None, platform, registry)
    return [*diagnostics, *found]


def _missing_plugins(platform: Platform) -> Iterator[Diagnostic]:
    """Report a manifest that selects no engine or no orchestrator (E201)."""
    for category, (example, purpose) in _REQUIRED.items():
        if category in platform.plugins:
            continue
        document = platform.nearest.document
        yield document.diagnostic(
            "E201",
            document.key("plugins") or document.start,
            f"no {PluginCategory(category).noun} is selected under 'plugins'",
            f"add {quote(category)} with a 'type' such as {example}: {purpose}",
        )


def _not_approved(
    product: ProductOutline | None, platform: Platform, registry: PluginRegistry
) -> Iterator[Diagnostic]:
    """Report plugins that an enterprise's list leaves out (E204)."""
    for key, approvals in platform.approved_plugins.items():
        selection = platform.plugins.get(key)
        if selection is None:
            continue
        category = PluginCategory(key)
        for document, node in _named(product, platform, selection, category):
            # An engine that nobody has is reported as that alone.
            is_engine = category is PluginCategory.COMPUTE
            if not is_engine or registry.find(category, str(node.value)) is not None:
                yield from not_approved(approvals, "E204", category.noun, document, node)


def _named(
    product: ProductOutline | None,
    platform: Platform,
    selection: Selected,
    category: PluginCategory,
) -> Iterator[tuple[Document, Node]]:
    """Yield the places that name a plugin of a category."""
    selected = selection.file.document.node("plugins", selection.category, category.selector)
    if selected is not None:
        yield selection.file.document, selected
    if category is not PluginCategory.COMPUTE:
        return
    for file in platform.chain:
        default = file.document.node("defaults", "compute")
        if default is not None:
            yield file.document, default
    if product is None:
        return
    for transform in product.transforms:
        if (entry := transform.fields.get("compute")) is not None:
            yield product.document, entry.value


def _other_plugins(platform: Platform, registry: PluginRegistry) -> Iterator[Diagnostic]:
    for selection in platform.plugins.values():
        if selection.category != "compute":
            yield from _other_plugin(selection, registry)


def _other_plugin(selection: Selected, registry: PluginRegistry) -> Iterator[Diagnostic]:
    """Check what can be known of a plugin that is no engine, without importing it."""
    category = PluginCategory(selection.category)
    document = selection.file.document
    node = document.node("plugins", selection.category, category.selector)
    if node is None:
        return
    source = registry.find(category, selection.name)
    if source is None and (selection.category, selection.name) not in NEEDS_NO_PLUGIN:
        missing = registry.not_found(category, selection.name)
        fixes: tuple[Fix, ...] = ()
        if missing.near is not None:
            edit = TextEdit(dereference(node).span, missing.near)
            fixes = (document.fix(f"Replace with {quote(missing.near)}", edit),)
        yield document.diagnostic(
            "E213",
            node,
            f"{missing.message}, so its options are not checked",
            missing.suggestion,
            fixes=fixes,
        )
    if source is not None:
        yield from unexpected_version(selection, source)
    replaced = replace_credentials(selection.config, selection.secret_ref or selection.name)
    for loc, variable in replaced.variables.items():
        yield written_secret(selection, loc, variable)
    yield from unknown_placeholders(selection)


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
