"""The dbt output of each built-in engine, for each way of signing in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import WORKLOAD_SIZES, ComputeConfig, ComputePlugin
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.plugins.sources import BUILT_IN
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials

pytestmark = pytest.mark.requirement("FR-005")


def engine(name: str) -> ComputePlugin:
    return PluginRegistry(trusted=False).load_compute(name)


def secret(name: str) -> str:
    return f"{{{{ env_var('FLOE_SECRET_{name}') }}}}"


SNOWFLAKE = {"account": "org-acc", "database": "DB", "schema": "{product_slug}"}
BIGQUERY = {"project": "proj", "dataset": "ds"}
DATABRICKS = {"host": "h", "http_path": "/p", "schema": "s"}
POSTGRES = {"host": "h", "dbname": "d", "schema": "s"}

CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("duckdb", "memory", {}, {"path": ":memory:"}),
    (
        "duckdb",
        "lifted options",
        {
            "path": "x.duckdb",
            "memory_limit": "2GB",
            "access_mode": "READ_ONLY",
            "settings": {"preserve_insertion_order": False},
        },
        {
            "path": "x.duckdb",
            "settings": {"memory_limit": "2GB", "preserve_insertion_order": False},
            "config_options": {"access_mode": "READ_ONLY"},
        },
    ),
    (
        "duckdb",
        "explicit settings win",
        {"memory_limit": "2GB", "settings": {"memory_limit": "1GB"}},
        {"path": ":memory:", "settings": {"memory_limit": "1GB"}},
    ),
    (
        "duckdb",
        "motherduck",
        {"path": "md:db"},
        {"path": "md:db", "settings": {"motherduck_token": secret("DUCKDB_MOTHERDUCK_TOKEN")}},
    ),
    (
        "duckdb",
        "motherduck with its own token",
        {"path": "md:db", "settings": {"motherduck_token": "{{ env_var('MD') }}"}},
        {"path": "md:db", "settings": {"motherduck_token": "{{ env_var('MD') }}"}},
    ),
    (
        "duckdb",
        "secrets and attachments",
        {
            "extensions": ["httpfs", {"name": "spatial", "repo": "core_nightly"}],
            "secrets": [{"type": "s3", "name": "lake", "key_id": "AK", "secret": "zz"}],
            "attach": [{"path": "s3://b/x.db", "alias": "x", "secret": "lake"}],
            "remote": {"host": "h", "port": 5433, "user": "u", "password": "pw"},
        },
        {
            "path": ":memory:",
            "extensions": ["httpfs", {"name": "spatial", "repo": "core_nightly"}],
            "secrets": [
                {
                    "type": "s3",
                    "name": "lake",
                    "key_id": secret("DUCKDB_SECRETS_LAKE_KEY_ID"),
                    "secret": secret("DUCKDB_SECRETS_LAKE_SECRET"),
                }
            ],
            "attach": [{"path": "s3://b/x.db", "alias": "x", "secret": "lake"}],
            "remote": {
                "host": "h",
                "port": 5433,
                "user": "u",
                "password": secret("DUCKDB_REMOTE_PASSWORD"),
            },
        },
    ),
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
    (
        "spark",
        "thrift",
        {"method": "thrift", "host": "h", "port": 10000, "schema": "s", "user": "dbt"},
        {"method": "thrift", "host": "h", "port": 10000, "schema": "s", "user": "dbt"},
    ),
    (
        "spark",
        "thrift with LDAP",
        {"method": "thrift", "host": "h", "schema": "s", "auth": "LDAP", "timeout_seconds": 60},
        {
            "method": "thrift",
            "host": "h",
            "schema": "s",
            "user": secret("SPARK_USER"),
            "password": secret("SPARK_PASSWORD"),
            "auth": "LDAP",
            "query_timeout": 60,
        },
    ),
    (
        "spark",
        "kerberos",
        {
            "method": "thrift",
            "host": "h",
            "schema": "s",
            "auth": "KERBEROS",
            "kerberos_service_name": "hive",
        },
        {
            "method": "thrift",
            "host": "h",
            "schema": "s",
            "auth": "KERBEROS",
            "kerberos_service_name": "hive",
        },
    ),
    (
        "spark",
        "http",
        {"method": "http", "host": "h", "schema": "s", "cluster": "c"},
        {
            "method": "http",
            "host": "h",
            "schema": "s",
            "token": secret("SPARK_TOKEN"),
            "cluster": "c",
        },
    ),
    (
        "spark",
        "odbc",
        {"method": "odbc", "host": "h", "schema": "s", "endpoint": "e", "driver": "/d.so"},
        {
            "method": "odbc",
            "host": "h",
            "schema": "s",
            "token": secret("SPARK_TOKEN"),
            "endpoint": "e",
            "driver": "/d.so",
        },
    ),
    (
        "spark",
        "odbc with a connection string",
        {
            "method": "odbc",
            "host": "h",
            "schema": "s",
            "driver": "/d.so",
            "connection_string_suffix": "UID=u;PWD=p",
        },
        {
            "method": "odbc",
            "host": "h",
            "schema": "s",
            "driver": "/d.so",
            "connection_string_suffix": (
                "UID=u;PWD=" + secret("SPARK_CONNECTION_STRING_SUFFIX_PWD")
            ),
        },
    ),
    (
        "spark",
        "session",
        {"method": "session", "schema": "s"},
        {"method": "session", "schema": "s", "host": "NA"},
    ),
    (
        "postgres",
        "password",
        POSTGRES,
        {
            "host": "h",
            "user": secret("POSTGRES_USER"),
            "password": secret("POSTGRES_PASSWORD"),
            "database": "d",
            "schema": "s",
            "port": 5432,
        },
    ),
    (
        "postgres",
        "templates of one's own",
        {
            **POSTGRES,
            "user": "{{ env_var('PGUSER') }}",
            "pass": "{{ env_var('PGPASSWORD') }}",
            "port": "{{ env_var('PGPORT', '5432') | int }}",
            "threads": "{{ env_var('N') | int }}",
        },
        {
            "host": "h",
            "port": "{{ env_var('PGPORT', '5432') | int }}",
            "user": "{{ env_var('PGUSER') }}",
            "password": "{{ env_var('PGPASSWORD') }}",
            "database": "d",
            "schema": "s",
            "threads": "{{ env_var('N') | int }}",
        },
    ),
    (
        "postgres",
        "no password",
        {**POSTGRES, "password": "", "user": "me"},
        {
            "host": "h",
            "user": "me",
            "password": "{{ env_var('FLOE_SECRET_POSTGRES_PASSWORD', '') }}",
            "database": "d",
            "schema": "s",
            "port": 5432,
        },
    ),
]


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [pytest.param(name, *rest, id=f"{name}: {title}") for name, title, *rest in CASES],
)
def test_output_of_each_way_of_signing_in(
    name: str, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    plugin = engine(name)
    assert config_errors(plugin, options) == []
    output = plugin.generate_dbt_profile(prepare(plugin, options).config)
    assert output == {"type": name, "threads": 4, **expected}
    # A filter changes the type of what is read and gives nothing away.
    unfiltered = json.loads(json.dumps(output).replace(" | as_native", ""))
    assert list(find_literal_credentials(unfiltered)) == []
    assert next(iter(output)) == "type"
    assert list(output)[-1] == "threads"


@pytest.mark.parametrize("name", BUILT_IN)
def test_an_engine_without_options_is_complete(name: str) -> None:
    plugin = engine(name)
    options = plugin.default_connection()
    assert config_errors(plugin, options) == []
    output = plugin.generate_dbt_profile(prepare(plugin, options).config)
    for option, value in options.items():
        assert output[option] == value
        if option != "method":
            assert f"env_var('FLOE_{name.upper()}_{option.upper()}'" in str(value)


@pytest.mark.parametrize("name", BUILT_IN)
def test_order_of_the_options_does_not_matter(name: str) -> None:
    plugin = engine(name)
    options = plugin.default_connection()
    backwards = dict(reversed(list(options.items())))
    outputs = [
        json.dumps(plugin.generate_dbt_profile(prepare(plugin, given).config))
        for given in (options, backwards)
    ]
    assert outputs[0] == outputs[1]


def test_a_secret_reference_names_the_variables() -> None:
    plugin = engine("snowflake")
    prepared = prepare(plugin, {**SNOWFLAKE, "password": "hunter2"}, "warehouse-login")
    output = plugin.generate_dbt_profile(prepared.config)
    assert output["password"] == secret("WAREHOUSE_LOGIN_PASSWORD")
    assert output["user"] == secret("WAREHOUSE_LOGIN_USER")
    assert tuple(prepared.variables) == (("password",),)


def test_places_of_literal_secrets_are_as_written() -> None:
    plugin = engine("postgres")
    options = {**POSTGRES, "pass": "hunter2", "sslkey": "/key.pem"}
    assert tuple(prepare(plugin, options).variables) == (("pass",),)
    duckdb = engine("duckdb")
    options = {
        "secrets": [{"type": "s3", "secret": "x"}],
        "filesystems": [{"fs": "s3", "key": "y"}],
    }
    assert tuple(prepare(duckdb, options).variables) == (
        ("secrets", 0, "secret"),
        ("filesystems", 0, "key"),
    )


SECRETS = {
    "snowflake": (
        "password",
        "private_key",
        "private_key_passphrase",
        "token",
        "oauth_client_secret",
    ),
    "bigquery": ("token", "refresh_token", "client_secret", "keyfile_json"),
    "databricks": ("token", "client_secret", "azure_client_secret"),
    "spark": ("password", "token"),
    "postgres": ("password", "pass"),
    "duckdb": ("motherduck_token",),
}


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, options in SECRETS.items() for option in options]
)
@pytest.mark.parametrize("literal", ["hunter2", "{{ env_var('X', 'hunter2') }}", "{{ 'hunter2' }}"])
def test_a_literal_secret_never_gets_out(name: str, option: str, literal: str) -> None:
    plugin = engine(name)
    options = {**plugin.default_connection(), option: literal}
    prepared = prepare(plugin, options)
    output = plugin.generate_dbt_profile(prepared.config)
    assert "hunter2" not in json.dumps(output)
    assert (option,) in tuple(prepared.variables)
    unprepared = ComputeConfig(plugin=name, connection=options, credentials={option: literal})
    assert plugin.generate_dbt_profile(unprepared) == output


@pytest.mark.parametrize("name", BUILT_IN)
def test_facts_about_each_engine(name: str) -> None:
    plugin = engine(name)
    assert plugin.name == name
    assert plugin.description
    assert plugin.get_required_dbt_packages()[0].startswith(f"dbt-{name}")
    specs = [plugin.get_resource_requirements(size) for size in WORKLOAD_SIZES]
    assert len({spec.memory_limit for spec in specs}) == len(WORKLOAD_SIZES)
    with pytest.raises(ValueError, match="unknown workload size 'huge'"):
        plugin.get_resource_requirements("huge")


@pytest.mark.parametrize(
    ("name", "self_hosted"),
    [
        ("duckdb", True),
        ("snowflake", False),
        ("bigquery", False),
        ("databricks", False),
        ("spark", True),
        ("postgres", False),
    ],
)
def test_who_runs_the_engine(name: str, *, self_hosted: bool) -> None:
    assert engine(name).is_self_hosted is self_hosted


def test_a_timeout_is_passed_on_only_when_given() -> None:
    plugin = engine("bigquery")
    output = plugin.generate_dbt_profile(
        ComputeConfig(plugin="bigquery", connection={"method": "oauth", "schema": "s"})
    )
    assert "job_execution_timeout_seconds" not in output
