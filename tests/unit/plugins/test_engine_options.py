"""Wrong options of the built-in engines: the place, the kind and the words of each error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import ComputePlugin
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.plugins.sources import BUILT_IN

POSTGRES = {"host": "h", "database": "d", "schema": "s"}
SNOWFLAKE = {"account": "a", "database": "d", "schema": "s"}
DATABRICKS = {"host": "h", "http_path": "p", "schema": "s"}
SPARK = {"method": "thrift", "host": "h", "schema": "s"}

Loc = tuple[int | str, ...]


def engine(name: str) -> ComputePlugin:
    return PluginRegistry(trusted=False).load_compute(name)


def found(name: str, options: dict[str, Any]) -> list[tuple[Loc, str, str, str | None]]:
    return [
        (error["loc"], error["type"], error["msg"], error.get("ctx", {}).get("suggestion"))
        for error in config_errors(engine(name), options)
    ]


@pytest.mark.parametrize(
    ("options", "loc", "kind", "message", "suggestion"),
    [
        (
            {"hst": "h"},
            ("hst",),
            "extra_forbidden",
            "'hst' is not an option here",
            "did you mean 'host'?",
        ),
        (
            {"port": "5432"},
            ("port",),
            "wrong_type",
            "'port' must be a whole number, but is '5432'",
            "write 5432",
        ),
        (
            {"port": "abc"},
            ("port",),
            "wrong_type",
            "'port' must be a whole number, but is 'abc'",
            "write a whole number, or a template such as {{ env_var('NAME') | int }}",
        ),
        (
            {"port": True},
            ("port",),
            "wrong_type",
            "'port' must be a whole number, but is true",
            "write a whole number, or a template such as {{ env_var('NAME') | int }}",
        ),
        (
            {"port": 70000},
            ("port",),
            "out_of_range",
            "'port' must be from 1 to 65535, but is 70000",
            "write a number from 1 to 65535",
        ),
        (
            {"retries": -1},
            ("retries",),
            "out_of_range",
            "'retries' must be 0 or more, but is -1",
            "write a number 0 or more",
        ),
        (
            {"port": "{{ env_var('P') }}"},
            ("port",),
            "wrong_type",
            "'port' must be a whole number, but dbt reads '{{ env_var('P') }}' as text",
            "add a filter: {{ env_var('P') | int }}",
        ),
        (
            {"role": 5},
            ("role",),
            "wrong_type",
            "'role' must be text, but 5 is a number",
            'quote it: "5"',
        ),
        (
            {"role": ["a"]},
            ("role",),
            "wrong_type",
            "'role' must be text, but is a list",
            "write text",
        ),
        (
            {"role": "{{ env_var('X')"},
            ("role",),
            "invalid_format",
            "'role' has a template that never ends: '{{ env_var('X')'",
            "close it with }}",
        ),
        (
            {"sslmode": "verify"},
            ("sslmode",),
            "not_allowed",
            "'sslmode' cannot be 'verify'",
            (
                "did you mean 'verify-ca'? "
                "allowed: disable, allow, prefer, require, verify-ca, verify-full"
            ),
        ),
        (
            {"dbname": "x"},
            ("dbname",),
            "contradiction",
            "'dbname' and 'database' are two names of one option",
            "keep 'database' alone",
        ),
        (
            {"password": 12345},
            ("password",),
            "wrong_type",
            "'password' must be text, but is a number or boolean",
            "write a template such as {{ env_var('NAME') }}",
        ),
        (
            {"pass": ["hunter2"]},
            ("pass",),
            "wrong_type",
            "'pass' must be text, but is a list",
            "write a template such as {{ env_var('NAME') }}",
        ),
        (
            {"threads": 65},
            ("threads",),
            "out_of_range",
            "'threads' must be from 1 to 64, but is 65",
            "write a number from 1 to 64",
        ),
    ],
)
@pytest.mark.requirement("E210")
def test_one_clear_error_each(
    options: dict[str, Any], loc: Loc, kind: str, message: str, suggestion: str
) -> None:
    assert found("postgres", {**POSTGRES, **options}) == [(loc, kind, message, suggestion)]


@pytest.mark.requirement("E210")
def test_all_errors_at_once_at_the_names_that_were_written() -> None:
    options = {"dbname": 3, "schema": "s", "port": "x", "sslmod": "require"}
    errors = found("postgres", options)
    assert {(loc, kind) for loc, kind, _, _ in errors} == {
        (("dbname",), "wrong_type"),
        (("port",), "wrong_type"),
        (("sslmod",), "extra_forbidden"),
        (("host",), "missing_option"),
    }
    assert ("'dbname' must be text, but 3 is a number", 'quote it: "3"') in [
        (message, suggestion) for _, _, message, suggestion in errors
    ]


def test_an_unknown_nested_option_is_compared_with_its_neighbours() -> None:
    ((loc, _, message, suggestion),) = found("duckdb", {"retries": {"conect_attempts": 2}})
    assert loc == ("retries", "conect_attempts")
    assert message == "'conect_attempts' is not an option here"
    assert suggestion == "did you mean 'connect_attempts'?"


@pytest.mark.parametrize(
    ("name", "options", "missing"),
    [
        ("postgres", {}, ["host", "database", "schema"]),
        ("postgres", {"host": "", "dbname": "d", "schema": None}, ["host", "schema"]),
        ("snowflake", {"user": "u"}, ["account", "database", "schema"]),
        ("databricks", {}, ["host", "http_path", "schema"]),
        ("databricks", {**DATABRICKS, "client_id": "c"}, ["auth_type"]),
        ("databricks", {**DATABRICKS, "azure_client_secret": "c"}, ["auth_type"]),
        ("bigquery", {}, ["method", "schema"]),
        (
            "bigquery",
            {"method": "external-oauth-wif", "dataset": "d"},
            ["workload_pool_provider_path", "token_endpoint"],
        ),
        ("spark", {}, ["method", "schema"]),
        ("spark", {"method": "thrift", "schema": "s"}, ["host"]),
        ("spark", {"method": "http", "schema": "s"}, ["host", "cluster"]),
        ("spark", {"method": "odbc", "schema": "s", "host": "h"}, ["driver", "cluster"]),
        ("spark", {**SPARK, "auth": "KERBEROS"}, ["kerberos_service_name"]),
        ("spark", {"method": "session", "schema": "s"}, []),
        ("duckdb", {}, []),
    ],
)
@pytest.mark.requirement("E211")
def test_missing_options_of_the_chosen_method(
    name: str, options: dict[str, Any], missing: list[str]
) -> None:
    errors = found(name, options)
    assert [loc for loc, *_ in errors] == [(option,) for option in missing]
    assert all(kind == "missing_option" for _, kind, _, _ in errors)


def test_a_missing_option_says_why() -> None:
    ((_, _, message, _),) = found("spark", {"method": "http", "schema": "s", "host": "h"})
    assert message == "'cluster' is missing, which method http needs"


RULES: list[tuple[str, dict[str, Any], Loc, str]] = [
    (
        "snowflake",
        {**SNOWFLAKE, "private_key": "x", "private_key_path": "y"},
        ("private_key_path",),
        "contradiction",
    ),
    (
        "snowflake",
        {**SNOWFLAKE, "authenticator": "external_browser"},
        ("authenticator",),
        "not_allowed",
    ),
    (
        "snowflake",
        {**SNOWFLAKE, "client_session_keep_alive": "yes"},
        ("client_session_keep_alive",),
        "wrong_type",
    ),
    ("databricks", {**DATABRICKS, "schema": "a.b"}, ("schema",), "invalid_format"),
    (
        "databricks",
        {**DATABRICKS, "catalog": "c", "session_properties": {"databricks.catalog": "d"}},
        ("session_properties", "databricks.catalog"),
        "contradiction",
    ),
    (
        "databricks",
        {**DATABRICKS, "connection_parameters": {"http_path": "x"}},
        ("connection_parameters", "http_path"),
        "not_allowed",
    ),
    (
        "databricks",
        {**DATABRICKS, "compute": {"big": {}}},
        ("compute", "big", "http_path"),
        "missing_option",
    ),
    ("databricks", {**DATABRICKS, "compute": []}, ("compute",), "wrong_type"),
    (
        "bigquery",
        {
            "method": "oauth",
            "dataset": "d",
            "timeout_seconds": 1,
            "job_execution_timeout_seconds": 1,
        },
        ("timeout_seconds",),
        "contradiction",
    ),
    ("bigquery", {"method": "oauth", "dataset": "d", "scopes": "a"}, ("scopes",), "wrong_type"),
    (
        "bigquery",
        {"method": "oauth", "dataset": "d", "scopes": ["a", 1]},
        ("scopes", 1),
        "wrong_type",
    ),
    (
        "bigquery",
        {"method": "oauth", "dataset": "d", "keyfile_json": "{{ env_var('K') }}"},
        ("keyfile_json",),
        "wrong_type",
    ),
    (
        "bigquery",
        {
            "method": "oauth",
            "dataset": "d",
            "token_endpoint": {"type": "entra", "request_url": "u"},
        },
        ("token_endpoint", "request_data"),
        "missing_option",
    ),
    ("spark", {**SPARK, "database": "other"}, ("database",), "contradiction"),
    ("spark", {**SPARK, "organization": 1234}, ("organization",), "wrong_type"),
    (
        "spark",
        {**SPARK, "server_side_parameters": {"spark.sql.shuffle.partitions": 200}},
        ("server_side_parameters", "spark.sql.shuffle.partitions"),
        "wrong_type",
    ),
    (
        "spark",
        {
            "method": "odbc",
            "host": "h",
            "schema": "s",
            "driver": "d",
            "cluster": "c",
            "endpoint": "e",
        },
        ("endpoint",),
        "contradiction",
    ),
    (
        "duckdb",
        {"settings": {"access_mode": "read_only"}},
        ("settings", "access_mode"),
        "not_allowed",
    ),
    ("duckdb", {"settings": {"a": [1]}}, ("settings", "a"), "wrong_type"),
    (
        "duckdb",
        {"settings": "{{ env_var('S') | as_native }}", "memory_limit": "1GB"},
        ("memory_limit",),
        "contradiction",
    ),
    ("duckdb", {"path": "a/b.c.duckdb", "database": "other"}, ("database",), "contradiction"),
    ("duckdb", {"memory_limit": "lots"}, ("memory_limit",), "invalid_format"),
    ("duckdb", {"memory_limit": 4}, ("memory_limit",), "invalid_format"),
    ("duckdb", {"extensions": "httpfs"}, ("extensions",), "wrong_type"),
    (
        "duckdb",
        {"extensions": ["httpfs", {"name": "x"}]},
        ("extensions", 1, "repo"),
        "missing_option",
    ),
    ("duckdb", {"extensions": ["httpfs", None]}, ("extensions", 1), "wrong_type"),
    ("duckdb", {"attach": [{"pth": "x"}]}, ("attach", 0, "pth"), "extra_forbidden"),
    ("duckdb", {"attach": [{"path": "x"}, "y"]}, ("attach", 1), "wrong_type"),
    (
        "duckdb",
        {"attach": [{"path": "x", "type": "sqlite", "options": {"type": "sqlite"}}]},
        ("attach", 0, "options", "type"),
        "contradiction",
    ),
    ("duckdb", {"secrets": [{"name": "x"}]}, ("secrets", 0, "type"), "missing_option"),
    ("duckdb", {"filesystems": [{"fs": 1}]}, ("filesystems", 0, "fs"), "wrong_type"),
    ("duckdb", {"remote": {"host": "h", "user": "u"}}, ("remote", "port"), "missing_option"),
    (
        "duckdb",
        {"plugins": [{"module": "x", "confg": {}}]},
        ("plugins", 0, "confg"),
        "extra_forbidden",
    ),
    (
        "duckdb",
        {"retries": {"connect_attempts": 0}},
        ("retries", "connect_attempts"),
        "out_of_range",
    ),
    ("duckdb", {"use_credential_provider": "gcp"}, ("use_credential_provider",), "not_allowed"),
    ("duckdb", {"memry_limit": "1GB"}, ("memry_limit",), "extra_forbidden"),
]


@pytest.mark.parametrize(("name", "options", "loc", "kind"), RULES)
@pytest.mark.requirement("E210")
def test_rules_of_each_engine(name: str, options: dict[str, Any], loc: Loc, kind: str) -> None:
    errors = found(name, options)
    assert (loc, kind) in [(place, type_) for place, type_, _, _ in errors]
    for _, _, message, suggestion in errors:
        assert message[0] in "'i"
        assert not message.endswith(".")
        assert "nput" not in message
        assert suggestion is None or not suggestion.endswith(".")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("duckdb", {"memory_limit": limit})
        for limit in ("4GB", "512 MiB", "80%", "1.5gb", "-1", "none", "{{ env_var('M') }}")
    ]
    + [
        ("duckdb", {"path": "a/b.c.duckdb", "database": "b"}),
        ("duckdb", {"path": "md:db", "database": "other"}),
        ("duckdb", {"path": "x.db", "database": "y", "attach": [{"path": "y.db", "alias": "y"}]}),
        ("duckdb", {"database": "memory"}),
        ("duckdb", {"path": "{{ env_var('P') }}", "database": "x"}),
        ("duckdb", {"secrets": [{"type": "s3", "region": "eu", "scope": ["s3://a"]}]}),
        ("duckdb", {"filesystems": [{"fs": "s3", "anon": False}]}),
        ("duckdb", {"access_mode": "READ_ONLY", "keep_open": "{{ env_var('K') | as_bool }}"}),
        ("spark", {**SPARK, "database": "s"}),
        ("spark", {**SPARK, "port": 10000.0}),
        ("snowflake", {**SNOWFLAKE, "authenticator": "ExternalBrowser"}),
        ("snowflake", {**SNOWFLAKE, "platform_detection_timeout_seconds": 0.5}),
        ("databricks", {**DATABRICKS, "schema": "{{ env_var('A.B') }}"}),
        ("postgres", {**POSTGRES, "role": None, "port": "{{ env_var('P', 5432) }}"}),
        ("postgres", {**POSTGRES, "port": "{{ 5432 if target else 5433 }}"}),
    ],
)
def test_what_works_is_not_reported(name: str, options: dict[str, Any]) -> None:
    assert found(name, options) == []


def test_a_wrong_credential_is_not_repeated() -> None:
    options = {"method": "service-account-json", "dataset": "d", "keyfile_json": "hunter2"}
    plugin = engine("bigquery")
    schema = plugin.get_config_schema()
    assert schema is not None
    with pytest.raises(ValidationError) as caught:
        schema.model_validate(options)
    assert "hunter2" not in str(caught.value)
    assert all("hunter2" not in message for _, _, message, _ in found("bigquery", options))


@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        ({"port": "5432"}, "replacement", "5432"),
        ({"role": 5}, "replacement", '"5"'),
        ({"sslmode": "verify_full"}, "replacement", "verify-full"),
        ({"hst": "x"}, "near", "host"),
        ({"port": "{{ env_var('P') }}"}, "replacement", "\"{{ env_var('P') | int }}\""),
    ],
)
def test_errors_carry_what_a_fix_needs(options: dict[str, Any], key: str, value: str) -> None:
    (error,) = config_errors(engine("postgres"), {**POSTGRES, **options})
    assert error.get("ctx", {})[key] == value


def schema_of(name: str) -> type[BaseModel]:
    schema = engine(name).get_config_schema()
    assert schema is not None
    return schema


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_option_is_described_for_hovers_and_completion(name: str) -> None:
    schema = schema_of(name).model_json_schema()
    json.dumps(schema)
    assert schema["additionalProperties"] is False
    parts = [schema, *schema.get("$defs", {}).values()]
    for part in parts:
        for option, shown in part["properties"].items():
            description = shown.get("description", "")
            assert description.endswith("."), f"{part['title']}.{option}"
    if name == "postgres":
        assert schema["properties"]["dbname"]["description"] == "Another name of `database`."
        assert schema["properties"]["port"]["anyOf"][0] == {
            "type": "integer",
            "minimum": 1,
            "maximum": 65535,
        }


def test_models_are_frozen() -> None:
    options = schema_of("duckdb").model_validate({"path": "x"})
    with pytest.raises(ValidationError):
        setattr(options, "path", "y")  # noqa: B010 - a plain assignment is a type error
