"""The registry over real entry points of real, tiny distributions on ``sys.path``."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.checking import config_errors
from floe_lsp.plugins.compute import ComputePlugin
from floe_lsp.plugins.errors import (
    PluginCallError,
    PluginIncompatible,
    PluginLoadError,
    PluginNeedsConfigError,
    PluginNotFound,
)
from floe_lsp.plugins.preparation import prepare
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.plugins.sources import Origin

SERVER = Path(__file__).parents[3] / "server"

GOOD = """
    class Spec:
        cpu_request, cpu_limit, memory_request, memory_limit = "1", "2", "1Gi", "2Gi"
        ephemeral_storage_request, ephemeral_storage_limit = "1Gi", "2Gi"


    class Plugin:
        name = "acme"
        version = "3.2.1"
        floe_api_version = "1.0"
        description = "Acme engine"
        is_self_hosted = False

        def get_config_schema(self):
            return None

        def generate_dbt_profile(self, config):
            return {
                "type": "acme",
                "threads": config.threads,
                "timeout": config.timeout_seconds,
                **config.connection,
                "login": config.credentials.get("password"),
            }

        def get_required_dbt_packages(self):
            return ("dbt-acme",)

        def get_resource_requirements(self, workload_size):
            if workload_size != "small":
                raise ValueError(f"no size {workload_size}")
            return Spec()
"""


class Environment:
    """A folder on ``sys.path`` in which distributions are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules: list[str] = []

    def install(
        self,
        distribution: str,
        entry_points: str,
        code: str = GOOD,
        *,
        module: str | None = None,
        version: str = "1.0",
        folder: Path | None = None,
    ) -> None:
        """Install a distribution of one module; ``{module}`` in its entry points is its name."""
        folder = folder or self.folder
        module = module or distribution.replace("-", "_")
        self.modules.append(module)
        (folder / f"{module}.py").write_text(dedent(code), encoding="utf-8")
        info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", encoding="utf-8"
        )
        text = dedent(entry_points).format(module=module)
        (info / "entry_points.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    made = Environment(folder)
    yield made
    for module in made.modules:
        sys.modules.pop(module, None)


def acme(environment: Environment, code: str = GOOD, name: str = "acme") -> PluginRegistry:
    """Install one compute plugin and return a registry that sees it."""
    entry_points = f"[floe.computes]\n{name} = {{module}}:Plugin\n"
    environment.install("floe-compute-acme", entry_points, code)
    return PluginRegistry()


# --- finding ---------------------------------------------------------------------------------


@pytest.mark.requirement("E207")
def test_built_in_engines_are_found_without_importing_them() -> None:
    code = """
        import sys
        from floe_lsp.plugins.categories import PluginCategory
        from floe_lsp.plugins.registry import PluginRegistry
        registry = PluginRegistry()
        print(registry.names(PluginCategory.COMPUTE))
        source = registry.find(PluginCategory.COMPUTE, "snowflake")
        print(source.origin.value, source.described())
        print([name for name in sys.modules if ".computes" in name or name == "pydantic"])
        registry.load_compute("snowflake")
        print([name for name in sorted(sys.modules) if "plugins.computes." in name])
    """
    run = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(SERVER)!r})\n" + dedent(code),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == [
        "('bigquery', 'databricks', 'duckdb', 'postgres', 'snowflake', 'spark')",
        "built in compute plugin 'snowflake'",
        "[]",
        "['floe_lsp.plugins.computes.engine', 'floe_lsp.plugins.computes.snowflake']",
    ]


def test_metadata_of_distributions_is_not_read_before_a_plugin_is_asked_for() -> None:
    code = f"import sys; sys.path.insert(0, {str(SERVER)!r}); import floe_lsp.plugins.registry"
    check = "; print('importlib.metadata' in sys.modules, 'pydantic' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code + check], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False False"


def test_an_installed_plugin_is_found_but_not_imported(environment: Environment) -> None:
    registry = acme(environment)
    assert "acme" in registry.names(PluginCategory.COMPUTE)
    source = registry.find(PluginCategory.COMPUTE, "acme")
    assert source is not None
    assert source.origin is Origin.INSTALLED
    assert source.described() == "compute plugin 'acme' of floe-compute-acme 1.0"
    assert source.entry_point() == "floe.computes: acme = floe_compute_acme:Plugin"
    assert "floe_compute_acme" not in sys.modules


def test_an_installed_plugin_wins_over_the_built_in_one(environment: Environment) -> None:
    registry = acme(environment, name="duckdb")
    source = registry.find(PluginCategory.COMPUTE, "duckdb")
    assert source is not None
    assert source.distribution == "floe-compute-acme"
    assert [rival.origin for rival in source.rivals] == [Origin.BUILT_IN]
    assert registry.load_compute("duckdb").version == "3.2.1"


def test_an_untrusted_workspace_has_built_in_plugins_alone(environment: Environment) -> None:
    acme(environment)
    acme_as_duckdb = "[floe.computes]\nduckdb = {module}:Plugin\n"
    environment.install("floe-compute-quack", acme_as_duckdb)
    registry = PluginRegistry(trusted=False)
    assert "acme" not in registry.names(PluginCategory.COMPUTE)
    assert registry.load_compute("duckdb").get_required_dbt_packages() == ["dbt-duckdb>=1.9,<1.12"]
    with pytest.raises(PluginNotFound) as caught:
        registry.load_compute("acme")
    assert (
        caught.value.suggestion == "plugins of other packages are used in a trusted workspace only"
    )
    assert not {"floe_compute_acme", "floe_compute_quack"} & sys.modules.keys()


