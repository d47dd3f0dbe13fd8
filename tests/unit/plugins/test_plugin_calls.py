"""Calls into plugins: isolated, made plain, and kept from standard output."""

from __future__ import annotations

from textwrap import dedent

import pytest
from installed_plugins import GOOD, Environment, acme

from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.errors import PluginCallError
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("raise KeyError('host')", "failed in generate_dbt_profile: KeyError: 'host'"),
        ("raise SystemExit", "failed in generate_dbt_profile: it tried to end the program"),
        (
            "return self.generate_dbt_profile(config)",
            "failed in generate_dbt_profile: it calls itself endlessly",
        ),
        ("return []", "returned list from generate_dbt_profile, where a mapping belongs"),
        ("return {}", "returned an output without 'type' from generate_dbt_profile"),
        (
            "return {'type': 'x', 'y': object()}",
            "returned something that is not plain data in generate_dbt_profile: object",
        ),
        (
            "return {'type': 'x', 1: 2}",
            "returned something that is not plain data in generate_dbt_profile: dict",
        ),
        (
            "loop = {'type': 'x'}; loop['self'] = loop; return loop",
            "failed in generate_dbt_profile: it calls itself endlessly",
        ),
    ],
)
@pytest.mark.requirement("E208")
def test_a_plugin_that_fails_when_called_is_named(
    environment: Environment, body: str, problem: str
) -> None:
    start = "def generate_dbt_profile(self, config):"
    code = dedent(GOOD).replace(start, f"{start}\n        {body}\n\n    def unused(self, config):")
    plugin = acme(environment, code).load_compute("acme")
    config = prepare(plugin, {}).config
    with pytest.raises(PluginCallError) as caught:
        plugin.generate_dbt_profile(config)
    assert caught.value.message == f"compute plugin 'acme' of floe-compute-acme 1.0 {problem}"


def test_every_member_is_isolated(environment: Environment) -> None:
    code = """
        class Plugin:
            name, floe_api_version = "acme", "1.0"

            @property
            def version(self):
                return None

            is_self_hosted = generate_dbt_profile = 1

            def get_config_schema(self):
                return int

            def get_required_dbt_packages(self):
                return {"a": 1}

            def get_resource_requirements(self, workload_size):
                return object()
    """
    plugin = acme(environment, code).load_compute("acme")
    calls = {
        "version": lambda: plugin.version,
        "get_config_schema": plugin.get_config_schema,
        "get_required_dbt_packages": plugin.get_required_dbt_packages,
        "get_resource_requirements": lambda: plugin.get_resource_requirements("small"),
        "generate_dbt_profile": lambda: plugin.generate_dbt_profile(prepare(plugin, {}).config),
    }
    for member, call in calls.items():
        with pytest.raises(PluginCallError, match=member):
            call()


def test_the_config_model_of_a_plugin_is_isolated_too(environment: Environment) -> None:
    code = """
        from pydantic import BaseModel, field_validator

        class Options(BaseModel):
            url: str

            @field_validator("url")
            @classmethod
            def check(cls, value):
                return {}[value]

        class Plugin:
            name, version, floe_api_version = "acme", "1.0.0", "1.0"

            def get_config_schema(self):
                return Options
    """
    environment.install("floe-lin", "[floe.lineage_backends]\nacme = {module}:Plugin\n", code)
    plugin = PluginRegistry().load(PluginCategory.LINEAGE_BACKEND, "acme")
    with pytest.raises(PluginCallError) as caught:
        config_errors(plugin, {"url": "x"})
    assert caught.value.message == (
        "lineage backend plugin 'acme' of floe-lin 1.0 failed in its config model Options: "
        "KeyError: 'x'"
    )


def test_what_a_plugin_returns_becomes_plain_data(environment: Environment) -> None:
    start = "def generate_dbt_profile(self, config):"
    body = """
        from enum import Enum
        from pathlib import Path
        from pydantic import BaseModel, SecretStr

        class Kind(str, Enum):
            ACME = "acme"

        class Part(BaseModel):
            on: bool = True

        return {
            "type": Kind.ACME, "path": Path("/x"), "parts": (Part(), None, 1.5),
            "login": SecretStr("{{ env_var('X') }}"),
        }
"""
    code = dedent(GOOD).replace(start, f"{start}\n{body}\n    def unused(self, config):")
    plugin = acme(environment, code).load_compute("acme")
    output = plugin.generate_dbt_profile(prepare(plugin, {}).config)
    assert output == {
        "type": "acme",
        "path": "/x",
        "parts": [{"on": True}, None, 1.5],
        "login": "{{ env_var('X') }}",
    }
    assert type(output["type"]) is str


def test_what_a_plugin_prints_never_reaches_standard_output(
    environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "print('hello from the import')\n" + dedent(GOOD).replace(
        "def get_required_dbt_packages(self):",
        "def get_required_dbt_packages(self):\n        print('hello from a call')",
    )
    plugin = acme(environment, code).load_compute("acme")
    plugin.get_required_dbt_packages()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "hello from the import" in captured.err
    assert "hello from a call" in captured.err


def test_templates_for_numbers_are_kept_from_plugins_that_want_numbers(
    environment: Environment,
) -> None:
    plugin = acme(environment).load_compute("acme")
    threads = "{{ env_var('N') | int }}"
    output = plugin.generate_dbt_profile(prepare(plugin, {"threads": threads}).config)
    assert output["threads"] == threads
    assert output["timeout"] == 3600
