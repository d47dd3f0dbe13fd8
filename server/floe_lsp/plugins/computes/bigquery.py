"""Google BigQuery, with the options of dbt-bigquery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from floe_lsp.plugins.containers import AnyMapOption, SecretMapOption, TextListOption, TextMapOption
from floe_lsp.plugins.credentials import Credential
from floe_lsp.plugins.option_model import EngineOptions
from floe_lsp.plugins.options import Choice, CountOption, PositiveOption, SecretOption, TextOption
from floe_lsp.plugins.problems import OptionProblem

from .engine import EnginePlugin

_METHODS = (
    "oauth",
    "oauth-secrets",
    "service-account",
    "service-account-json",
    "external-oauth-wif",
)


class BigQueryOptions(EngineOptions):
    """The ``config`` of the compute plugin ``bigquery``."""

    aliases: ClassVar[Mapping[str, str]] = {
        "project": "database",
        "dataset": "schema",
        "retries": "job_retries",
        "dataproc_region": "compute_region",
    }
    required: ClassVar[tuple[str, ...]] = ("method", "schema")

    method: Annotated[str | None, Choice(_METHODS)] = Field(
        default=None,
        description=(
            "How to sign in: `oauth` (the machine's own Google login), `service-account` (a key "
            "file), `service-account-json` (its content), `oauth-secrets` (tokens) or "
            "`external-oauth-wif` (workload identity federation)."
        ),
    )
    database: TextOption = Field(
        default=None,
        description="Google Cloud project; left out, the one of the machine's login is used.",
        examples=["my-project"],
    )
    schema_: TextOption = Field(
        alias="schema",
        default=None,
        description="Dataset that dbt builds models in.",
        examples=["{product_slug}"],
    )
    execution_project: TextOption = Field(
        default=None, description="Project that pays for the queries, if it is another one."
    )
    quota_project: TextOption = Field(
        default=None, description="Project whose quota the calls count against."
    )
    location: TextOption = Field(
        default=None, description="Where datasets are created.", examples=["EU"]
    )
    api_endpoint: TextOption = Field(
        default=None, description="Address of the BigQuery service, if it is not the usual one."
    )
    priority: Annotated[str | None, Choice(("interactive", "batch"))] = Field(
        default=None, description="Whether queries run at once or when there is room."
    )
    maximum_bytes_billed: CountOption = Field(
        default=None, description="A query that would read more bytes than this fails."
    )
    impersonate_service_account: TextOption = Field(
        default=None, description="E-mail of a service account to act as."
    )
    job_retry_deadline_seconds: PositiveOption = Field(
        default=None, description="Seconds in which a failed job may be tried again."
    )
    job_retries: CountOption = Field(
        default=None, description="How often to try a failed job again. Default: 1."
    )
    job_creation_timeout_seconds: PositiveOption = Field(
        default=None, description="Longest time to create a job, in seconds."
    )
    job_execution_timeout_seconds: PositiveOption = Field(
        default=None, description="Longest time to run a job, in seconds."
    )
    keyfile: TextOption = Field(
        default=None,
        description="Path of a service account's key file.",
        examples=["/keys/bq.json"],
    )
    keyfile_json: SecretMapOption = Field(
        default=None,
        description="Content of a service account's key file; its private key is a variable.",
    )
    token: SecretOption = Field(
        default=None, description="OAuth access token; comes from a variable."
    )
    refresh_token: SecretOption = Field(
        default=None, description="OAuth refresh token; comes from a variable."
    )
    client_id: TextOption = Field(default=None, description="OAuth client.")
    client_secret: SecretOption = Field(
        default=None, description="Secret of the OAuth client; comes from a variable."
    )
    token_uri: TextOption = Field(
        default=None,
        description="Where to get a new token.",
        examples=["https://oauth2.googleapis.com/token"],
    )
    workload_pool_provider_path: TextOption = Field(
        default=None, description="Full resource name of the workload identity provider."
    )
    service_account_impersonation_url: TextOption = Field(
        default=None, description="Address that turns the federated token into a service account's."
    )
    token_endpoint: TextMapOption = Field(
        default=None,
        description="Where the outside identity gets its token: type, request_url, request_data.",
    )
    compute_region: TextOption = Field(
        default=None, description="Region that runs Python models.", examples=["europe-west1"]
    )
    dataproc_cluster_name: TextOption = Field(
        default=None, description="Dataproc cluster that runs Python models."
    )
    gcs_bucket: TextOption = Field(
        default=None, description="Bucket that Python models are uploaded to."
    )
    submission_method: Annotated[str | None, Choice(("serverless", "cluster", "bigframes"))] = (
        Field(default=None, description="How Python models run unless they say otherwise.")
    )
    dataproc_batch: AnyMapOption = Field(
        default=None, description="Settings of serverless Dataproc batches."
    )
    scopes: TextListOption = Field(default=None, description="OAuth scopes to ask for.")

    @classmethod
    def required_options(cls, given: Mapping[str, object]) -> Iterator[tuple[str, str | None]]:
        """Add what workload identity federation needs and no credential can stand for."""
        yield from super().required_options(given)
        if given.get("method") == "external-oauth-wif":
            reason = "method external-oauth-wif needs"
            yield "workload_pool_provider_path", reason
            yield "token_endpoint", reason

    @classmethod
    def contradictions(cls, given: Mapping[str, object]) -> Iterator[OptionProblem]:
        """Yield what the adapter refuses."""
        if "timeout_seconds" in given and "job_execution_timeout_seconds" in given:
            yield OptionProblem(
                ("timeout_seconds",),
                "contradiction",
                "'timeout_seconds' and 'job_execution_timeout_seconds' are two names of one option",
                {"suggestion": "keep one of them"},
            )
        endpoint = given.get("token_endpoint")
        if isinstance(endpoint, Mapping):
            for name in ("type", "request_url", "request_data"):
                if name not in endpoint:
                    yield OptionProblem(
                        ("token_endpoint", name),
                        "missing_option",
                        f"'token_endpoint' has no '{name}'",
                        {"option": name},
                    )


class BigQueryPlugin(EnginePlugin):
    """BigQuery as a compute engine."""

    engine: ClassVar[str] = "bigquery"
    summary: ClassVar[str] = "Google BigQuery"
    options: ClassVar[type[EngineOptions]] = BigQueryOptions
    packages: ClassVar[tuple[str, ...]] = ("dbt-bigquery>=1.9,<1.12",)
    secrets: ClassVar[tuple[str, ...]] = ("token", "refresh_token", "client_secret")
    timeout_option: ClassVar[str | None] = "job_execution_timeout_seconds"

    def sign_in(self, connection: Mapping[str, object]) -> tuple[Credential, ...]:
        """Return what the method needs."""
        method = connection.get("method")
        if method == "service-account":
            return (Credential("keyfile", secret=False),)
        if method == "service-account-json" or "keyfile_json" in connection:
            return (Credential("keyfile_json", filter="as_native"),)
        if method == "oauth-secrets":
            if "token" in connection and "refresh_token" not in connection:
                return (Credential("token"),)
            return (
                Credential("refresh_token"),
                Credential("client_id", secret=False),
                Credential("client_secret"),
                Credential("token_uri", secret=False),
            )
        return ()

    def default_connection(self) -> dict[str, object]:
        """Return the machine's own login, with variables for project and dataset."""
        return {
            "method": "oauth",
            "database": self.variable("database"),
            "schema": self.variable("schema"),
        }
