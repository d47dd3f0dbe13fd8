"""CompiledArtifacts: fields, and the guards against secrets and unwritable data."""

import math
from datetime import datetime, timezone
from typing import Any

import pytest

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.plugins import PluginRef, ResolvedPlugins
from floe_lsp.schemas.artifact.product import Asset

from .contract_examples import artifact, assert_valid, errors, only_error, places

pytestmark = pytest.mark.requirement("FR-003")

AWS_KEY = "AKIA" + "IOSFODNN7EXAMPLE"


def profiles(output: dict[str, Any], name: str = "orders") -> dict[str, Any]:
    return {name: {"target": "{{ env_var('FLOE_ENV', 'dev') }}", "outputs": {"dev": output}}}


@pytest.mark.requirement("FR-008")
def test_who_compiled_what_and_when() -> None:
    data = artifact()
    data["metadata"] |= {
        "generated_by": "floe-lsp 0.1.0",
        "platform_version": "1.2.0",
        "git_commit": "abcdef1",
        "git_dirty": False,
    }
    metadata = CompiledArtifacts.model_validate(data).metadata
    assert metadata.compiled_at == datetime(2026, 1, 14, 10, 30, tzinfo=timezone.utc)
    assert metadata.git_commit == "abcdef1"
    assert metadata.git_dirty is False
    data["metadata"]["compiled_at"] = "2026-01-14T10:30:00"
    assert only_error(CompiledArtifacts, data).loc == ("metadata", "compiled_at")


def test_what_a_file_of_the_first_contract_lacks_is_optional() -> None:
    data = artifact()
    del data["plugins"], data["version"]
    compiled = CompiledArtifacts.model_validate(data)
    assert compiled.version == "0.2.0"
    assert compiled.plugins is None
    assert compiled.transforms is None
    assert compiled.assets == []
    assert compiled.observability.telemetry.sampling.prod == 0.1


@pytest.mark.requirement("FR-014")
def test_nothing_of_one_environment_fits_into_it() -> None:
    data = artifact()
    data["observability"]["telemetry"]["resource_attributes"]["deployment_environment"] = "dev"
    error = only_error(CompiledArtifacts, data)
    assert error.type == "extra_forbidden"


@pytest.mark.parametrize(
    ("change", "kind", "loc"),
    [
        ({"version": "1.0.0"}, "unsupported_version", ("version",)),
        ({"version": "0.2"}, "invalid_version", ("version",)),
        ({"mode": "central"}, "literal_error", ("mode",)),
        (
            {"transforms": {"models": [], "default_compute": "duckdb"}},
            "too_short",
            ("transforms", "models"),
        ),
        (
            {
                "transforms": {
                    "models": [{"name": "a", "compute": "x"}, {"name": "a", "compute": "x"}],
                    "default_compute": "x",
                }
            },
            "duplicate_name",
            ("transforms", "models", 1, "name"),
        ),
        ({"assets": [{"key": "a"}, {"key": "a"}]}, "duplicate_name", ("assets", 1, "key")),
        (
            {"governance": {"default_ttl_hours": 10000}},
            "less_than_equal",
            ("governance", "default_ttl_hours"),
        ),
        (
            {
                "output_ports": [
                    {
                        "name": "a",
                        "columns": [{"name": "b", "type": "t"}, {"name": "b", "type": "t"}],
                    }
                ]
            },
            "duplicate_name",
            ("output_ports", 0, "columns", 1, "name"),
        ),
        ({"schedule": {}}, "missing", ("schedule", "cron")),
        (
            {"resources": {"engines": {"duckdb": {"requests": {"cpu": "1", "memory": "1Gi"}}}}},
            "missing",
            ("resources", "engines", "duckdb", "limits"),
        ),
        (
            {"plugins": {"compute": {"type": "duckdb", "version": "0.1.0"}}},
            "missing",
            ("plugins", "orchestrator"),
        ),
        (
            {
                "enforcement_result": {
                    "passed": True,
                    "error_count": -1,
                    "warning_count": 0,
                    "policy_types_checked": [],
                    "models_validated": 0,
                    "enforcement_level": "warn",
                }
            },
            "greater_than_equal",
            ("enforcement_result", "error_count"),
        ),
    ],
)
def test_one_mistake(change: dict[str, Any], kind: str, loc: tuple[str | int, ...]) -> None:
    error = only_error(CompiledArtifacts, artifact(**change))
    assert (error.type, error.loc) == (kind, loc)


def test_a_batch_fits_into_its_queue() -> None:
    data = artifact()
    data["observability"]["telemetry"]["batch_processor"] = {"max_export_batch_size": 4096}
    error = only_error(CompiledArtifacts, data)
    assert (error.type, error.loc[-1]) == ("out_of_range", "max_export_batch_size")
    data["observability"]["telemetry"]["batch_processor"] = {"max_queue_size": 100}
    assert only_error(CompiledArtifacts, data).loc[-1] == "max_queue_size"


def test_checked_policies_are_sorted() -> None:
    result = {
        "passed": True,
        "error_count": 0,
        "warning_count": 0,
        "policy_types_checked": ["naming", "coverage", "naming"],
        "models_validated": 2,
        "enforcement_level": "warn",
    }
    compiled = CompiledArtifacts.model_validate(artifact(enforcement_result=result))
    assert compiled.enforcement_result is not None
    assert compiled.enforcement_result.policy_types_checked == ["coverage", "naming"]


