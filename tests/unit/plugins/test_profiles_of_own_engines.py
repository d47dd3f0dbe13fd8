"""The dbt output of the engines that people run themselves, for each way of signing in."""

from __future__ import annotations

from typing import Any

import pytest
from engines import POSTGRES, check_output, secret

pytestmark = pytest.mark.requirement("FR-005")

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
    check_output(name, options, expected)
