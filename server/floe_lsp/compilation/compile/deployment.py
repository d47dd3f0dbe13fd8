"""COMPILE for the layout of floe-core: how its tables are reached, told by installed plugins.

Only a compilation that writes this layout asks them: they are other people's code, and slow to
import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.inheritance import Selected
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.plugins.bindings import InvalidPluginOptions, PluginChoice, deployment_of
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.compute import ProfileOutput
from floe_lsp.plugins.deployment import Deployment
from floe_lsp.plugins.errors import PluginError, PluginNotFound
from floe_lsp.plugins.placeholders import expand
from floe_lsp.schemas.artifact.secret_guard import guard_problems
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.paths import dotted, subject

from .artifact import plugin_options
from .dbt_profiles import Profiles
from .ingestion import ingestion_outputs, merged_sources
from .refusals import Refusal, refused
from .targets import target_named

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

_STORAGE, _CATALOG = PluginCategory.STORAGE, PluginCategory.CATALOG
_INGESTION = PluginCategory.INGESTION
_ADAPTER = "duckdb"
"""The adapter of dbt whose outputs take what a storage adds."""


@dataclass(frozen=True)
class Deployed:
    """What the layout of floe-core holds beside an artifact of ours."""

    profiles: Profiles
    data: Mapping[str, object] | None = None
    """The block ``deployment``, ``None`` where the platform has no storage or it is not known."""
    notices: tuple[str, ...] = ()


def deploy(
    product: Document,
    spec: FloeSpec,
    resolved: ResolvedProduct,
    registry: PluginRegistry,
    profiles: Profiles,
) -> tuple[Deployed, list[Diagnostic]]:
    """Ask the storage, the catalog and the ingestion of a platform how its tables are reached.

    Args:
        product: The floe.yaml.
        spec: The valid product.
        resolved: Its platform and engines.
        registry: The plugins.
        profiles: The content of ``profiles.yml`` without a catalog.
    """
    plugins = resolved.platform.plugins
    storage = plugins.get(_STORAGE.value)
    if storage is None:
        return Deployed(profiles), []
    catalog = plugins.get(_CATALOG.value)
    ingestion = plugins.get(_INGESTION.value) if spec.ingestion and catalog else None

    def choice(selection: Selected, **more: object) -> PluginChoice:
        given = plugin_options(spec, selection, resolved.engines)
        options = {**cast("Mapping[str, object]", given or {}), **more}
        return PluginChoice(PluginCategory(selection.category), selection.name, options)

    sources = merged_sources(ingestion_outputs(spec))
    try:
        deployment = deployment_of(
            registry,
            choice(storage),
            None if catalog is None else choice(catalog),
            None if ingestion is None else choice(ingestion, sources=sources),
        )
        with_catalog = _profiles(spec.metadata.name, resolved, profiles, deployment)
    except PluginNotFound as error:
        notice = f"the block 'deployment' is left out, which the released packages read: {error}"
        advice = f"; {error.suggestion}" if error.suggestion else ""
        return Deployed(profiles, notices=(notice + advice,)), []
    except InvalidPluginOptions as error:
        selection = plugins[error.category.value]
        return Deployed(profiles), list(_wrong_options(selection, error))
    except PluginError as error:
        node = storage.node("type")
        document = storage.file.document
        found = document.diagnostic("E208", node or document.start, error.message, error.suggestion)
        return Deployed(profiles), [found]
    refusals = (
        Refusal(each.loc, each.message, each.suggestion, each.names_place)
        for each in guard_problems({"deployment": deployment.data, "dbt_profiles": with_catalog})
    )
    return Deployed(with_catalog, deployment.data), list(refused(product, resolved, refusals))


def _profiles(
    product_name: str, resolved: ResolvedProduct, profiles: Profiles, deployment: Deployment
) -> Profiles:
    """Return the profiles with what storage and catalog add to their outputs."""

    def augmented(name: str, output: ProfileOutput) -> ProfileOutput:
        target = target_named(name, resolved)
        if target is None or output.get("type") != _ADAPTER:
            return output
        for fragment, variables in deployment.fragments():
            added = expand(fragment, product_name, target.environment)
            output = {**output, **cast("ProfileOutput", added)}
            for option, variable in variables.items():
                output.setdefault(option, env_var(variable))
        return target.engine.plugin.augment_dbt_profile(output, deployment)

    found: Profiles = {}
    for name, profile in profiles.items():
        data = cast("dict[str, dict[str, ProfileOutput]]", profile)
        outputs = {each: augmented(each, output) for each, output in data["outputs"].items()}
        found[name] = {**data, "outputs": outputs}
    return found


def _wrong_options(selection: Selected, error: InvalidPluginOptions) -> Iterator[Diagnostic]:
    """Report each option that a plugin does not take, at its place in the manifest (E210)."""
    document = selection.file.document
    for details in error.details:
        loc = tuple(details["loc"])
        node = selection.node("config", *loc) or selection.node("config") or selection.node("type")
        what = f"{subject(loc)}: " if loc else ""
        yield document.diagnostic(
            "E210",
            node or document.start,
            f"{error.source.described()} does not take {what}{details['msg'].lower()}",
            f"correct {dotted((*selection.path, 'config', *loc))}",
        )
