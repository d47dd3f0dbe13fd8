"""``plugins`` of the manifest: which plugin serves each category."""

from typing import Final

from pydantic import Field

from floe_lsp.schemas.product.quality import QualityConfig
from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.formats import NonBlank, SecretName, Version


class PluginSelection(Contract):
    """The plugin of one category, and its options."""

    type: NonBlank = Field(
        description="Name of the plugin, as it registers itself.", examples=["duckdb", "dagster"]
    )
    version: Version | None = Field(
        default=None, description="Version that the platform expects.", examples=["1.2.0"]
    )
    config: dict[str, object] | None = Field(
        default=None,
        description="Options of the plugin. Credentials stay out: name their secret in "
        "connection_secret_ref.",
    )
    connection_secret_ref: SecretName | None = Field(
        default=None,
        description="Name of the secret that holds the credentials. The names of the environment "
        "variables in the dbt profile follow from it.",
        examples=["snowflake-credentials"],
    )


def _dbt_core() -> PluginSelection:
    return PluginSelection(type="core")


class PluginsConfig(Contract):
    """The plugins of the platform, one for each category."""

    compute: PluginSelection | None = Field(
        default=None,
        description="Engine that builds the models: a built-in one such as duckdb, or one that a "
        "package adds.",
    )
    orchestrator: PluginSelection | None = Field(
        default=None, description="Runs products on schedule, such as dagster."
    )
    catalog: PluginSelection | None = Field(
        default=None, description="Catalog of Iceberg tables, such as polaris or glue."
    )
    storage: PluginSelection | None = Field(
        default=None, description="Object storage of the tables, such as minio or aws-s3."
    )
    semantic_layer: PluginSelection | None = Field(
        default=None, description="Metrics and measures for readers, such as cube."
    )
    ingestion: PluginSelection | None = Field(
        default=None, description="Loads files into tables, such as dlt."
    )
    secrets: PluginSelection | None = Field(
        default=None, description="Where secrets are kept, such as k8s or infisical."
    )
    telemetry_backend: PluginSelection | None = Field(
        default=None, description="Receives traces, such as jaeger or console."
    )
    lineage_backend: PluginSelection | None = Field(
        default=None, description="Receives lineage events, such as marquez."
    )
    identity: PluginSelection | None = Field(
        default=None, description="Who may sign in, such as keycloak."
    )
    dbt: PluginSelection = Field(
        default_factory=_dbt_core, description="How dbt is run: core or fusion."
    )
    quality: QualityConfig | None = Field(
        default=None, description="Who runs quality checks, and what models must reach."
    )


PLUGIN_CATEGORIES: Final = tuple(PluginsConfig.model_fields)
"""The categories of the manifest, in its order."""
