"""Apache Spark, with the options of dbt-spark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from floe_lsp.plugins.compute import ProfileOutput
from floe_lsp.plugins.containers import TextMapOption
from floe_lsp.plugins.credentials import Credential
from floe_lsp.plugins.option_model import EngineOptions
from floe_lsp.plugins.options import (
    Choice,
    CountOption,
    FlagOption,
    PortOption,
    PositiveOption,
    SecretOption,
    TextOption,
)
from floe_lsp.plugins.problems import OptionProblem
from floe_lsp.plugins.templates import is_template

from .engine import EnginePlugin

_METHODS = ("thrift", "http", "odbc", "session")
_AUTHS = ("NONE", "NOSASL", "LDAP", "KERBEROS", "CUSTOM")
_WITH_PASSWORD = frozenset({"LDAP", "CUSTOM"})
_NO_HOST = "NA"
"""What the adapter wants as host of a session, where it is not used."""


class SparkOptions(EngineOptions):
    """The ``config`` of the compute plugin ``spark``."""

    required: ClassVar[tuple[str, ...]] = ("method", "schema")

    method: Annotated[str | None, Choice(_METHODS)] = Field(
        default=None,
        description=(
            "How to reach Spark: `thrift` (a Thrift server), `http` (a cluster over HTTP), `odbc` "
            "(a driver) or `session` (inside the process of dbt)."
        ),
    )
    host: TextOption = Field(
        default=None, description="Host of the server.", examples=["spark-thrift"]
    )
    port: PortOption = Field(
        default=None, description="Port of the server. Default: 443.", examples=[10000]
    )
    schema_: TextOption = Field(
        alias="schema",
        default=None,
        description="Schema that dbt builds models in.",
        examples=["{product_slug}"],
    )
    database: TextOption = Field(
        default=None, description="Leave it out: to Spark it is the same as `schema`."
    )
    user: TextOption = Field(default=None, description="Who dbt signs in as.")
    password: SecretOption = Field(
        default=None, description="Password for LDAP or CUSTOM; comes from a variable."
    )
    auth: Annotated[str | None, Choice(_AUTHS)] = Field(
        default=None, description="How a Thrift server checks who signs in. Default: NONE."
    )
    kerberos_service_name: TextOption = Field(
        default=None, description="Service name of the server's Kerberos principal."
    )
    use_ssl: FlagOption = Field(
        default=None, description="Connect to the Thrift server over TLS. Default: false."
    )
    token: SecretOption = Field(
        default=None, description="Token for http and odbc; comes from a variable."
    )
    cluster: TextOption = Field(default=None, description="Identifier of the cluster.")
    endpoint: TextOption = Field(
        default=None, description="Identifier of the SQL endpoint, for odbc."
    )
    organization: TextOption = Field(
        default=None, description="Organisation of the workspace, in quotes. Default: 0."
    )
    driver: TextOption = Field(default=None, description="Path or name of the driver, for odbc.")
    connection_string_suffix: TextOption = Field(
        default=None, description="Text added to the connection string, for odbc."
    )
    server_side_parameters: TextMapOption = Field(
        default=None, description="Configuration of the Spark session; the values are text."
    )
    connect_retries: CountOption = Field(
        default=None, description="How often to try again when connecting fails. Default: 0."
    )
    connect_timeout: CountOption = Field(
        default=None, description="Seconds to wait between two tries to connect. Default: 10."
    )
    retry_all: FlagOption = Field(
        default=None, description="Try again after any error of connecting. Default: false."
    )
    query_timeout: PositiveOption = Field(
        default=None, description="Longest time for one query, in seconds, for thrift and http."
    )
    poll_interval: CountOption = Field(
        default=None, description="Seconds between two looks at a running query. Default: 5."
    )
    query_retries: CountOption = Field(
        default=None,
        description="How often to go on after losing the connection in a query. Default: 1.",
    )

    @classmethod
    def required_options(cls, given: Mapping[str, object]) -> Iterator[tuple[str, str | None]]:
        """Add what the method needs."""
        yield from super().required_options(given)
        method = given.get("method")
        reason = f"method {method} needs"
        if method in ("thrift", "http", "odbc"):
            yield "host", reason
        if method == "http":
            yield "cluster", reason
        if method == "odbc":
            yield "driver", reason
            if not {"cluster", "endpoint", "connection_string_suffix"} & given.keys():
                yield "cluster", f"{reason} unless endpoint or connection_string_suffix is given"
        if given.get("auth") == "KERBEROS" and method == "thrift":
            yield "kerberos_service_name", "auth KERBEROS needs"

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield what the adapter refuses."""
        if given.get("method") == "odbc" and "cluster" in given and "endpoint" in given:
            yield OptionProblem(
                ("endpoint",),
                "contradiction",
                "'endpoint' and 'cluster' cannot both be given",
                {"suggestion": "keep one of them"},
            )
        database, schema = given.get("database"), given.get("schema")
        known = isinstance(database, str) and isinstance(schema, str)
        if known and not is_template(database) and not is_template(schema) and database != schema:
            yield OptionProblem(
                ("database",),
                "contradiction",
                "'database' must be the same as 'schema', or left out",
                {"suggestion": "remove 'database'"},
            )


class SparkPlugin(EnginePlugin):
    """Spark as a compute engine."""

    engine: ClassVar[str] = "spark"
    summary: ClassVar[str] = "Apache Spark, over Thrift, HTTP or ODBC or in a session"
    options: ClassVar[type[EngineOptions]] = SparkOptions
    packages: ClassVar[tuple[str, ...]] = ("dbt-spark[PyHive]>=1.9,<1.12",)
    self_hosted: ClassVar[bool] = True
    secrets: ClassVar[tuple[str, ...]] = ("password", "token")
    timeout_option: ClassVar[str | None] = "query_timeout"

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return what the method and the server's way of checking need."""
        method = connection.get("method")
        if method == "http":
            return (Credential("token"),)
        if method == "odbc" and ("cluster" in connection or "endpoint" in connection):
            return (Credential("token"),)
        if method == "thrift" and connection.get("auth") in _WITH_PASSWORD:
            return (Credential("user", secret=False), Credential("password"))
        return ()

    def arrange(self, output: ProfileOutput) -> ProfileOutput:
        """Name a host for a session, which the adapter asks for and doesn't use."""
        if output.get("method") == "session":
            output.setdefault("host", _NO_HOST)
        return output

    def default_connection(self) -> dict[str, object]:
        """Return a Thrift server, with variables for host and schema."""
        return {**super().default_connection(), "method": "thrift", "host": self.variable("host")}
