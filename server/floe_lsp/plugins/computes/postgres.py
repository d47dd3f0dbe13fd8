"""PostgreSQL, with the options of dbt-postgres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from floe_lsp.plugins.compute import ProfileOutput
from floe_lsp.plugins.credentials import Credential
from floe_lsp.plugins.option_model import EngineOptions
from floe_lsp.plugins.options import Choice, CountOption, PortOption, SecretOption, TextOption

from .engine import EnginePlugin

_PORT = 5432
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


class PostgresOptions(EngineOptions):
    """The ``config`` of the compute plugin ``postgres``."""

    aliases: ClassVar[Mapping[str, str]] = {"dbname": "database", "pass": "password"}
    required: ClassVar[tuple[str, ...]] = ("host", "database", "schema")

    host: TextOption = Field(
        default=None,
        description="Name or address of the server.",
        examples=["postgres.internal"],
    )
    port: PortOption = Field(
        default=None, description="Port of the server. Default: 5432.", examples=[5432]
    )
    user: TextOption = Field(
        default=None,
        description="Who dbt signs in as. Left out, it comes from a variable like the password.",
    )
    password: SecretOption = Field(
        default=None,
        description="Comes from a variable; leave it out, or name one in a template.",
    )
    database: TextOption = Field(
        default=None, description="Database that dbt builds in.", examples=["analytics"]
    )
    schema_: TextOption = Field(
        alias="schema",
        default=None,
        description="Schema that dbt builds models in.",
        examples=["{product_slug}"],
    )
    connect_timeout: CountOption = Field(
        default=None, description="Seconds to wait for a connection. Default: 10."
    )
    role: TextOption = Field(
        default=None, description="Role to take on after signing in (SET ROLE)."
    )
    search_path: TextOption = Field(
        default=None, description="Schemas that names without a schema are looked up in."
    )
    keepalives_idle: CountOption = Field(
        default=None,
        description="Seconds of silence before TCP keepalives; 0 takes the system's default.",
    )
    sslmode: Annotated[str | None, Choice(_SSL_MODES)] = Field(
        default=None, description="How much TLS the connection must have (libpq)."
    )
    sslcert: TextOption = Field(default=None, description="Path of the client's certificate.")
    sslkey: TextOption = Field(default=None, description="Path of the client's private key.")
    sslrootcert: TextOption = Field(
        default=None, description="Path of the certificates of trusted authorities."
    )
    application_name: TextOption = Field(
        default=None, description="Name that the server lists the connection under. Default: dbt."
    )
    retries: CountOption = Field(
        default=None, description="How often to try again when connecting fails. Default: 1."
    )


class PostgresPlugin(EnginePlugin):
    """PostgreSQL as a compute engine."""

    engine: ClassVar[str] = "postgres"
    summary: ClassVar[str] = "PostgreSQL server, reached over the network"
    options: ClassVar[type[EngineOptions]] = PostgresOptions
    packages: ClassVar[tuple[str, ...]] = ("dbt-postgres>=1.9,<1.12",)
    secrets: ClassVar[tuple[str, ...]] = ("password",)

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return user and password; the adapter knows no other way."""
        del connection
        return (Credential("user", secret=False), Credential("password"))

    def arrange(self, output: ProfileOutput) -> ProfileOutput:
        """Add the port, which the adapter has no default for."""
        output.setdefault("port", _PORT)
        return output

    def default_connection(self) -> dict[str, object]:
        """Return variables for what is required and for the port."""
        port = self.variable("port", str(_PORT), "int")
        return {**super().default_connection(), "port": port}
