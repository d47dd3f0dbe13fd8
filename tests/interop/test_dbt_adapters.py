"""The built-in engines against the real dbt adapters.

The adapters live in a virtual environment of their own, which ``make test`` makes; the variable
FLOE_TEST_DBT_PYTHON names its interpreter. One process there answers all questions.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import ComputePlugin
from floe_lsp.plugins.computes import duckdb_options
from floe_lsp.plugins.option_model import EngineOptions, OptionModel
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.plugins.sources import BUILT_IN
from floe_lsp.plugins.templates import environment_variables

pytestmark = pytest.mark.requirement("FR-005")

PROBE = """
import dataclasses, json, os, sys
from types import SimpleNamespace
from dbt.adapters.duckdb import credentials as duckdb
from dbt.adapters.factory import load_plugin
from dbt.config.renderer import ProfileRenderer
from dbt_common.context import set_invocation_context

NESTED = ("Attachment", "Extension", "FlightConfig", "PluginConfig", "Remote", "Retries")


def names(made):
    return [field.name for field in dataclasses.fields(made) if not field.name.startswith("_")]


def rendered(output, environment):
    set_invocation_context(environment)
    return ProfileRenderer({}).render_data(output)


def make(engine, output, environment):
    made = CLASSES[engine]
    output = rendered(output, environment)
    if output.pop("type") != engine or not isinstance(output.pop("threads"), int):
        return "type or threads is wrong"
    data = made.translate_aliases(output)
    made.validate(data)
    if engine == "databricks" and "token" not in data:
        # Making the object would ask the workspace for its login pages.
        missing = dict.fromkeys(names(made))
        return made.validate_creds(SimpleNamespace(**{**missing, **data}))
    made.from_dict(data)


def accepts(engine, option, value):
    made = CLASSES[engine]
    try:
        made.validate(made.translate_aliases({**DEFAULTS[engine], option: value}))
    except Exception:
        return False
    return True


def outcome(case):
    try:
        return make(*case)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


questions = json.load(sys.stdin)
CLASSES = {engine: load_plugin(engine) for engine in questions["defaults"]}
DEFAULTS = {engine: rendered(*given) for engine, given in questions["defaults"].items()}
for default in DEFAULTS.values():
    del default["type"], default["threads"]
answers = {
    "defaults": DEFAULTS,
    "fields": {engine: names(made) for engine, made in CLASSES.items()},
    "aliases": {engine: made._ALIASES for engine, made in CLASSES.items()},
    "nested": {name: names(getattr(duckdb, name)) for name in NESTED if hasattr(duckdb, name)},
    "outputs": [outcome(case) for case in questions["outputs"]],
    "values": [accepts(*case) for case in questions["values"]],
}
with open(sys.argv[1], "w") as file:
    json.dump(answers, file)
