"""Which values of a configuration are credentials that are written out."""

from __future__ import annotations

import pytest

from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials

pytestmark = pytest.mark.requirement("E122")


def test_literal_credentials_of_a_configuration() -> None:
    config = {
        "path": "/data/tokens.duckdb",
        "token": "abc",
        "user": "admin",
        "oauth2": {"client_id": "demo", "client_secret": "demo-secret", "token_url": "http://x"},
        "secrets": [
            {"type": "s3", "key_id": "minio", "secret": "abc"},
            {"type": "s3", "secret": "{{ env_var('S') }}"},
        ],
        "attach": [{"path": "w", "options": {"secret": "polaris_secret", "token": "abc"}}],
        "password": None,
        "api_key": "",
        "use_token": True,
        "pin_token": 1234,
        "credentials": ["abc", {"note": "abc", "password": "{{ env_var('PW') }}"}],
        5: {"password": "not text"},
    }
    assert list(find_literal_credentials(config, ("plugins",))) == [
        (("plugins", "token"), "abc"),
        (("plugins", "oauth2", "client_secret"), "demo-secret"),
        (("plugins", "secrets", 0, "secret"), "abc"),
        (("plugins", "attach", 0, "options", "token"), "abc"),
        (("plugins", "pin_token"), 1234),
        (("plugins", "credentials", 0), "abc"),
    ]


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"password": {"a": "x", "b": ["y"]}}, ["x", "y"]),
        ({"password": {"prod": {"eu": "x"}}}, ["x"]),
        ({"sslpassword": {"a": "x"}, "tokenValue": {"b": "y"}}, ["x", "y"]),
        ({"client_secret": [{"live": "x"}]}, ["x"]),
        ({"name": "API_TOKEN", "value": {"a": "x"}}, ["x"]),
        ({"password": {"a": "{{ env_var('PW') }}", "b": None}}, []),
        ({"password": {"secret_ref": "crm", "key": "password", "version": 3}}, []),
        ({"password": {"valueFrom": {"secretKeyRef": {"name": "crm", "key": "pw"}}}}, []),
        ({"password": {"env": "PW"}, "token": {"env_var": "T"}, "pwd": {"file": "/run/x"}}, []),
        ({"credentials": {"user": "etl", "project": "shop"}}, []),
        ({"secret": {"type": "s3", "region": "eu"}}, []),
        ({"keyfile_json": {"type": "service_account", "private_key": "x"}}, ["x"]),
        ({"attach": [{"secret": {"name": "x"}}]}, []),
        ({"args": ["--password", "x", "--token", "y"]}, ["x", "y"]),
        ({"args": ["--password", "--verbose", "-p", "x", "--password-file", "y"]}, []),
        ({"args": ["--password", {"a": "x"}, "--password", "{{ env_var('PW') }}"]}, ["x"]),
        ({"login": ["password", "x9k2"]}, ["x9k2"]),
        (
            {"headers": [{"name": "X-Auth", "value": "x"}, {"name": "X-Api-Key", "value": "y"}]},
            ["x", "y"],
        ),
        ({"pat": "x", "private_key_content": "y", "season_pass": "z"}, ["x", "y"]),
        ({"columns": ["password", "email"], "tags": ["token", "v2"]}, []),
        ({"columns": ["password", "email", "x9k2"]}, []),
    ],
    ids=repr,
)
def test_how_far_a_name_reaches(config: object, found: list[str]) -> None:
    assert [value for _, value in find_literal_credentials(config)] == found


def test_a_deep_configuration_does_not_overflow() -> None:
    config: object = "abc"
    for _ in range(100_000):
        config = [config]
    assert len(list(find_literal_credentials({"token": config}))) == 1
