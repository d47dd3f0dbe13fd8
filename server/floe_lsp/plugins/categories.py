"""The kinds of plugins, with their manifest keys and entry-point groups.

The groups are those that the released packages register under.
"""

from __future__ import annotations

from enum import Enum


class PluginCategory(str, Enum):
    """A kind of plugin; the value is its key under ``plugins:`` where the manifest has one."""

    COMPUTE = "compute"
    ORCHESTRATOR = "orchestrator"
    CATALOG = "catalog"
    STORAGE = "storage"
    SEMANTIC_LAYER = "semantic_layer"
    INGESTION = "ingestion"
    SECRETS = "secrets"
    TELEMETRY_BACKEND = "telemetry_backend"
    LINEAGE_BACKEND = "lineage_backend"
    IDENTITY = "identity"
    DBT = "dbt"
    QUALITY = "quality"
    RBAC = "rbac"
    ALERT_CHANNEL = "alert_channel"
    NETWORK_SECURITY = "network_security"

    @classmethod
    def selected_by(cls, key: object) -> PluginCategory | None:
        """Return the kind that a key under ``plugins:`` selects, ``None`` for any other key."""
        return next((each for each in cls if each.manifest_key == key), None)

    @property
    def group(self) -> str:
        """The entry-point group, such as ``floe.computes``."""
        return _GROUPS[self]

    @property
    def manifest_key(self) -> str | None:
        """The key under ``plugins:``, ``None`` for a kind that no manifest selects."""
        return None if self in _NOT_SELECTED else self.value

    @property
    def selector(self) -> str:
        """The key that holds the plugin's name in its manifest block."""
        return "provider" if self is PluginCategory.QUALITY else "type"

    @property
    def noun(self) -> str:
        """How to speak of it, such as ``lineage backend plugin``."""
        return f"{self.value.replace('_', ' ')} plugin"


_GROUPS = {
    PluginCategory.COMPUTE: "floe.computes",
    PluginCategory.ORCHESTRATOR: "floe.orchestrators",
    PluginCategory.CATALOG: "floe.catalogs",
    PluginCategory.STORAGE: "floe.storage",
    PluginCategory.SEMANTIC_LAYER: "floe.semantic_layers",
    PluginCategory.INGESTION: "floe.ingestion",
    PluginCategory.SECRETS: "floe.secrets",
    PluginCategory.TELEMETRY_BACKEND: "floe.telemetry_backends",
    PluginCategory.LINEAGE_BACKEND: "floe.lineage_backends",
    PluginCategory.IDENTITY: "floe.identity",
    PluginCategory.DBT: "floe.dbt",
    PluginCategory.QUALITY: "floe.quality",
    PluginCategory.RBAC: "floe.rbac",
    PluginCategory.ALERT_CHANNEL: "floe.alert_channels",
    PluginCategory.NETWORK_SECURITY: "floe.network_security",
}

_NOT_SELECTED = frozenset(
    {PluginCategory.RBAC, PluginCategory.ALERT_CHANNEL, PluginCategory.NETWORK_SECURITY}
)