"""

POSTGRES = {"host": "h", "database": "d", "schema": "s"}
SNOWFLAKE = {"account": "a", "database": "d", "schema": "s"}
BIGQUERY = {"project": "p", "dataset": "d"}
DATABRICKS = {"host": "h", "http_path": "/p", "schema": "s"}
WIF = {"type": "entra", "request_url": "https://u", "request_data": "client_secret=b"}

OUTPUTS: list[tuple[str, dict[str, Any]]] = [
    ("postgres", POSTGRES),
    ("postgres", {**POSTGRES, "port": "{{ env_var('PGPORT') | int }}", "sslmode": "verify-full"}),
    ("snowflake", SNOWFLAKE),
    ("snowflake", {**SNOWFLAKE, "private_key": "{{ env_var('K') }}"}),
    ("snowflake", {**SNOWFLAKE, "private_key_path": "/k.p8", "private_key_passphrase": "x"}),
    ("snowflake", {**SNOWFLAKE, "authenticator": "externalbrowser", "user": "me"}),
    ("snowflake", {**SNOWFLAKE, "authenticator": "oauth"}),
    ("snowflake", {**SNOWFLAKE, "authenticator": "oauth", "oauth_client_id": "c"}),
    ("snowflake", {**SNOWFLAKE, "authenticator": "jwt"}),
    (
        "snowflake",
        {**SNOWFLAKE, "platform_detection_timeout_seconds": 1, "reuse_connections": True},
    ),
    ("bigquery", {**BIGQUERY, "method": "oauth", "timeout_seconds": 60, "priority": "batch"}),
    ("bigquery", {**BIGQUERY, "method": "service-account"}),
    ("bigquery", {**BIGQUERY, "method": "service-account-json"}),
    (
        "bigquery",
        {**BIGQUERY, "method": "service-account-json", "keyfile_json": {"private_key": "x"}},
    ),
    ("bigquery", {**BIGQUERY, "method": "oauth-secrets"}),
    ("bigquery", {**BIGQUERY, "method": "oauth-secrets", "token": "t", "scopes": ["a"]}),
    (
        "bigquery",
        {
            **BIGQUERY,
            "method": "external-oauth-wif",
            "workload_pool_provider_path": "//iam",
            "token_endpoint": WIF,
        },
    ),
    ("databricks", {**DATABRICKS, "catalog": "c"}),
    ("databricks", {**DATABRICKS, "auth_type": "oauth"}),
    ("databricks", {**DATABRICKS, "auth_type": "oauth", "client_id": "c"}),
    ("databricks", {**DATABRICKS, "auth_type": "oauth", "azure_client_id": "c"}),
    ("databricks", {**DATABRICKS, "compute": {"big": {"http_path": "/q"}}}),
    ("spark", {"method": "thrift", "host": "h", "schema": "s", "timeout_seconds": 60}),
    ("spark", {"method": "thrift", "host": "h", "schema": "s", "auth": "LDAP"}),
    ("spark", {"method": "http", "host": "h", "schema": "s", "cluster": "c"}),
    ("spark", {"method": "odbc", "host": "h", "schema": "s", "endpoint": "e", "driver": "d"}),
    ("spark", {"method": "session", "schema": "s", "server_side_parameters": {"a": "1"}}),
    ("duckdb", {}),
    ("duckdb", {"path": "x/y.duckdb", "memory_limit": "1GB", "access_mode": "read_write"}),
    ("duckdb", {"path": "md:db"}),
    (
        "duckdb",
        {
            "path": "x.duckdb",
            "extensions": ["httpfs", {"name": "h3", "repo": "community"}],
            "secrets": [{"type": "s3", "secret": "x", "scope": ["s3://a"]}],
            "attach": [{"path": "y.db", "alias": "y", "read_only": True, "options": {"a": 1}}],
            "filesystems": [{"fs": "s3", "anon": False}],
            "plugins": [{"module": "excel", "config": {"a": 1}}],
            "retries": {"connect_attempts": 2, "retryable_exceptions": ["IOException"]},
            "settings": {"threads": 2, "enable_progress_bar": False},
            "remote": {"host": "h", "port": 5433, "user": "u"},
            "flights": {"log_lines": 5, "poll_interval_sec": 0.5},
        },
    ),
    *[(engine, {}) for engine in BUILT_IN],
]
"""Configs whose outputs dbt has to take; an empty one stands for the engine's own default."""

VALUES: list[Any] = [5, 1.5, True, "text", "5", ["a"], [1], [{"a": "b"}], {"a": "b"}, {"a": 1}]


def engine(name: str) -> ComputePlugin:
    return PluginRegistry(trusted=False).load_compute(name)


def options_of(name: str) -> type[EngineOptions]:
    schema = engine(name).get_config_schema()
    assert schema is not None
    assert issubclass(schema, EngineOptions)
    return schema


def output_of(name: str, options: dict[str, Any]) -> dict[str, Any]:
    plugin = engine(name)
    given = options or plugin.default_connection()
    assert config_errors(plugin, given) == []
    return plugin.generate_dbt_profile(prepare(plugin, given).config)


def dummies(output: dict[str, Any]) -> dict[str, str]:
    """Return a value for every variable that an output reads."""
    special = {"PORT": "5432", "KEYFILE_JSON": '{"type": "service_account"}'}
    return {
        variable.name: next(
            (value for end, value in special.items() if variable.name.endswith(end)), "dummy"
        )
        for variable in environment_variables(output)
    }


