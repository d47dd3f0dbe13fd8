"""RESOLVE: what can be known of a platform without a product, found once for all its products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.plugins.catalogue import known_plugins
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.literal_credentials import replace_credentials
from floe_lsp.syntax import dereference
from floe_lsp.wording.quoting import listed, quote

from .approvals import plugins_not_approved
from .engine_names import Setting, engines_in_manifests
from .engines import Engine, platform_engines
from .inheritance import Platform, Selected, merge
from .plugin_selections import unexpected_version, unknown_placeholders, written_secret

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

_REQUIRED = {
    PluginCategory.COMPUTE: ("duckdb", "which builds the models"),
    PluginCategory.ORCHESTRATOR: ("dagster", "which runs the product on schedule"),
}
"""Plugins without which nothing can be compiled, with an example and what each is for."""

NEEDS_NO_PLUGIN = {("orchestrator", "dagster"), ("dbt", "core")}
"""What the compiler writes for directly: it only needs data, and the artifact has it."""


@dataclass(frozen=True)
class CheckedPlatform:
    """A merged chain of manifests with what is wrong with it, whatever the product."""

    platform: Platform
    engines: Mapping[str, Engine]
    """The engines that the manifests name and that can be used."""
    not_selected: tuple[Diagnostic, ...]
    """Plugins that no manifest of the chain selects, though every product needs them."""
    diagnostics: tuple[Diagnostic, ...]
    """All other findings."""

    def by_itself(self, *, is_whole: bool) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the chain without a product.

        What the manifest of an enterprise leaves open, that of a domain may choose.

        Args:
            is_whole: Whether the chain has its top; what the manifests lack is reported only then.
        """
        if not is_whole or self.platform.nearest.manifest.scope == "enterprise":
            return self.diagnostics
        return (*self.not_selected, *self.diagnostics)


def checked_platform(
    chain: tuple[ManifestFile, ...], registry: PluginRegistry, cache: AnalysisCache
) -> CheckedPlatform:
    """Merge and check a chain of valid manifests, the product's own first."""
    return cache.of_chain(
        CheckedPlatform,
        tuple(file.document for file in chain),
        (registry,),
        lambda: _check(chain, registry),
    )


def _check(chain: tuple[ManifestFile, ...], registry: PluginRegistry) -> CheckedPlatform:
    platform, diagnostics = merge(chain)
    diagnostics.extend(plugins_not_approved(platform, registry, _named_by_manifests))
    diagnostics.extend(_other_plugins(platform, registry))
    engines, found = platform_engines(platform, registry)
    diagnostics.extend(found)
    return CheckedPlatform(
        platform, engines, tuple(_not_selected(platform, registry)), tuple(diagnostics)
    )


def _not_selected(platform: Platform, registry: PluginRegistry) -> Iterator[Diagnostic]:
    """Report a manifest that selects no engine or no orchestrator (E201)."""
    for category, (example, purpose) in _REQUIRED.items():
        if category.value in platform.plugins:
            continue
        document = platform.nearest.document
        known = registry.names(category) or [each.name for each in known_plugins(category)]
        yield document.diagnostic(
            "E201",
            document.key("plugins") or document.start,
            f"no {category.noun} is selected under 'plugins'",
            f"add {category.value}: {{type: {example}}} under 'plugins', {purpose}; the type is "
            f"one of {listed(known)}",
        )


def _named_by_manifests(platform: Platform, selection: Selected) -> Iterator[Setting]:
    """Yield the places in the manifests that name a plugin of the selection's category."""
    if selection.category == PluginCategory.COMPUTE.value:
        yield from engines_in_manifests(platform.documents)
        return
    selected = selection.node(PluginCategory(selection.category).selector)
    if selected is not None:
        yield Setting(selection.file.document, selected)


def _other_plugins(platform: Platform, registry: PluginRegistry) -> Iterator[Diagnostic]:
    for selection in platform.plugins.values():
        if selection.category != "compute":
            yield from _other_plugin(selection, registry)


def _other_plugin(selection: Selected, registry: PluginRegistry) -> Iterator[Diagnostic]:
    """Check what can be known of a plugin that is not an engine, without importing it."""
    category = PluginCategory(selection.category)
    document = selection.file.document
    node = selection.node(category.selector)
    if node is None:
        return
    source = registry.find(category, selection.name)
    if source is None and (selection.category, selection.name) not in NEEDS_NO_PLUGIN:
        missing = registry.not_found(category, selection.name)
        fixes: tuple[Fix, ...] = ()
        effect = "so its options are not checked; the product compiles all the same"
        advice = f"nothing has to be changed; to have them checked, {missing.suggestion}"
        if missing.near is not None:
            effect = "and the artifact names it as it is written here"
            advice = missing.suggestion
            if (selection.category, missing.near) in NEEDS_NO_PLUGIN:
                known = [each.name for each in known_plugins(category)]
                advice = f"did you mean {quote(missing.near)}? known: {listed(known)}"
            fixes = (document.near_miss_fix(dereference(node), near=missing.near),)
        yield document.diagnostic(
            "E213",
            node,
            f"{missing.message}, {effect}",
            advice,
            fixes=fixes,
        )
    if source is not None:
        yield from unexpected_version(selection, source)
    replaced = replace_credentials(selection.config, selection.secret_ref or selection.name)
    for loc, variable in replaced.variables.items():
        yield written_secret(selection, loc, variable)
    yield from unknown_placeholders(selection)
