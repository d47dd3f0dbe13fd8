"""What the released compiler is given of an artifact, and what not."""

from typing import Any

import pytest

from floe_lsp.compilation.generate.released_contract import refused_options, to_released
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts

from .contract_examples import artifact

pytestmark = pytest.mark.requirement("security")


def compiled(**parts: Any) -> CompiledArtifacts:
    return CompiledArtifacts.model_validate(artifact(**parts))


def test_no_credential_of_a_plugin_is_written() -> None:
    config = {
        "endpoint": "https://example.com",
        "clientSecret": "{{ env_var('A') }}",
        "nested": [{"api_key": "{{ env_var('B') }}", "region": "eu"}],
    }
    plugin = {"type": "s3", "version": "1.2.3-rc.1", "config": config}
    plugins = {"compute": plugin, "orchestrator": plugin}
    transforms = {"models": [{"name": "stg_orders", "compute": "s3"}], "default_compute": "s3"}
    found = to_released(compiled(plugins=plugins, transforms=transforms))
    assert found["plugins"]["compute"] == {
        "type": "s3",
        "version": "1.2.3",
        "config": {"endpoint": "https://example.com", "nested": [{"region": "eu"}]},
    }


def test_the_place_of_what_the_loader_cannot_be_made_to_take_is_named() -> None:
    output = {"type": "duckdb", "token": "{{ env_var('A') | as_text }}"}
    profiles = {
        "orders": {"target": "{{ env_var('FLOE_ENV', 'dev') }}", "outputs": {"dev": output}}
    }
    assert refused_options(compiled(dbt_profiles=profiles)) == (
        ("orders", "outputs", "dev", "token"),
    )
    assert refused_options(compiled()) == ()
    assert refused_options(compiled(dbt_profiles=None)) == ()


def test_what_the_loader_asks_for_binds_nothing_to_an_environment() -> None:
    target = "{{ env_var('FLOE_ENV', 'dev') }}"
    profile = {"target": target, "outputs": {"dev": {"type": "duckdb"}}}
    plugin = {"type": "x", "version": "1.0", "config": {"path": "{environment}/data"}}
    plugins: dict[str, Any] = {"compute": plugin, "orchestrator": plugin}
    transforms = {"models": [{"name": "stg_orders", "compute": "x"}], "default_compute": "x"}
    given: dict[str, Any] = {"dbt_profiles": {"orders": profile}, "transforms": transforms}
    found = to_released(compiled(**given, plugins=plugins))
    attributes = found["observability"]["telemetry"]["resource_attributes"]
    assert attributes["deployment_environment"] == "dev"
    assert attributes["floe_mode"] == "dev"
    assert "exporter" not in found["observability"]["telemetry"]
    assert "authentication" not in found["observability"]["telemetry"]
    assert found["plugins"]["compute"] == {
        "type": "x",
        "version": "1.0.0",
        "config": {"path": "{environment}/data"},
    }
    # With a catalog and a storage the exporter looks an output up by the target as it is written.
    assert found["dbt_profiles"]["orders"] == profile
    for more, is_doubled in (
        ({"catalog": plugin}, False),
        ({"storage": plugin}, False),
        ({"catalog": plugin, "storage": plugin}, True),
    ):
        made = to_released(compiled(**given, plugins={**plugins, **more}))
        assert made["dbt_profiles"]["orders"]["target"] == target
        assert (target in made["dbt_profiles"]["orders"]["outputs"]) is is_doubled