QUESTIONS = [
    (name, option, value)
    for name in BUILT_IN
    for option in options_of(name).option_names()
    for value in VALUES
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    python = os.environ.get("FLOE_TEST_DBT_PYTHON")
    if python is None:
        pytest.fail("FLOE_TEST_DBT_PYTHON is not set: run this test by 'make test', which sets it")
    folder = tmp_path_factory.mktemp("dbt")
    outputs = [(name, output_of(name, options)) for name, options in OUTPUTS]
    defaults = {name: output_of(name, {}) for name in BUILT_IN}
    questions = {
        "defaults": {name: (output, dummies(output)) for name, output in defaults.items()},
        "outputs": [(name, output, dummies(output)) for name, output in outputs],
        "values": QUESTIONS,
    }
    answered = folder / "answers.json"
    run = subprocess.run(
        [python, "-W", "ignore", "-c", PROBE, str(answered)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(Path(answered).read_text(encoding="utf-8"))


OURS = {"threads", "timeout_seconds"}
LIFTED = set(duckdb_options.LIFTED) - {"motherduck_token"}
UNUSED_ALIASES = ("target_database", "target_schema", "target_project", "target_dataset")
"""Names that adapters translate to options which they don't have."""


@pytest.mark.parametrize("name", BUILT_IN)
def test_options_are_those_of_the_adapter(answers: dict[str, Any], name: str) -> None:
    """Both ways; beside them stand ``threads``, the common timeout and what DuckDB lifts."""
    own = OURS | (LIFTED if name == "duckdb" else set[str]())
    assert set(options_of(name).option_names()) - own == set(answers["fields"][name])


@pytest.mark.parametrize("name", BUILT_IN)
def test_aliases_are_those_of_the_adapter(answers: dict[str, Any], name: str) -> None:
    aliases = {
        alias: option
        for alias, option in answers["aliases"][name].items()
        if option not in UNUSED_ALIASES and alias not in OURS
    }
    assert dict(options_of(name).aliases) == aliases


@pytest.mark.parametrize(
    ("model", "adapter"),
    [
        (duckdb_options.DuckDBAttachment, "Attachment"),
        (duckdb_options.DuckDBExtension, "Extension"),
        (duckdb_options.DuckDBFlights, "FlightConfig"),
        (duckdb_options.DuckDBModule, "PluginConfig"),
        (duckdb_options.DuckDBRemote, "Remote"),
        (duckdb_options.DuckDBRetries, "Retries"),
    ],
)
def test_nested_options_of_duckdb(
    answers: dict[str, Any], model: type[OptionModel], adapter: str
) -> None:
    assert set(model.option_names()) == set(answers["nested"][adapter])


@pytest.mark.parametrize(
    "index", range(len(OUTPUTS)), ids=lambda index: f"{index} {OUTPUTS[index][0]}"
)
def test_the_adapter_takes_the_output(answers: dict[str, Any], index: int) -> None:
    """dbt renders it and makes its own credentials of it.

    Spark's drivers are extras of its adapter, and it looks for them last; where one is missing,
    the options have passed.
    """
    problem = answers["outputs"][index]
    if OUTPUTS[index][0] == "spark" and problem is not None:
        assert "connection method requires additional dependencies" in problem
    else:
        assert problem is None


STRICTER = {
    ("bigquery", "submission_method"),  # the adapter looks the word up when a model runs
    ("bigquery", "token_endpoint"),  # its three keys are looked up when dbt connects
    ("databricks", "compute"),  # an entry is looked into when a model asks for it
    ("duckdb", "database"),  # has to fit 'path', which the adapter finds out later
    ("duckdb", "extensions"),  # name and repo are looked up when dbt connects
    ("duckdb", "filesystems"),  # the same for 'fs'
    ("duckdb", "secrets"),  # the same for 'type'
    ("duckdb", "use_credential_provider"),  # the adapter knows no other than aws
    ("postgres", "sslmode"),  # the words are those of libpq
    ("snowflake", "authenticator"),  # the words are those of the connector
    ("snowflake", "protocol"),  # as above
    ("spark", "auth"),  # the words are those of the driver
    ("spark", "database"),  # has to be 'schema', which the adapter finds out later
}
"""Options of which we refuse more than the adapter's own first look does, with the reason."""


def test_values_are_judged_as_the_adapter_judges_them(answers: dict[str, Any]) -> None:
    stricter: set[tuple[str, str]] = set()
    for (name, option, value), accepted in zip(QUESTIONS, answers["values"], strict=True):
        options = {**answers["defaults"][name], option: value}
        errors = [
            error for error in config_errors(engine(name), options) if error["loc"][0] == option
        ]
        if option in OURS | LIFTED:
            continue
        assert accepted or errors, f"{name}: {option} = {value!r} is refused by the adapter alone"
        if accepted and errors:
            stricter.add((name, option))
    assert stricter == STRICTER
