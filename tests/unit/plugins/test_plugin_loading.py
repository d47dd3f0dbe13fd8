"""What the registry loads, and how it names a plugin that cannot be loaded."""

from __future__ import annotations

from textwrap import dedent

import pytest
from installed_plugins import GOOD, Environment, acme

from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import ComputePlugin
from floe_lsp.plugins.errors import (
    PluginCallError,
    PluginIncompatible,
    PluginLoadError,
    PluginNeedsConfigError,
)
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry


def test_a_good_plugin_works_through_our_interface(environment: Environment) -> None:
    plugin = acme(environment).load_compute("acme")
    assert isinstance(plugin, ComputePlugin)
    assert (plugin.name, plugin.version, plugin.floe_api_version) == ("acme", "3.2.1", "1.0")
    assert plugin.description == "Acme engine"
    assert plugin.is_self_hosted is False
    assert plugin.get_required_dbt_packages() == ["dbt-acme"]
    assert plugin.get_resource_requirements("small").memory_limit == "2Gi"
    prepared = prepare(plugin, {"url": "u", "password": "hunter2", "threads": 8}, "acme-login")
    assert tuple(prepared.variables) == (("password",),)
    variable = "{{ env_var('FLOE_SECRET_ACME_LOGIN_PASSWORD') }}"
    assert plugin.generate_dbt_profile(prepared.config) == {
        "type": "acme",
        "threads": 8,
        "timeout": 3600,
        "url": "u",
        "password": variable,
        "login": variable,
    }


def test_a_plugin_is_loaded_once(environment: Environment) -> None:
    registry = acme(environment)
    assert registry.load_compute("acme") is registry.load_compute("acme")


def test_without_a_model_the_common_options_are_checked(environment: Environment) -> None:
    plugin = acme(environment).load_compute("acme")
    errors = config_errors(plugin, {"threads": "four", "anything": [1]})
    assert [(error["loc"], error["type"]) for error in errors] == [(("threads",), "wrong_type")]


def test_a_subclass_of_our_interface_keeps_what_it_declares(environment: Environment) -> None:
    code = """
        from pydantic import BaseModel
        from floe_lsp.plugins.compute import ComputePlugin, ResourceSpec
        from floe_lsp.plugins.credentials import Credential

        class Options(BaseModel):
            host: str

        class Plugin(ComputePlugin):
            name = "acme"
            version = "1.0.0"
            floe_api_version = "1.0"
            is_self_hosted = True

            def get_config_schema(self):
                return Options

            def credentials(self, connection):
                return (Credential("login"), Credential("user", secret=False))

            def default_connection(self):
                return {"host": "{{ env_var('FLOE_ACME_HOST') }}"}

            def holds_secret(self, loc):
                return False if loc == ("token",) else None

            def generate_dbt_profile(self, config):
                return {"type": "acme", **config.connection, **config.credentials}

            def get_required_dbt_packages(self):
                return []

            def get_resource_requirements(self, workload_size):
                return ResourceSpec(
                    cpu_request="1", cpu_limit="1", memory_request="1Gi", memory_limit="1Gi"
                )
    """
    plugin = acme(environment, code).load_compute("acme")
    assert [error["type"] for error in config_errors(plugin, {})] == ["missing"]
    options = {**plugin.default_connection(), "token": "name-of-a-secret", "login": "hunter2"}
    assert plugin.generate_dbt_profile(prepare(plugin, options).config) == {
        "type": "acme",
        "host": "{{ env_var('FLOE_ACME_HOST') }}",
        "token": "name-of-a-secret",
        "login": "{{ env_var('FLOE_SECRET_ACME_LOGIN') }}",
        "user": "{{ env_var('FLOE_SECRET_ACME_USER') }}",
    }


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (
            "import acme_is_not_here",
            (
                "cannot be imported: it needs the Python module 'acme_is_not_here', "
                "which is not installed"
            ),
        ),
        ("raise SystemExit(3)", "cannot be imported: it tried to end the program"),
        ("def broken(:", "cannot be imported: SyntaxError"),
        ("Other = 1", "cannot be imported: AttributeError: module"),
        (
            "class Plugin:\n    def __init__(self):\n        raise OSError('no\\nlicence')",
            "cannot be created: OSError: no licence",
        ),
        (
            (
                "from abc import ABC, abstractmethod\n"
                "class Plugin(ABC):\n    @abstractmethod\n    def x(self): ..."
            ),
            "cannot be created: TypeError: Can't instantiate abstract class",
        ),
        (
            "class Plugin:\n    name = version = 'x'\n    floe_api_version = '1.0'",
            (
                "is not a usable compute plugin: Plugin has no is_self_hosted, "
                "generate_dbt_profile, get_required_dbt_packages, get_resource_requirements"
            ),
        ),
        ("Plugin = 5", "is not a usable compute plugin: int has no name"),
        (
            "class Bad(Exception):\n    def __str__(self): raise RuntimeError\nraise Bad()",
            "cannot be imported: Bad",
        ),
    ],
)
@pytest.mark.requirement("E208")
def test_a_plugin_that_cannot_be_loaded_is_named(
    environment: Environment, code: str, problem: str
) -> None:
    registry = acme(environment, code)
    with pytest.raises(PluginLoadError) as caught:
        registry.load_compute("acme")
    named = "compute plugin 'acme' of floe-compute-acme 1.0 "
    assert caught.value.message.startswith(named + problem)
    assert "\n" not in caught.value.message
    assert caught.value.suggestion is not None
    assert "floe.computes: acme = floe_compute_acme:Plugin" in caught.value.suggestion
    with pytest.raises(PluginLoadError) as again:
        registry.load_compute("acme")
    # Remembered, but not the object itself: it would gather the frames of each time.
    assert vars(again.value) == vars(caught.value)
    assert again.value is not caught.value


