"""The dbt output of the engines that a cloud runs, for each way of signing in."""

from __future__ import annotations

from typing import Any

import pytest
from engines import BIGQUERY, DATABRICKS, SNOWFLAKE, check_output, secret

pytestmark = pytest.mark.requirement("FR-005")

CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "snowflake",
        "password",
        {**SNOWFLAKE, "warehouse": "WH"},
        {
            **SNOWFLAKE,
            "warehouse": "WH",
            "user": secret("SNOWFLAKE_USER"),
            "password": secret("SNOWFLAKE_PASSWORD"),
        },
    ),
    (
        "snowflake",
        "private key",
        {**SNOWFLAKE, "user": "dbt", "private_key": "MII", "private_key_passphrase": "pp"},
        {
            **SNOWFLAKE,
            "user": "dbt",
            "private_key": secret("SNOWFLAKE_PRIVATE_KEY"),
            "private_key_passphrase": secret("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
        },
    ),
    (
        "snowflake",
        "private key file",
        {**SNOWFLAKE, "private_key_path": "/keys/k.p8"},
        {**SNOWFLAKE, "user": secret("SNOWFLAKE_USER"), "private_key_path": "/keys/k.p8"},
    ),
    (
        "snowflake",
        "key pair by name",
        {**SNOWFLAKE, "authenticator": "SNOWFLAKE_JWT", "user": "dbt"},
        {
            **SNOWFLAKE,
            "authenticator": "SNOWFLAKE_JWT",
            "user": "dbt",
            "private_key": secret("SNOWFLAKE_PRIVATE_KEY"),
        },
    ),
    (
        "snowflake",
        "browser",
        {**SNOWFLAKE, "authenticator": "externalbrowser", "user": "me"},
        {**SNOWFLAKE, "authenticator": "externalbrowser", "user": "me"},
    ),
    (
        "snowflake",
        "access token",
        {**SNOWFLAKE, "authenticator": "oauth"},
        {**SNOWFLAKE, "authenticator": "oauth", "token": secret("SNOWFLAKE_TOKEN")},
    ),
    (
        "snowflake",
        "refresh token",
        {**SNOWFLAKE, "authenticator": "oauth", "oauth_client_id": "cid"},
        {
            **SNOWFLAKE,
            "authenticator": "oauth",
            "token": secret("SNOWFLAKE_TOKEN"),
            "oauth_client_id": "cid",
            "oauth_client_secret": secret("SNOWFLAKE_OAUTH_CLIENT_SECRET"),
        },
    ),
    (
        "snowflake",
        "okta",
        {**SNOWFLAKE, "authenticator": "https://acme.okta.com", "user": "me"},
        {
            **SNOWFLAKE,
            "authenticator": "https://acme.okta.com",
            "user": "me",
            "password": secret("SNOWFLAKE_PASSWORD"),
        },
    ),
    (
        "snowflake",
        "workload identity",
        {**SNOWFLAKE, "authenticator": "workload_identity"},
        {**SNOWFLAKE, "authenticator": "workload_identity"},
    ),
    (
        "bigquery",
        "oauth",
        {**BIGQUERY, "method": "oauth", "timeout_seconds": 300, "retries": 2},
        {
            "method": "oauth",
            "database": "proj",
            "schema": "ds",
            "job_execution_timeout_seconds": 300,
            "job_retries": 2,
        },
    ),
    (
        "bigquery",
        "service account",
        {**BIGQUERY, "method": "service-account"},
        {
            "method": "service-account",
            "database": "proj",
            "schema": "ds",
            "keyfile": secret("BIGQUERY_KEYFILE"),
        },
    ),
    (
        "bigquery",
        "service account, own file",
        {**BIGQUERY, "method": "service-account", "keyfile": "/k.json"},
        {
            "method": "service-account",
            "database": "proj",
            "schema": "ds",
            "keyfile": "/k.json",
        },
    ),
    (
        "bigquery",
        "service account json",
        {**BIGQUERY, "method": "service-account-json"},
        {
            "method": "service-account-json",
            "database": "proj",
            "schema": "ds",
            "keyfile_json": ("{{ env_var('FLOE_SECRET_BIGQUERY_KEYFILE_JSON') | as_native }}"),
        },
    ),
    (
        "bigquery",
        "service account json, written out",
        {
            **BIGQUERY,
            "method": "service-account-json",
            "keyfile_json": {"client_email": "a@b", "private_key": "-----BEGIN"},
        },
        {
            "method": "service-account-json",
            "database": "proj",
            "schema": "ds",
            "keyfile_json": {
                "client_email": "a@b",
                "private_key": secret("BIGQUERY_KEYFILE_JSON_PRIVATE_KEY"),
            },
        },
    ),
    (
        "bigquery",
        "refresh token",
        {**BIGQUERY, "method": "oauth-secrets", "token_uri": "https://t"},
        {
            "method": "oauth-secrets",
            "database": "proj",
            "schema": "ds",
            "refresh_token": secret("BIGQUERY_REFRESH_TOKEN"),
            "client_id": secret("BIGQUERY_CLIENT_ID"),
            "client_secret": secret("BIGQUERY_CLIENT_SECRET"),
            "token_uri": "https://t",
        },
    ),
    (
        "bigquery",
        "access token",
        {**BIGQUERY, "method": "oauth-secrets", "token": "{{ env_var('T') }}"},
        {
            "method": "oauth-secrets",
            "database": "proj",
            "schema": "ds",
            "token": "{{ env_var('T') }}",
        },
    ),
    (
        "bigquery",
        "workload identity",
        {
            **BIGQUERY,
            "method": "external-oauth-wif",
            "workload_pool_provider_path": "//iam/x",
            "token_endpoint": {
                "type": "entra",
                "request_url": "https://u",
                "request_data": "grant_type=cc&client_id=a&client_secret=b&scope=c",
            },
        },
        {
            "method": "external-oauth-wif",
            "database": "proj",
            "schema": "ds",
            "workload_pool_provider_path": "//iam/x",
            "token_endpoint": {
                "type": "entra",
                "request_url": "https://u",
                "request_data": (
                    "grant_type=cc&client_id=a&client_secret="
                    + secret("BIGQUERY_TOKEN_ENDPOINT_REQUEST_DATA_CLIENT_SECRET")
                    + "&scope=c"
                ),
            },
        },
    ),
    (
        "databricks",
        "token",
        {**DATABRICKS, "catalog": "main"},
        {**DATABRICKS, "database": "main", "token": secret("DATABRICKS_TOKEN")},
    ),
    (
        "databricks",
        "client",
        {**DATABRICKS, "auth_type": "oauth", "client_id": "cid"},
        {
            **DATABRICKS,
            "auth_type": "oauth",
            "client_id": "cid",
            "client_secret": secret("DATABRICKS_CLIENT_SECRET"),
        },
    ),
    (
        "databricks",
        "azure client",
        {**DATABRICKS, "auth_type": "oauth", "azure_client_secret": "{{ env_var('A') }}"},
        {
            **DATABRICKS,
            "auth_type": "oauth",
            "azure_client_id": secret("DATABRICKS_AZURE_CLIENT_ID"),
            "azure_client_secret": "{{ env_var('A') }}",
        },
    ),
    (
        "databricks",
        "token before client",
        {**DATABRICKS, "auth_type": "oauth", "token": "{{ env_var('T') }}", "client_id": "cid"},
        {**DATABRICKS, "auth_type": "oauth", "token": "{{ env_var('T') }}", "client_id": "cid"},
    ),
    (
        "databricks",
        "browser",
        {**DATABRICKS, "auth_type": "oauth", "compute": {"big": {"http_path": "/q"}}},
        {**DATABRICKS, "auth_type": "oauth", "compute": {"big": {"http_path": "/q"}}},
    ),
]


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [pytest.param(name, *rest, id=f"{name}: {title}") for name, title, *rest in CASES],
)
def test_output_of_each_way_of_signing_in(
    name: str, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    check_output(name, options, expected)