@pytest.mark.requirement("E404")
def test_credentials_are_placeholders() -> None:
    good = {
        "type": "snowflake",
        "user": "admin",
        "role": "SYSADMIN",
        "password": "{{ env_var('SNOWFLAKE_PASSWORD') }}",
        "private_key_path": "/secrets/key.p8",
        "token": None,
        "attach": [{"path": "w", "options": {"secret": "polaris_secret"}}],
    }
    assert_valid(CompiledArtifacts, artifact(dbt_profiles=profiles(good)))
    for bad in ("hunter2", 1234, "{{ env_var('A') }}x", ["a"]):
        data = artifact(dbt_profiles=profiles({**good, "password": bad}))
        error = only_error(CompiledArtifacts, data)
        assert error.type == "literal_credential"
        assert error.loc[:5] == ("dbt_profiles", "orders", "outputs", "dev", "password")


@pytest.mark.requirement("E404")
@pytest.mark.parametrize("name", ["token-usage", "secret-santa", "password", "admin-reports"])
def test_names_that_people_chose_are_no_credentials(name: str) -> None:
    data = artifact(
        dbt_profiles={
            name: {
                "target": "token",
                "outputs": {"token": {"path": "/data/tokens.duckdb"}, "password": ["a"]},
            }
        }
    )
    data["metadata"]["product_name"] = name
    data["plugins"]["secrets"] = {"type": "token-vault", "version": "1.0.0"}
    data["plugins"]["compute"] |= {"connection_secret_ref": "token-usage-secret"}
    assert_valid(CompiledArtifacts, data)


@pytest.mark.requirement("E404")
def test_every_place_with_free_keys_is_guarded() -> None:
    data = artifact(
        destinations=[
            {
                "name": "crm",
                "sink_type": "rest_api",
                "connection_secret_ref": "crm",
                "config": {"auth": {"api_key": "abc"}},
            }
        ],
        dbt_profiles={
            "orders": {"outputs": {"dev": {"token": "abc"}}, "config": {"password": "abc"}},
            "odd": "text",
            "list": {"outputs": ["a"]},
        },
    )
    data["plugins"]["catalog"] = {
        "type": "polaris",
        "version": "1",
        "config": {"oauth2": {"client_secret": "demo-secret"}},
    }
    assert places(CompiledArtifacts, data) == [
        ("literal_credential", ("dbt_profiles", "orders", "config", "password")),
        ("literal_credential", ("dbt_profiles", "orders", "outputs", "dev", "token")),
        ("literal_credential", ("destinations", 0, "config", "auth", "api_key")),
        (
            "literal_credential",
            ("plugins", "catalog", "config", "oauth2", "client_secret"),
        ),
    ]


@pytest.mark.requirement("E404")
def test_a_real_secret_is_refused_wherever_it_stands() -> None:
    data = artifact(
        product={"labels": {"note": f"use {AWS_KEY}", AWS_KEY: "x"}},
        data_contracts=[{"servers": [{"url": "postgres://a:hunter2@db/x"}]}],
    )
    data["identity"]["repository"] = "https://bot:hunter2@git.example.com/x"
    found = errors(CompiledArtifacts, data)
    assert {error.type for error in found} == {"secret_value"}
    assert {error.loc for error in found} == {
        ("product", "labels", AWS_KEY),
        ("product", "labels", "note"),
        ("identity", "repository"),
        ("data_contracts", 0, "servers", 0, "url"),
    }
    assert all("hunter2" not in error.message for error in found)


@pytest.mark.requirement("E404")
def test_parts_that_were_built_already_are_guarded_too() -> None:
    data = artifact()
    data["plugins"] = ResolvedPlugins(
        compute=PluginRef(type="duckdb", version="1", config={"motherduck_token": "abc"}),
        orchestrator=PluginRef(type="dagster", version="1"),
    )
    data["assets"] = [Asset(key="a", description=AWS_KEY)]
    assert places(CompiledArtifacts, data) == [
        ("secret_value", ("assets", 0, "description")),
        ("literal_credential", ("plugins", "compute", "config", "motherduck_token")),
    ]


@pytest.mark.requirement("E405")
@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        {"a", "b"},
        b"x",
        object(),
        {5: "x"},
        "\ud800",
        {"\udfff": 1},
        1j,
        "a\udc00b",
    ],
)
def test_data_that_no_file_can_hold_is_refused(value: object) -> None:
    data = artifact()
    data["plugins"]["compute"]["config"] = {"odd": [value]}
    found = errors(CompiledArtifacts, data)
    assert [error.type for error in found] == ["invalid_format"]
    assert found[0].loc[:5] == ("plugins", "compute", "config", "odd", 0)
    assert found[0].message.isprintable()


@pytest.mark.requirement("E405")
def test_data_without_a_bottom_is_refused() -> None:
    value: object = "x"
    for _ in range(5000):
        value = [value]
    data = artifact()
    data["plugins"]["compute"]["config"] = {"deep": value}
    error = only_error(CompiledArtifacts, data)
    assert "nested deeper than 200 levels" in error.message
    assert len(error.loc) == 200
