"""Plugins that are known to exist, with the package that has each, to say what to install.

The names are those that the release of floe gives in its manifest schema and registers as entry
points; the packages are those that can be installed from the Python package index.
"""

from __future__ import annotations

from dataclasses import dataclass

from .categories import PluginCategory


@dataclass(frozen=True)
class KnownPlugin:
    """A plugin that a manifest may well name."""

    category: PluginCategory
    name: str
    package: str | None
    """The package to install, ``None`` when none is published."""


_PUBLISHED: dict[PluginCategory, dict[str, str | None]] = {
    PluginCategory.COMPUTE: {"duckdb": "floe-compute-duckdb"},
    PluginCategory.ORCHESTRATOR: {
        "dagster": "floe-orchestrator-dagster",
        "airflow": None,
        "prefect": None,
    },
    PluginCategory.CATALOG: {
        "polaris": "floe-catalog-polaris",
        "glue": "floe-catalog-glue",
        "hive": None,
    },
    PluginCategory.STORAGE: {
        "minio": "floe-storage-minio",
        "aws-s3": "floe-storage-aws-s3",
        "gcs": None,
        "azure-blob": None,
    },
    PluginCategory.SEMANTIC_LAYER: {"cube": None, "dbt-semantic-layer": None},
    PluginCategory.INGESTION: {"dlt": "floe-ingestion-dlt", "airbyte": None},
    PluginCategory.SECRETS: {
        "k8s": None,
        "k8s-secrets": None,
        "infisical": None,
        "eso": None,
        "vault": None,
    },
    PluginCategory.TELEMETRY_BACKEND: {
        "jaeger": "floe-telemetry-jaeger",
        "console": None,
        "datadog": None,
        "grafana-cloud": None,
    },
    PluginCategory.LINEAGE_BACKEND: {
        "marquez": "floe-lineage-marquez",
        "atlan": None,
        "openmetadata": None,
    },
    PluginCategory.IDENTITY: {"keycloak": None, "k8s-rbac": None, "custom": None},
    PluginCategory.DBT: {"core": "floe-dbt-core", "fusion": None},
    PluginCategory.QUALITY: {
        "great_expectations": "floe-quality-gx",
        "soda": None,
        "dbt_expectations": None,
    },
    PluginCategory.RBAC: {"k8s": "floe-rbac-k8s"},
    PluginCategory.NETWORK_SECURITY: {"k8s": "floe-network-security-k8s"},
}


def known_plugins(category: PluginCategory) -> tuple[KnownPlugin, ...]:
    """Return the plugins of a category that are known to exist, in order of their names."""
    entries = _PUBLISHED.get(category, {})
    return tuple(KnownPlugin(category, name, entries[name]) for name in sorted(entries))


def known_plugin(category: PluginCategory, name: str) -> KnownPlugin | None:
    """Return the known plugin of this name."""
    return next((known for known in known_plugins(category) if known.name == name), None)


def installable_plugin(category: PluginCategory) -> str | None:
    """Return the first known plugin of a category that has a package to install."""
    return next((each.name for each in known_plugins(category) if each.package), None)


def install_command(category: PluginCategory, name: str) -> str | None:
    """Return the command that installs a known plugin, ``None`` when no package is known."""
    known = known_plugin(category, name)
    return None if known is None or known.package is None else f"pip install {known.package}"
