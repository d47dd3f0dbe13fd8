"""A credential among an engine's options becomes a variable of the environment."""

from __future__ import annotations

import json

import pytest
from engines import POSTGRES, SNOWFLAKE, engine, secret

from floe_lsp.plugins.compute import ComputeConfig
from floe_lsp.plugins.preparation import prepare

pytestmark = pytest.mark.requirement("FR-005")


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