def test_a_keyboard_interrupt_is_the_persons_and_goes_on(environment: Environment) -> None:
    registry = acme(environment, "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        registry.load_compute("acme")


def test_a_plugin_that_needs_a_working_config_is_not_called_with_a_dummy(
    environment: Environment,
) -> None:
    code = "class Plugin:\n    def __init__(self, config, *, size=1): raise SystemExit"
    environment.install("floe-cat", "[floe.catalogs]\nacme = {module}:Plugin\n", code)
    with pytest.raises(PluginNeedsConfigError) as caught:
        PluginRegistry().load(PluginCategory.CATALOG, "acme")
    assert caught.value.message == (
        "catalog plugin 'acme' of floe-cat 1.0 can only be created with 'config', "
        "which a compilation does not have"
    )


@pytest.mark.parametrize(
    ("version", "error", "message"),
    [
        (
            "'1.7'",
            PluginIncompatible,
            "is written for version 1.7 of the plugin interface, this is 1.0",
        ),
        (
            "'newest'",
            PluginLoadError,
            "reports a wrong interface version: 'newest' is not a version of the form 1.0",
        ),
        ("1.0", PluginCallError, "returned float from floe_api_version, where text belongs"),
    ],
)
@pytest.mark.requirement("E202")
def test_the_interface_version_must_fit(
    environment: Environment, version: str, error: type[Exception], message: str
) -> None:
    code = dedent(GOOD).replace('floe_api_version = "1.0"', f"floe_api_version = {version}")
    with pytest.raises(error) as caught:
        acme(environment, code).load_compute("acme")
    assert str(caught.value) == f"compute plugin 'acme' of floe-compute-acme 1.0 {message}"


def test_other_categories_load_too(environment: Environment) -> None:
    code = """
        from pydantic import BaseModel

        class Options(BaseModel):
            url: str

        class Plugin:
            name, version, floe_api_version = "acme", "1.0.0", "1.0"

            def get_config_schema(self):
                return Options
    """
    environment.install("floe-lin", "[floe.lineage_backends]\nacme = {module}:Plugin\n", code)
    plugin = PluginRegistry().load(PluginCategory.LINEAGE_BACKEND, "acme")
    assert plugin.description == ""
    assert [error["loc"] for error in config_errors(plugin, {})] == [("url",)]
    assert config_errors(plugin, {"url": "x"}) == []


def test_an_entry_point_may_name_extras_and_nested_attributes(environment: Environment) -> None:
    code = dedent(GOOD) + "\nclass Outer:\n    Inner = Plugin\n"
    entry_points = "[floe.computes]\nacme = {module}:Outer.Inner [fast]\n"
    environment.install("floe-nested", entry_points, code)
    assert PluginRegistry().load_compute("acme").version == "3.2.1"
