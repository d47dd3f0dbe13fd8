"""RESOLVE: merge the manifests and settle every plugin that the product uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.redaction import redact
from floe_lsp.schemas.floe_spec import FloeSpec
from floe_lsp.schemas.wording import quote
from floe_lsp.syntax import Node

from . import inheritance
from .approvals import not_approved
from .diagnostics import Diagnostic, Severity
from .documents import Document
from .engines import Engines, resolve_engines, unknown_placeholder, written_secret
from .inheritance import ManifestFile, Platform, Selected
from .outline import ProductOutline

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

_REQUIRED = {
    "compute": "the engine that builds the models, such as duckdb",
    "orchestrator": "what runs the product on schedule, such as dagster",
}
"""Plugins without which nothing can be compiled, and what each is for."""

_NEEDS_NO_PLUGIN = {("orchestrator", "dagster"), ("dbt", "core")}
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
    diagnostics.extend(_not_approved(product, platform))
    diagnostics.extend(_ingestion(product, spec, platform))
    for selection in platform.plugins.values():
        if selection.category != "compute":
            diagnostics.extend(_other_plugin(selection, registry))
    engines, found = resolve_engines(product, platform, registry)
    diagnostics.extend(found)
    if engines is None:
        return None, diagnostics
    return ResolvedProduct(platform, engines), diagnostics


def _missing_plugins(platform: Platform) -> Iterator[Diagnostic]:
    """Report a manifest that selects no engine or no orchestrator (E201)."""
    for category, purpose in _REQUIRED.items():
        if category in platform.plugins:
            continue
        document = platform.nearest.document
        yield document.diagnostic(
            "E201",
            document.key("plugins") or document.start,
            f"no {category} is selected under 'plugins'",
            f"add {category} with a type: {purpose}",
        )


def _not_approved(product: ProductOutline, platform: Platform) -> Iterator[Diagnostic]:
    """Report plugins that an enterprise's list leaves out (E204)."""
    for category, approvals in platform.approved_plugins.items():
        selection = platform.plugins.get(category)
        if selection is not None:
            document = selection.file.document
            key = PluginCategory(category).selector
            node = document.node("plugins", category, key)
            yield from not_approved(approvals, "E204", category, document, node)
    approvals = platform.approved_plugins.get("compute", ())
    for file in platform.chain:
        node = file.document.node("defaults", "compute")
        yield from not_approved(approvals, "E204", "compute", file.document, node)
    for transform in product.transforms:
        if (entry := transform.fields.get("compute")) is not None:
            yield from not_approved(approvals, "E204", "compute", product.document, entry.value)


def _other_plugin(selection: Selected, registry: PluginRegistry) -> Iterator[Diagnostic]:
    """Check what can be known of a plugin that is no engine, without importing it."""
    category = PluginCategory(selection.category)
    document = selection.file.document
    node = document.node("plugins", selection.category, category.selector)
    if node is None:
        return
    source = registry.find(category, selection.name)
    if source is None and (selection.category, selection.name) not in _NEEDS_NO_PLUGIN:
        missing = registry.not_found(category, selection.name)
        yield document.diagnostic(
            "E213",
            node,
            f"{missing.message}, so its options are not checked",
            missing.suggestion,
        )
    version = document.node("plugins", selection.category, "version")
    if source is not None and version is not None and source.distribution_version:
        yield from _version(document, version, selection, source.distribution_version)
    redaction = redact(selection.config, selection.secret_ref or selection.name)
    for loc, variable in redaction.variables.items():
        yield written_secret(selection, loc, variable)
    yield from unknown_placeholder(selection)


def _version(
    document: Document, node: Node, selection: Selected, installed: str
) -> Iterator[Diagnostic]:
    """Warn when the manifest expects another version than is installed (E202)."""
    if selection.version is None or selection.version == installed:
        return
    yield document.diagnostic(
        "E202",
        node,
        f"{selection.name} {selection.version} is expected, and {installed} is installed",
        f"install version {selection.version}, or write {installed}",
        severity=Severity.WARNING,
    )


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
