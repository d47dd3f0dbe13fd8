"""CompiledArtifacts: the plugins that were resolved."""

from pydantic import Field

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.formats import NonBlank, ReleaseVersion, SecretName


class PluginRef(Contract):
    """One plugin as it was resolved."""

    type: NonBlank = Field(description="Name of the plugin.", examples=["duckdb"])
    version: ReleaseVersion = Field(
        description="Version of the plugin that compiled; it may be a pre-release.",
        examples=["0.1.0", "0.1.0a1"],
    )
    config: dict[str, object] | None = Field(
        default=None, description="Options of the plugin. Credentials are placeholders."
    )
    connection_secret_ref: SecretName | None = Field(
        default=None, description="Name of the secret that holds the credentials."
    )


class ResolvedPlugins(Contract):
    """The plugins of the product's platform, one for each category."""

    compute: PluginRef = Field(description="Engine that builds the models.")
    orchestrator: PluginRef = Field(description="Runs the product on schedule.")
    catalog: PluginRef | None = Field(default=None, description="Catalog of tables.")
    storage: PluginRef | None = Field(default=None, description="Storage of tables.")
    ingestion: PluginRef | None = Field(default=None, description="Loads files into tables.")
    semantic: PluginRef | None = Field(default=None, description="Metrics for readers.")
    lineage_backend: PluginRef | None = Field(default=None, description="Receives lineage events.")
    telemetry_backend: PluginRef | None = Field(default=None, description="Receives traces.")
    secrets: PluginRef | None = Field(default=None, description="Where secrets are kept.")
    identity: PluginRef | None = Field(default=None, description="Who may sign in.")
    dbt: PluginRef | None = Field(default=None, description="How dbt is run.")
    quality: PluginRef | None = Field(default=None, description="Runs quality checks.")
