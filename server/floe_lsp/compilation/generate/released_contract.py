"""The artifact in the layout of contract 0.16.0, which the released packages read.

The released loader refuses a file with one field that it does not know, so only its own fields are
written; what it lacks (schedule, assets, destinations, commit ...) goes into ``orchestration.json``
beside it. It also guards against secrets by the names of keys alone: credential-named options of
plugins go, even where they hold a placeholder, and profiles are written as ``released_guard``
describes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from floe_lsp.compilation.compile.artifact import UNKNOWN_VERSION
from floe_lsp.compilation.compile.ingestion import merged_sources
from floe_lsp.schemas.artifact.compiled_artifacts import ArtifactData, CompiledArtifacts
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS
from floe_lsp.syntax import Path

from .released_guard import guarded

DEPLOYMENT_ENVIRONMENT = "dev"
"""The layout asks for the name of one environment, for traces, and knows dev, staging and prod
alone. Nothing that connects depends on it: ``FLOE_ENV`` decides at run time."""

_CREDENTIAL_KEYS = frozenset(
    [
        "accesskey",
        "apikey",
        "apitoken",
        "bearertoken",
        "clientsecret",
        "clienttoken",
        "password",
        "privatekey",
        "refreshtoken",
        "secret",
        "secretaccesskey",
        "secretkey",
        "token",
    ]
)
"""Option names that the released loader refuses, folded to letters and digits."""

_PLUGIN_CATEGORIES = (
    "compute",
    "orchestrator",
    "catalog",
    "storage",
    "ingestion",
    "semantic",
    "lineage_backend",
    "secrets",
    "identity",
)
_GOVERNANCE_FIELDS = (
    "pii_encryption",
    "audit_logging",
    "policy_enforcement_level",
    "data_retention_days",
    "default_ttl_hours",
    "snapshot_keep_last",
    "stale_table_recovery_mode",
)
_ENFORCEMENT_FIELDS = (
    "passed",
    "error_count",
    "warning_count",
    "policy_types_checked",
    "models_validated",
    "enforcement_level",
    "rbac_principal",
    "secrets_scanned",
)
_NUMERIC_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")


def to_released(
    artifacts: CompiledArtifacts, deployment: Mapping[str, object] | None = None
) -> ArtifactData:
    """Return the plain data of an artifact in the released layout.

    Args:
        artifacts: The artifact.
        deployment: How its tables are reached, which is no part of our contract.
    """
    data = artifacts.to_dict()
    metadata = data["metadata"]
    return {
        "version": ARTIFACT_CONTRACTS["floe-core"],
        "metadata": _only(
            metadata,
            "compiled_at",
            "floe_version",
            "source_hash",
            "product_name",
            "product_version",
        ),
        "identity": data["identity"],
        "mode": data["mode"],
        # Each of these has to have a tier there.
        "inheritance_chain": [each for each in data["inheritance_chain"] if each.get("scope")],
        "observability": _observability(data["observability"]),
        "plugins": _plugins(data),
        "deployment": deployment,
        "transforms": data["transforms"],
        "dbt_profiles": _profiles(data),
        "governance": _only(data["governance"], *_GOVERNANCE_FIELDS)
        if "governance" in data
        else None,
        "enforcement_result": _only(data["enforcement_result"], *_ENFORCEMENT_FIELDS)
        if "enforcement_result" in data
        else None,
        "ingestion_outputs": data.get("ingestion_outputs", []),
        "data_contracts": data.get("data_contracts", []),
        "quality_config": data.get("quality_config"),
    }


def refused_options(artifacts: CompiledArtifacts) -> tuple[Path, ...]:
    """Return the places in the dbt profiles that the released loader cannot be made to take.

    Each is the keys and indices from the profile's name on.
    """
    return guarded(artifacts.dbt_profiles or {}).refused


def _only(data: Mapping[str, Any], *fields: str) -> ArtifactData:
    return {field: data[field] for field in fields if field in data}


def _observability(data: ArtifactData) -> ArtifactData:
    telemetry: ArtifactData = dict(data["telemetry"])
    telemetry.pop("exporter", None)
    telemetry.pop("authentication", None)
    telemetry["resource_attributes"] = {
        **telemetry["resource_attributes"],
        "deployment_environment": DEPLOYMENT_ENVIRONMENT,
        "floe_mode": DEPLOYMENT_ENVIRONMENT,
    }
    return {**data, "telemetry": telemetry}


def _plugins(data: ArtifactData) -> ArtifactData:
    return {
        category: {
            "type": plugin["type"],
            "version": _numeric(plugin["version"]),
            "config": _without_credentials(
                _with_sources(plugin.get("config"), data)
                if category == "ingestion"
                else plugin.get("config")
            ),
        }
        for category, plugin in data.get("plugins", {}).items()
        if category in _PLUGIN_CATEGORIES
    }


def _with_sources(config: ArtifactData | None, data: ArtifactData) -> ArtifactData | None:
    """The options of ingestion with the product's sources, where the released runtime looks."""
    sources = merged_sources(data.get("ingestion_outputs", []))
    return {**(config or {}), "sources": sources} if sources else config


def _numeric(version: str) -> str:
    """Return the three numbers that the layout demands: those that are there, and then zeros."""
    match = _NUMERIC_VERSION.match(version)
    return UNKNOWN_VERSION if match is None else ".".join(each or "0" for each in match.groups())


def _without_credentials(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: _without_credentials(item)
            for key, item in cast("ArtifactData", value).items()
            if re.sub(r"[^a-z0-9]", "", key.lower()) not in _CREDENTIAL_KEYS
        }
    if isinstance(value, list):
        return [_without_credentials(item) for item in cast("list[object]", value)]
    return value


def _profiles(data: ArtifactData) -> ArtifactData:
    """The profiles; with a catalog and a storage the released exporter looks for their target.

    It takes the target as it is written, a template, for the name of an output. Where all
    environments have the same output, that is told under this name too; dbt never asks for it.
    """
    profiles = cast("ArtifactData", guarded(data.get("dbt_profiles", {})).profiles)
    if not exports_tables(data):
        return profiles
    found: ArtifactData = {}
    for name, profile in profiles.items():
        same = one_output(profile["outputs"], data)
        exported = {} if same is None else {profile["target"]: same}
        found[name] = {**profile, "outputs": {**profile["outputs"], **exported}}
    return found


def one_output(outputs: Mapping[str, Any], data: Mapping[str, Any]) -> object:
    """Return the default engine's output where all environments have the same, else ``None``.

    Args:
        outputs: The outputs of a profile by target.
        data: The artifact that it stands in; it tells the engines.
    """
    others = {*data.get("resources", {}).get("engines", {})}
    others -= {data.get("transforms", {}).get("default_compute")}
    of_others = {f"{target}_{engine}" for target in outputs for engine in others}
    own = [output for target, output in outputs.items() if target not in of_others]
    return own[0] if own and all(each == own[0] for each in own) else None


def exports_tables(data: Mapping[str, Any]) -> bool:
    """Whether the released runtime writes the tables of an artifact to a catalog."""
    plugins = data.get("plugins", {})
    return "catalog" in plugins and "storage" in plugins
