"""COMPILE: build CompiledArtifacts from a resolved product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from floe_lsp import __version__
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.engines import Engine, Engines
from floe_lsp.compilation.resolve.inheritance import Platform, Selected
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.literal_credentials import replace_credentials
from floe_lsp.plugins.placeholders import expand, product_slug
from floe_lsp.plugins.preparation import with_variables
from floe_lsp.schemas.artifact.compiled_artifacts import ArtifactData, CompiledArtifacts
from floe_lsp.schemas.artifact.doubtful import without_doubtful
from floe_lsp.schemas.artifact.enforcement import EnforcementResult
from floe_lsp.schemas.product.floe_spec import FloeSpec, TransformSpec

from .git import SourceRevision
from .ingestion import ingestion_outputs

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

GENERATED_BY = f"floe-lsp {__version__}"
"""``metadata.generated_by`` of every artifact."""

NO_DOMAIN = "default"
"""The domain of a product on a platform of one tier."""

UNKNOWN_VERSION = "0.0.0"
"""Version of a plugin that is not installed and that the manifest gives no version for."""

_ARTIFACT_NAMES = {"semantic_layer": "semantic"}
"""Categories that have another name in the artifact than in the manifest."""


def build_artifacts(
    product: Document,
    spec: FloeSpec,
    platform: Platform,
    engines: Engines,
    enforcement: EnforcementResult,
    profiles: Mapping[str, object],
    registry: PluginRegistry,
    digest: str,
    revision: SourceRevision | None,
    repository: str,
    compiled_at: datetime,
    contracts: Sequence[Mapping[str, object]] = (),
) -> CompiledArtifacts:
    """Put everything that was resolved into the contract.

    Raises:
        pydantic.ValidationError: Something does not fit the contract, such as a secret in an
            option of the manifest.
    """
    domain = _domain(platform)
    data: ArtifactData = {
        "metadata": _metadata(spec, platform, digest, revision, compiled_at),
        "product": {
            "owner": spec.metadata.owner,
            "description": spec.metadata.description,
            "labels": spec.metadata.labels or {},
        },
        "identity": {
            "product_id": f"{domain}.{product_slug(spec.metadata.name)}",
            "domain": domain,
            "repository": repository,
        },
        "mode": platform.mode,
        "inheritance_chain": _inheritance_chain(product, platform),
        "observability": _observability(spec, platform, domain),
        "plugins": _plugins(spec, platform, engines, registry),
        "transforms": {
            "models": [_model(transform, engines) for transform in spec.transforms],
            "default_compute": engines.default,
        },
        "assets": [*_ingested_assets(spec), *_model_assets(spec, engines)],
        "dbt_profiles": dict(profiles),
        "schedule": _schedule(spec),
        "resources": {
            "presets": dict(platform.resource_presets),
            "engines": {name: _needs(engine) for name, engine in engines.by_name.items()},
        },
        "ingestion_outputs": ingestion_outputs(spec),
        "destinations": spec.destinations or [],
        "output_ports": [port.model_dump() for port in spec.output_ports or ()],
        "governance": platform.governance,
        "enforcement_result": enforcement,
        "quality_config": platform.quality,
        "data_contracts": list(contracts),
    }
    return without_doubtful(CompiledArtifacts.model_validate(data))


def _metadata(
    spec: FloeSpec,
    platform: Platform,
    digest: str,
    revision: SourceRevision | None,
    compiled_at: datetime,
) -> ArtifactData:
    return {
        "compiled_at": compiled_at,
        "floe_version": __version__,
        "source_hash": digest,
        "product_name": spec.metadata.name,
        "product_version": spec.metadata.version,
        "generated_by": GENERATED_BY,
        "platform_version": platform.nearest.manifest.metadata.version,
        "git_commit": revision.commit if revision else None,
        "git_dirty": revision.dirty if revision else None,
    }


def _domain(platform: Platform) -> str:
    for file in platform.chain:
        if file.manifest.scope == "domain":
            return file.manifest.metadata.name
    return NO_DOMAIN


def _inheritance_chain(product: Document, platform: Platform) -> list[ArtifactData]:
    """The manifests that have a tier or come from a registry, topmost first.

    Of one that comes from a registry the digest is told, which nothing else of the artifact says.
    """
    base = product.path.parent
    return [
        {
            "name": file.manifest.metadata.name,
            "version": file.manifest.metadata.version,
            "scope": file.manifest.scope,
            "ref": file.document.named_from(base),
        }
        for file in reversed(platform.chain)
        if file.manifest.scope is not None or file.document.address is not None
    ]


def _observability(spec: FloeSpec, platform: Platform, domain: str) -> ArtifactData:
    name, version = spec.metadata.name, spec.metadata.version
    configured = platform.observability
    telemetry: ArtifactData = {
        "resource_attributes": {
            "service_name": name,
            "service_version": version,
            "floe_namespace": domain,
            "floe_product_name": name,
            "floe_product_version": version,
        }
    }
    lineage: ArtifactData = {"lineage": True, "lineage_namespace": name}
    if configured is not None:
        tracing, logging = configured.tracing, configured.logging
        telemetry |= {
            "enabled": tracing.enabled and tracing.exporter != "none",
            "exporter": tracing.exporter,
            "logging": {"log_level": logging.level, "json_output": logging.format == "json"},
        }
        if tracing.endpoint is not None:
            telemetry["otlp_endpoint"] = tracing.endpoint
        lineage |= {
            "lineage": configured.lineage.enabled,
            "lineage_endpoint": configured.lineage.endpoint,
            "lineage_transport": configured.lineage.transport,
        }
    backend = platform.plugins.get("telemetry_backend")
    if backend is not None:
        telemetry["backend"] = backend.name
    return {"telemetry": telemetry, **lineage}


def _plugins(
    spec: FloeSpec, platform: Platform, engines: Engines, registry: PluginRegistry
) -> ArtifactData:
    return {
        _ARTIFACT_NAMES.get(category, category): {
            "type": selection.name,
            "version": _version(selection, engines, registry),
            "config": plugin_options(spec, selection, engines),
            "connection_secret_ref": selection.secret_ref,
        }
        for category, selection in platform.plugins.items()
    }


def _version(selection: Selected, engines: Engines, registry: PluginRegistry) -> str:
    """The version of the plugin that is there, else the one that the manifest expects."""
    engine = engines.by_name.get(selection.name) if selection.category == "compute" else None
    if engine is not None:
        return engine.version
    source = registry.find(PluginCategory(selection.category), selection.name)
    installed = source.distribution_version if source else ""
    return installed or selection.version or UNKNOWN_VERSION


def plugin_options(spec: FloeSpec, selection: Selected, engines: Engines) -> object:
    """Return a plugin's options, credentials replaced; ``{environment}`` stays for run time."""
    if not selection.config:
        return None
    config = cast("Mapping[str, object]", expand(selection.config, spec.metadata.name))
    engine = engines.by_name.get(selection.name) if selection.category == "compute" else None
    if engine is not None:
        return with_variables(engine.plugin, config, selection.secret_ref)
    return replace_credentials(config, selection.secret_ref or selection.name).value