def test_of_two_with_one_name_the_first_by_distribution_is_used(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    monkeypatch.setattr(sys, "path", [str(earlier), *sys.path])
    entry_points = "[floe.computes]\nacme = {module}:Plugin\n"
    environment.install("zzz-acme", entry_points, folder=earlier)
    environment.install("aaa-acme", entry_points)
    source = PluginRegistry().find(PluginCategory.COMPUTE, "acme")
    assert source is not None
    assert source.distribution == "aaa-acme"
    assert [rival.distribution for rival in source.rivals] == ["zzz-acme"]


def test_a_distribution_that_stands_twice_on_the_path_counts_once(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    monkeypatch.setattr(sys, "path", [str(earlier), *sys.path])
    entry_points = "[floe.computes]\nacme = {module}:Plugin\n"
    environment.install("floe-acme", entry_points, version="1.0")
    environment.install("floe-acme", entry_points, version="2.0", folder=earlier)
    source = PluginRegistry().find(PluginCategory.COMPUTE, "acme")
    assert source is not None
    assert source.distribution_version == "2.0"
    assert source.rivals == ()


def test_a_broken_distribution_is_named_and_does_not_stop_the_others(
    environment: Environment,
) -> None:
    registry = acme(environment)
    info = environment.folder / "floe_broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: floe-broken\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_bytes(b"[floe.computes]\nx = \xff\xfe\n")
    assert registry.unreadable == ("floe-broken",)
    assert "acme" in registry.names(PluginCategory.COMPUTE)


def test_refresh_sees_what_was_installed_meanwhile(environment: Environment) -> None:
    registry = PluginRegistry()
    assert registry.find(PluginCategory.COMPUTE, "acme") is None
    acme(environment)
    assert registry.find(PluginCategory.COMPUTE, "acme") is None
    registry.refresh()
    assert registry.find(PluginCategory.COMPUTE, "acme") is not None


@pytest.mark.parametrize(
    ("category", "name", "message", "suggestion"),
    [
        (
            PluginCategory.COMPUTE,
            "snowflke",
            "compute plugin 'snowflke' is not installed",
            "did you mean 'snowflake'?",
        ),
        (
            PluginCategory.COMPUTE,
            "mysql",
            "compute plugin 'mysql' is not installed",
            "available: bigquery, databricks, duckdb, postgres, snowflake, spark",
        ),
        (
            PluginCategory.CATALOG,
            "glue",
            "catalog plugin 'glue' is not installed",
            "pip install floe-catalog-glue",
        ),
        (
            PluginCategory.INGESTION,
            "dtl",
            "ingestion plugin 'dtl' is not installed",
            "did you mean 'dlt'? pip install floe-ingestion-dlt",
        ),
        (
            PluginCategory.ORCHESTRATOR,
            "prefect",
            "orchestrator plugin 'prefect' is not installed, and no package of it is published",
            "install a package that registers it under floe.orchestrators",
        ),
    ],
)
@pytest.mark.requirement("E207")
def test_a_missing_plugin_says_what_to_do(
    category: PluginCategory, name: str, message: str, suggestion: str
) -> None:
    with pytest.raises(PluginNotFound) as caught:
        PluginRegistry().load(category, name)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)


# --- loading ---------------------------------------------------------------------------------


def test_a_good_plugin_works_through_our_interface(environment: Environment) -> None:
    plugin = acme(environment).load_compute("acme")
    assert isinstance(plugin, ComputePlugin)
    assert (plugin.name, plugin.version, plugin.floe_api_version) == ("acme", "3.2.1", "1.0")
    assert plugin.description == "Acme engine"
    assert plugin.is_self_hosted is False
    assert plugin.get_required_dbt_packages() == ["dbt-acme"]
    assert plugin.get_resource_requirements("small").memory_limit == "2Gi"
    prepared = prepare(plugin, {"url": "u", "password": "hunter2", "threads": 8}, "acme-login")
    assert prepared.literal_secrets == (("password",),)
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
            "cannot be made: OSError: no licence",
        ),
        (
            (
                "from abc import ABC, abstractmethod\n"
                "class Plugin(ABC):\n    @abstractmethod\n    def x(self): ..."
            ),
            "cannot be made: TypeError: Can't instantiate abstract class",
        ),
        (
            "class Plugin:\n    name = version = 'x'\n    floe_api_version = '1.0'",
            (
                "is no compute plugin: Plugin has no is_self_hosted, generate_dbt_profile, "
                "get_required_dbt_packages, get_resource_requirements"
            ),
        ),
        ("Plugin = 5", "is no compute plugin: int has no name"),
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
    assert again.value is caught.value


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
        "catalog plugin 'acme' of floe-cat 1.0 can only be made with 'config', "
        "which a compile does not have"
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
            "tells a wrong interface version: 'newest' is not a version of the form 1.0",
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


# --- calling ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("raise KeyError('host')", "failed in generate_dbt_profile: KeyError: 'host'"),
        ("raise SystemExit", "failed in generate_dbt_profile: it tried to end the program"),
        (
            "return self.generate_dbt_profile(config)",
            "failed in generate_dbt_profile: it calls itself without end",
        ),
        ("return []", "returned list from generate_dbt_profile, where a mapping belongs"),
        ("return {}", "returned an output without 'type' from generate_dbt_profile"),
        (
            "return {'type': 'x', 'y': object()}",
            "returned something that is no plain data in generate_dbt_profile: object",
        ),
        (
            "return {'type': 'x', 1: 2}",
            "returned something that is no plain data in generate_dbt_profile: dict",
        ),
        (
            "loop = {'type': 'x'}; loop['self'] = loop; return loop",
            "failed in generate_dbt_profile: it calls itself without end",
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


def test_every_member_is_fenced(environment: Environment) -> None:
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


def test_the_config_model_of_a_plugin_is_fenced_too(environment: Environment) -> None:
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
