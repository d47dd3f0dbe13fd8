"""Merges a chain of manifests into the platform that a product runs on.

The product's manifest comes first in a chain, its parents follow. A plugin selection, a preset, the
registry and the promotion are each taken whole from the manifest nearest to the product that has
one. Governance and observability are merged field by field, and governance a child may only make
stronger. ``origins.py`` tells where each value comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate.manifest_file import ManifestData, ManifestFile
from floe_lsp.schemas.manifest.defaults import PlatformDefaults
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_access import AllowedSecret
from floe_lsp.schemas.manifest.observability import ObservabilityConfig
from floe_lsp.schemas.manifest.oci import ArtifactsConfig
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.manifest.plugin_selection import PLUGIN_CATEGORIES, PluginSelection
from floe_lsp.schemas.manifest.promotion import DEFAULT_ENVIRONMENTS
from floe_lsp.schemas.manifest.resources import ResourcePreset
from floe_lsp.schemas.product.quality import QualityConfig
from floe_lsp.schemas.versions import DEFAULT_CONTRACT, ArtifactContract
from floe_lsp.syntax import Node, Path

from .weakening import weakened


@dataclass(frozen=True)
class Selected:
    """The plugin of a category, and the manifest that selects it."""

    category: str
    name: str
    config: Mapping[str, object]
    version: str | None
    secret_ref: str | None
    file: ManifestFile

    @property
    def path(self) -> Path:
        """Where it stands in its manifest."""
        return ("plugins", self.category)

    def node(self, *path: str | int) -> Node | None:
        """Return the value at a path below it, ``None`` where nothing is written."""
        return self.file.document.node(*self.path, *path)


@dataclass(frozen=True)
class Approval:
    """A list of what is allowed, and where it stands."""

    names: tuple[str, ...]
    file: ManifestFile
    path: Path


@dataclass(frozen=True)
class Platform:
    """What a chain of manifests results in."""

    chain: tuple[ManifestFile, ...]
    plugins: Mapping[str, Selected]
    quality: QualityConfig | None
    governance: GovernanceConfig | None
    governance_files: Mapping[Path, ManifestFile]
    """The manifest that set each governance field in force, by path below ``governance``."""
    allowed_secrets: tuple[AllowedSecret, ...]
    """Of all manifests, the topmost one's first."""
    approved_plugins: Mapping[str, tuple[Approval, ...]]
    approved_sinks: tuple[Approval, ...]
    approved_products: tuple[Approval, ...]
    defaults: Mapping[str, str]
    observability: ObservabilityConfig | None
    resource_presets: Mapping[str, ResourcePreset]
    artifacts: ArtifactsConfig | None

    @property
    def documents(self) -> tuple[Document, ...]:
        """The files of the chain, in its order."""
        return tuple(file.document for file in self.chain)

    @property
    def mode(self) -> Literal["simple", "centralized", "mesh"]:
        """How the platform is run: mesh with a domain in the chain, else by its enterprise."""
        scopes = {file.manifest.scope for file in self.chain}
        if "domain" in scopes:
            return "mesh"
        return "centralized" if "enterprise" in scopes else "simple"

    @property
    def contract(self) -> ArtifactContract:
        """The layout of artifacts that the programs of the platform read."""
        return cast("ArtifactContract", self.defaults.get("contract", DEFAULT_CONTRACT))

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments that a product runs in, in the order of promotion."""
        promotion = None if self.artifacts is None else self.artifacts.promotion
        if promotion is None:
            return DEFAULT_ENVIRONMENTS
        return tuple(each.name for each in promotion.environments)

    @property
    def default_environment(self) -> str:
        """The environment of a run that chooses none: ``dev``, else the first of promotion.

        A manifest may name its environments in any order; nobody who forgets to choose one should
        find themselves connected to another where there is a ``dev``.
        """
        usual = DEFAULT_ENVIRONMENTS[0]
        return usual if usual in self.environments else self.environments[0]

    @property
    def promotion_file(self) -> ManifestFile | None:
        """The manifest that sets the promotion in force."""
        for file in self.chain:
            artifacts = file.manifest.artifacts
            if artifacts is not None and artifacts.promotion is not None:
                return file
        return None

    @property
    def nearest(self) -> ManifestFile:
        """The manifest that the product names."""
        return self.chain[0]


def merge(chain: tuple[ManifestFile, ...]) -> tuple[Platform, list[Diagnostic]]:
    """Merge valid manifests, the product's own first; report what a child weakens (E212)."""
    governance: ManifestData = {}
    files: dict[Path, ManifestFile] = {}
    diagnostics: list[Diagnostic] = []
    for file in reversed(chain):
        governed = file.manifest.governance
        own: ManifestData = {}
        if governed is not None:
            own = governed.model_dump(mode="json", exclude_unset=True)
        diagnostics.extend(weakened(governance, files, own, file))
        if governed is not None:
            governance = _merged(governance, own, files, file, ())
    platform = Platform(
        chain,
        plugins=_selected_plugins(chain),
        quality=_nearest(chain, lambda manifest: manifest.plugins.quality),
        governance=GovernanceConfig.model_validate(governance) if files else None,
        governance_files=files,
        allowed_secrets=tuple(
            entry for file in reversed(chain) for entry in file.manifest.allowed_secrets or ()
        ),
        approved_plugins=_approved_plugins(chain),
        approved_sinks=_approvals(chain, "approved_sinks"),
        approved_products=_approvals(chain, "approved_products"),
        defaults=_merged_maps([_given(file.manifest.defaults) for file in chain]),
        observability=_merged_observability(chain),
        resource_presets=_merged_maps([file.manifest.resource_presets for file in chain]),
        artifacts=_merged_artifacts(chain),
    )
    return platform, diagnostics