def _model(transform: TransformSpec, engines: Engines) -> ArtifactData:
    return {
        "name": transform.name,
        "compute": transform.compute or engines.default,
        "tags": transform.tags,
        "depends_on": transform.depends_on,
        "quality_checks": transform.quality_checks,
        "quality_tier": transform.tier,
    }


def _ingested_assets(spec: FloeSpec) -> list[ArtifactData]:
    sources = spec.ingestion.sources if spec.ingestion else []
    return [{"key": source.destination_table, "kind": "ingestion"} for source in sources]


def _model_assets(spec: FloeSpec, engines: Engines) -> list[ArtifactData]:
    return [
        {
            "key": transform.name,
            "kind": "model",
            "depends_on": transform.depends_on or [],
            "compute": transform.compute or engines.default,
            "tags": transform.tags or [],
            "tier": transform.tier,
        }
        for transform in spec.transforms
    ]


def _schedule(spec: FloeSpec) -> ArtifactData | None:
    if spec.schedule is None or spec.schedule.cron is None:
        return None
    return {
        "cron": spec.schedule.cron,
        "timezone": spec.schedule.timezone,
        "enabled": spec.schedule.enabled,
    }


def _needs(engine: Engine) -> ArtifactData:
    """What a run needs on an engine, in the form of a preset."""
    needs = engine.needs
    return {
        "requests": {"cpu": needs.cpu_request, "memory": needs.memory_request},
        "limits": {"cpu": needs.cpu_limit, "memory": needs.memory_limit},
    }
