"""What is true of every built-in engine, and what it says of itself."""

from __future__ import annotations

import json

import pytest
from engines import engine

from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import WORKLOAD_SIZES, ComputeConfig
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.sources import BUILT_IN

pytestmark = pytest.mark.requirement("FR-005")


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