def _selected_plugins(chain: tuple[ManifestFile, ...]) -> dict[str, Selected]:
    selected: dict[str, Selected] = {}
    for category in PLUGIN_CATEGORIES:
        for file in chain:
            plugins = file.manifest.plugins
            # The default of dbt must not hide what a parent selects.
            if category not in plugins.model_fields_set and file is not chain[-1]:
                continue
            selection = getattr(plugins, category)
            if isinstance(selection, PluginSelection):
                selected[category] = Selected(
                    category,
                    selection.type,
                    selection.config or {},
                    selection.version,
                    selection.connection_secret_ref,
                    file,
                )
                break
            if isinstance(selection, QualityConfig):
                selected[category] = Selected(category, selection.provider, {}, None, None, file)
                break
    return selected


def _nearest(
    chain: tuple[ManifestFile, ...], get: Callable[[PlatformManifest], QualityConfig | None]
) -> QualityConfig | None:
    return next((found for file in chain if (found := get(file.manifest)) is not None), None)


def _approved_plugins(chain: tuple[ManifestFile, ...]) -> dict[str, tuple[Approval, ...]]:
    found: dict[str, tuple[Approval, ...]] = {}
    for file in chain:
        for category, names in (file.manifest.approved_plugins or {}).items():
            approval = Approval(tuple(names), file, ("approved_plugins", category))
            found[category] = (*found.get(category, ()), approval)
    return found


def _approvals(chain: tuple[ManifestFile, ...], field: str) -> tuple[Approval, ...]:
    return tuple(
        Approval(tuple(names), file, (field,))
        for file in chain
        if (names := getattr(file.manifest, field)) is not None
    )


def _given(defaults: PlatformDefaults | None) -> dict[str, Any] | None:
    return None if defaults is None else defaults.model_dump(exclude_none=True)


def _merged_maps(maps: list[dict[str, Any] | None]) -> dict[str, Any]:
    """Merge by key; the first map of the list wins."""
    merged: dict[str, Any] = {}
    for entries in reversed(maps):
        merged.update(entries or {})
    return merged


def _merged_observability(chain: tuple[ManifestFile, ...]) -> ObservabilityConfig | None:
    merged: ManifestData = {}
    for file in reversed(chain):
        if file.manifest.observability is not None:
            own = file.manifest.observability.model_dump(mode="json", exclude_unset=True)
            merged = _merged(merged, own, {}, file, ())
    return ObservabilityConfig.model_validate(merged) if merged else None


def _merged_artifacts(chain: tuple[ManifestFile, ...]) -> ArtifactsConfig | None:
    """Take the nearest registry, and the nearest promotion, which may be of another manifest."""
    found = [each for file in chain if (each := file.manifest.artifacts) is not None]
    if not found:
        return None
    promotion = next((each.promotion for each in found if each.promotion is not None), None)
    return found[0] if promotion is None else found[0].model_copy(update={"promotion": promotion})


JOINED_LISTS = frozenset(
    {"allowed_secrets", "custom_rules", "exclude_patterns", "policies", "policy_overrides"}
)
"""Lists to which each manifest of a chain adds; any other list a child replaces."""


def _merged(
    parent: ManifestData,
    child: ManifestData,
    files: dict[Path, ManifestFile],
    file: ManifestFile,
    path: Path,
) -> ManifestData:
    """Lay ``child`` over ``parent`` field by field, noting in ``files`` who set each leaf.

    ``null`` sets nothing, so it inherits; an empty list of patterns sets nothing either.
    """
    merged = dict(parent)
    for key, value in child.items():
        if value is None or (key == "custom_patterns" and not value):
            continue
        here = (*path, key)
        above = parent.get(key)
        if isinstance(value, dict):
            base = cast("ManifestData", above) if isinstance(above, dict) else {}
            merged[key] = _merged(base, cast("ManifestData", value), files, file, here)
        elif key in JOINED_LISTS and isinstance(value, list):
            merged[key] = [*cast("list[object]", above or []), *cast("list[object]", value)]
        else:
            merged[key] = value
        files[here] = file
    return merged
