"""Snowflake, with the options of dbt-snowflake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from floe_lsp.plugins.credentials import Credential
from floe_lsp.plugins.option_model import EngineOptions
from floe_lsp.plugins.options import (
    Choice,
    CountOption,
    FlagOption,
    Number,
    PortOption,
    SecretOption,
    TextOption,
)
from floe_lsp.plugins.problems import OptionProblem
from floe_lsp.plugins.templates import is_template

from .engine import EnginePlugin

_AUTHENTICATORS = (
    "snowflake",
    "externalbrowser",
    "oauth",
    "jwt",
    "snowflake_jwt",
    "username_password_mfa",
    "oauth_authorization_code",
    "oauth_client_credentials",
    "programmatic_access_token",
    "pat_with_external_session",
    "workload_identity",
)
_TOKEN = frozenset({"oauth", "jwt"})
_NOTHING = frozenset({"workload_identity", "oauth_authorization_code", "oauth_client_credentials"})
_USER_ALONE = frozenset({"externalbrowser"})


class SnowflakeOptions(EngineOptions):
    """The ``config`` of the compute plugin ``snowflake``."""

    required: ClassVar[tuple[str, ...]] = ("account", "database", "schema")

    account: TextOption = Field(
        default=None,
        description="Account identifier, without `.snowflakecomputing.com`.",
        examples=["myorg-myaccount"],
    )
    user: TextOption = Field(
        default=None,
        description="Who dbt signs in as. Left out, it comes from a variable like the password.",
    )
    password: SecretOption = Field(
        default=None, description="Comes from a variable; leave it out, or name one in a template."
    )
    authenticator: Annotated[str | None, Choice(_AUTHENTICATORS, any_case=True, or_url=True)] = (
        Field(
            default=None,
            description=(
                "How to sign in: `snowflake` (user and password, the default), "
                "`externalbrowser`, `oauth` or `jwt` (a token), `username_password_mfa`, or the "
                "https address of Okta. A private key needs none."
            ),
        )
    )
    private_key: SecretOption = Field(
        default=None,
        description="Private key of a key pair (PEM or base64 DER); comes from a variable.",
    )
    private_key_path: TextOption = Field(
        default=None, description="Path of the private key's file, in place of `private_key`."
    )
    private_key_passphrase: SecretOption = Field(
        default=None, description="Passphrase of the private key; comes from a variable."
    )
    token: SecretOption = Field(
        default=None,
        description="OAuth access or refresh token, or JWT; comes from a variable.",
    )
    oauth_client_id: TextOption = Field(
        default=None, description="OAuth client; the token is then a refresh token."
    )
    oauth_client_secret: SecretOption = Field(
        default=None, description="Secret of the OAuth client; comes from a variable."
    )
    database: TextOption = Field(
        default=None, description="Database that dbt builds in.", examples=["ANALYTICS"]
    )
    schema_: TextOption = Field(
        alias="schema",
        default=None,
        description="Schema that dbt builds models in.",
        examples=["{product_slug}"],
    )
    warehouse: TextOption = Field(
        default=None,
        description="Virtual warehouse that runs the queries.",
        examples=["COMPUTE_WH"],
    )
    role: TextOption = Field(default=None, description="Role to use after signing in.")
    query_tag: TextOption = Field(
        default=None, description="Tag of every query in Snowflake's history."
    )
    client_session_keep_alive: FlagOption = Field(
        default=None, description="Keep the session past four idle hours. Default: false."
    )
    host: TextOption = Field(
        default=None, description="Host to connect to in place of the account's own."
    )
    port: PortOption = Field(default=None, description="Port of the host.")
    proxy_host: TextOption = Field(default=None, description="Host of a proxy.")
    proxy_port: PortOption = Field(default=None, description="Port of the proxy.")
    protocol: Annotated[str | None, Choice(("https", "http"))] = Field(
        default=None, description="Protocol to the host. Default: https."
    )
    connect_retries: CountOption = Field(
        default=None, description="How often to try again when connecting fails. Default: 1."
    )
    connect_timeout: CountOption = Field(
        default=None, description="Seconds to wait between two tries to connect."
    )
    retry_on_database_errors: FlagOption = Field(
        default=None, description="Also try again after an error of the database. Default: false."
    )
    retry_all: FlagOption = Field(
        default=None, description="Try again after any error of the connector. Default: false."
    )
    insecure_mode: FlagOption = Field(
        default=None, description="Don't check whether certificates were revoked. Default: false."
    )
    reuse_connections: FlagOption = Field(
        default=None,
        description="Use idle connections again. Default: true without keep-alive.",
    )
    s3_stage_vpce_dns_name: TextOption = Field(
        default=None, description="DNS name of the VPC endpoint of internal stages on AWS."
    )
    platform_detection_timeout_seconds: Annotated[float | str | None, Number(0)] = Field(
        default=None,
        description="Seconds to find out the cloud that dbt runs on; 0 (the default) skips it.",
    )

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield the pairs that the adapter refuses."""
        if "private_key" in given and "private_key_path" in given:
            yield OptionProblem(
                ("private_key_path",),
                "contradiction",
                "'private_key_path' and 'private_key' cannot both be given",
                {"suggestion": "keep one of them"},
            )


class SnowflakePlugin(EnginePlugin):
    """Snowflake as a compute engine."""

    engine: ClassVar[str] = "snowflake"
    summary: ClassVar[str] = "Snowflake data cloud"
    options: ClassVar[type[EngineOptions]] = SnowflakeOptions
    packages: ClassVar[tuple[str, ...]] = ("dbt-snowflake>=1.9,<1.12",)
    secrets: ClassVar[tuple[str, ...]] = (
        "password",
        "private_key",
        "private_key_passphrase",
        "token",
        "oauth_client_secret",
    )

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return what the authenticator needs; a private key goes before a password."""
        method = str(connection.get("authenticator") or "snowflake").lower()
        user = Credential("user", secret=False)
        if method in _TOKEN:
            client = ("oauth_client_id", "oauth_client_secret")
            if method == "oauth" and any(name in connection for name in client):
                return (
                    Credential("oauth_client_id", secret=False),
                    Credential("oauth_client_secret"),
                    Credential("token"),
                )
            return (Credential("token"),)
        if "private_key_path" in connection:
            return (user, Credential("private_key_path", secret=False))
        if "private_key" in connection or method == "snowflake_jwt":
            return (user, Credential("private_key"))
        if method in _NOTHING:
            return ()
        if method in _USER_ALONE or (is_template(method) and "password" not in connection):
            return (user,)
        return (user, Credential("password"))
