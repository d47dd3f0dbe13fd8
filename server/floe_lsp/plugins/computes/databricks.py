"""Databricks, with the options of dbt-databricks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

from pydantic import Field

from floe_lsp.plugins.containers import AnyMapOption, TextListOption
from floe_lsp.plugins.credentials import Credential
from floe_lsp.plugins.option_model import EngineOptions, OptionModel
from floe_lsp.plugins.options import CountOption, FlagOption, SecretOption, TextOption
from floe_lsp.plugins.problems import OptionProblem
from floe_lsp.plugins.templates import is_template
from floe_lsp.wording.quoting import shown

from .engine import EnginePlugin

_CATALOG_PROPERTY = "databricks.catalog"
_RESERVED = frozenset(
    {"server_hostname", "http_path", "access_token", "client_id", "client_secret"}
    | {"session_configuration", "catalog", "schema", "_user_agent_entry", "user_agent_entry"}
)
"""Connection parameters that the adapter sets itself and refuses."""
_CLIENT = ("client_id", "client_secret")
_AZURE_CLIENT = ("azure_client_id", "azure_client_secret")


class DatabricksCompute(OptionModel):
    """One named compute resource that a model can ask for."""

    required: ClassVar[tuple[str, ...]] = ("http_path",)

    http_path: TextOption = Field(
        default=None, description="HTTP path of the warehouse or cluster."
    )
    connect_max_idle: CountOption = Field(
        default=None, description="Seconds after which an idle connection is closed."
    )


class DatabricksOptions(EngineOptions):
    """The ``config`` of the compute plugin ``databricks``."""

    aliases: ClassVar[Mapping[str, str]] = {"catalog": "database"}
    required: ClassVar[tuple[str, ...]] = ("host", "http_path", "schema")

    host: TextOption = Field(
        default=None,
        description="Host of the workspace, without https://.",
        examples=["dbc-1234.cloud.databricks.com"],
    )
    http_path: TextOption = Field(
        default=None,
        description="HTTP path of the SQL warehouse or cluster.",
        examples=["/sql/1.0/warehouses/abc123"],
    )
    database: TextOption = Field(
        default=None, description="Catalog of Unity Catalog. Default: hive_metastore."
    )
    schema_: TextOption = Field(
        alias="schema",
        default=None,
        description="Schema that dbt builds models in.",
        examples=["{product_slug}"],
    )
    auth_type: TextOption = Field(
        default=None,
        description="`oauth` to sign in without a token: as a client, or in the browser.",
        examples=["oauth"],
    )
    token: SecretOption = Field(
        default=None, description="Personal access token; comes from a variable."
    )
    client_id: TextOption = Field(default=None, description="OAuth client of a service principal.")
    client_secret: SecretOption = Field(
        default=None, description="Secret of the OAuth client; comes from a variable."
    )
    azure_client_id: TextOption = Field(
        default=None, description="Client of a service principal of Azure."
    )
    azure_client_secret: SecretOption = Field(
        default=None, description="Secret of the Azure client; comes from a variable."
    )
    oauth_redirect_url: TextOption = Field(
        default=None, description="Where the browser returns to after signing in."
    )
    oauth_scopes: TextListOption = Field(default=None, description="OAuth scopes to ask for.")
    session_properties: AnyMapOption = Field(
        default=None, description="Configuration of the Spark session."
    )
    connection_parameters: AnyMapOption = Field(
        default=None, description="Further arguments of the Databricks SQL connector."
    )
    compute: dict[str, DatabricksCompute] | None = Field(
        default=None, description="Named compute resources that models can ask for."
    )
    query_tags: TextOption = Field(
        default=None, description="Tags of every query, as a JSON object in text."
    )
    connect_retries: CountOption = Field(
        default=None, description="How often to try again when connecting fails. Default: 1."
    )
    connect_timeout: CountOption = Field(
        default=None, description="Seconds to wait between two tries to connect."
    )
    retry_all: FlagOption = Field(
        default=None, description="Try again after any error of connecting. Default: false."
    )
    connect_max_idle: CountOption = Field(
        default=None, description="Seconds after which an idle connection is closed."
    )

    @classmethod
    def required_options(cls, given: Mapping[str, object]) -> Iterator[tuple[str, str | None]]:
        """Add the switch without which the adapter doesn't look at an OAuth client."""
        yield from super().required_options(given)
        client = next((name for name in (*_CLIENT, *_AZURE_CLIENT) if name in given), None)
        if client is not None and "token" not in given:
            yield "auth_type", f"'{client}' needs: write auth_type: oauth"

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield what the adapter refuses."""
        schema = given.get("schema")
        if isinstance(schema, str) and "." in schema and not is_template(schema):
            yield OptionProblem(
                ("schema",),
                "invalid_format",
                f"'schema' cannot have a dot, but is {shown(schema)}",
                {"suggestion": "write the part before the dot as 'catalog'"},
            )
        yield from cls._sessions(given)
        yield from cls._parameters(given.get("connection_parameters"))

    @classmethod
    def _sessions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        properties = given.get("session_properties")
        twice = isinstance(properties, Mapping) and _CATALOG_PROPERTY in properties
        if twice and "database" in given:
            yield OptionProblem(
                ("session_properties", _CATALOG_PROPERTY),
                "contradiction",
                f"'{_CATALOG_PROPERTY}' and 'catalog' cannot both be given",
                {"suggestion": "keep 'catalog' alone"},
            )

    @classmethod
    def _parameters(cls, parameters: object) -> Iterator[OptionProblem]:
        if not isinstance(parameters, Mapping):
            return
        entries = cast("Mapping[object, object]", parameters)
        for name in sorted(name for name in _RESERVED if name in entries):
            yield OptionProblem(
                ("connection_parameters", name),
                "not_allowed",
                f"'connection_parameters' cannot have '{name}', which the adapter sets itself",
                {"suggestion": "use the option of the engine instead"},
            )


class DatabricksPlugin(EnginePlugin):
    """Databricks as a compute engine."""

    engine: ClassVar[str] = "databricks"
    summary: ClassVar[str] = "Databricks SQL warehouse or cluster"
    options: ClassVar[type[EngineOptions]] = DatabricksOptions
    packages: ClassVar[tuple[str, ...]] = ("dbt-databricks>=1.9,<1.12",)
    secrets: ClassVar[tuple[str, ...]] = ("token", "client_secret", "azure_client_secret")

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return the token, or the client that ``auth_type: oauth`` signs in as."""
        if connection.get("auth_type") != "oauth" or "token" in connection:
            return (Credential("token"),)
        for client, secret in (_AZURE_CLIENT, _CLIENT):
            if client in connection or secret in connection:
                return (Credential(client, secret=False), Credential(secret))
        return ()
