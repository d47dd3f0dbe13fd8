"""The released DuckDB plugin, found by our registry and used through our interface.

The released packages live in a virtual environment of their own, which ``make test`` makes; the
variable FLOE_TEST_RELEASED_PYTHON names its interpreter. It needs nothing of ours but the source.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.requirement("FR-006")

SERVER = Path(__file__).parents[2] / "server"

PROBE = """
import json, sys
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.errors import PluginError
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry

config = {
    "path": "data/customer_360.duckdb",
    "threads": 6,
    "timeout_seconds": 120,
    "memory_limit": "2GB",
    "extensions": ["httpfs"],
    "attach": [{"path": "x.db", "alias": "x", "options": {"secret": "lake"}}],
}
registry = PluginRegistry()
source = registry.find(PluginCategory.COMPUTE, "duckdb")
before = [name for name in sys.modules if name.startswith(("floe_core", "floe_compute"))]
plugin = registry.load_compute("duckdb")
prepared = prepare(plugin, config)
failures = {}
for name, path in (("dots", "../x.duckdb"), ("number", 5)):
    try:
        plugin.generate_dbt_profile(prepare(plugin, {"path": path}).config)
    except PluginError as error:
        failures[name] = str(error)
try:
    registry.load(PluginCategory.CATALOG, "polaris")
except PluginError as error:
    failures["polaris"] = f"{type(error).__name__}: {error}"
minio = registry.load(PluginCategory.STORAGE, "minio")
answers = {
    "source": [source.origin.value, source.described(), source.entry_point()],
    "rivals": [rival.target for rival in source.rivals],
    "imported by finding": before,
    "module": type(plugin.plugin).__module__,
    "facts": [plugin.name, plugin.version, plugin.floe_api_version, plugin.is_self_hosted],
    "packages": plugin.get_required_dbt_packages(),
    "memory": plugin.get_resource_requirements("medium").memory_limit,
    "errors": [error["type"] for error in config_errors(plugin, {**config, "threads": 99})],
    "literals": tuple(prepared.variables),
    "profile": plugin.generate_dbt_profile(prepared.config),
    "template": plugin.generate_dbt_profile(
        prepare(plugin, {"threads": "{{ env_var('N') | int }}"}).config
    )["threads"],
    "failures": failures,
    "minio": [error["loc"] for error in config_errors(minio, {"endpoint": "http://x"})],
    "untrusted": PluginRegistry(trusted=False).load_compute("duckdb").get_required_dbt_packages(),
}
received = []
plugin.plugin.generate_dbt_profile = lambda config: received.append(config) or {"type": "x"}
plugin.generate_dbt_profile(prepare(plugin, {"password": "hunter2"}, "login").config)
answers["config"] = [
    type(received[0]).__module__,
    received[0].connection["password"],
    received[0].credentials["password"].get_secret_value(),
]
with open(sys.argv[1], "w") as file:
    json.dump(answers, file)
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    python = os.environ.get("FLOE_TEST_RELEASED_PYTHON")
    if python is None:
        pytest.fail(
            "FLOE_TEST_RELEASED_PYTHON is not set: run this test by 'make test', which sets it"
        )
    folder = tmp_path_factory.mktemp("released")
    answered = folder / "answers.json"
    run = subprocess.run(
        [python, "-W", "ignore", "-c", PROBE, str(answered)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SERVER)},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    return json.loads(answered.read_text(encoding="utf-8"))


def test_it_is_found_without_being_imported(answers: dict[str, Any]) -> None:
    assert answers["source"] == [
        "installed",
        "compute plugin 'duckdb' of floe-compute-duckdb 0.1.0a1",
        "floe.computes: duckdb = floe_compute_duckdb:DuckDBComputePlugin",
    ]
    assert answers["imported by finding"] == []


def test_it_is_used_in_place_of_the_built_in_engine(answers: dict[str, Any]) -> None:
    assert answers["rivals"] == ["floe_lsp.plugins.computes.duckdb:DuckDBPlugin"]
    assert answers["module"] == "floe_compute_duckdb.plugin"
    assert answers["facts"] == ["duckdb", "0.1.0", "1.0", True]
    assert answers["packages"][0].startswith("dbt-duckdb")
    assert answers["memory"] == "4Gi"


def test_it_makes_a_profile(answers: dict[str, Any]) -> None:
    assert answers["profile"] == {
        "type": "duckdb",
        "path": "data/customer_360.duckdb",
        "threads": 6,
        "timeout_seconds": 120,
        "extensions": ["httpfs"],
        "settings": {"memory_limit": "2GB"},
        "attach": [{"path": "x.db", "alias": "x", "secret": "lake"}],
    }
    assert answers["literals"] == []
    assert answers["template"] == "{{ env_var('N') | int }}"


def test_it_is_given_the_config_class_of_its_own_release(answers: dict[str, Any]) -> None:
    variable = "{{ env_var('FLOE_SECRET_LOGIN_PASSWORD') }}"
    assert answers["config"] == ["floe_core.compute_config", variable, variable]


def test_common_options_are_checked_though_it_has_no_model(answers: dict[str, Any]) -> None:
    assert answers["errors"] == ["out_of_range"]


def test_what_it_refuses_is_an_error_that_names_it(answers: dict[str, Any]) -> None:
    failures = answers["failures"]
    named = "compute plugin 'duckdb' of floe-compute-duckdb 0.1.0a1 failed in generate_dbt_profile:"
    assert failures["dots"].startswith(f"{named} ValueError: ")
    assert failures["number"].startswith(f"{named} TypeError: ")


def test_a_plugin_that_cannot_be_made_without_config_says_so(answers: dict[str, Any]) -> None:
    assert answers["failures"]["polaris"] == (
        "PluginNeedsConfigError: catalog plugin 'polaris' of floe-catalog-polaris 0.1.0a1 can only "
        "be created with 'config', which a compilation does not have"
    )


def test_the_model_of_another_released_plugin_is_used(answers: dict[str, Any]) -> None:
    assert ["bucket"] in answers["minio"]


def test_an_untrusted_workspace_keeps_to_the_built_in_engine(answers: dict[str, Any]) -> None:
    assert answers["untrusted"] == ["dbt-duckdb>=1.9,<1.12"]
