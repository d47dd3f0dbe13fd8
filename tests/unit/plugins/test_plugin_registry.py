"""What the registry finds over real entry points."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from installed_plugins import SERVER, Environment, acme

from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.errors import PluginNotFound
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.plugins.sources import BUILT_IN, Origin


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
        str(tuple(sorted(BUILT_IN))),
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
        caught.value.suggestion
        == "trust the workspace; plugins of other packages are used only then"
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


def test_what_is_installed_meanwhile_is_for_the_next_registry(environment: Environment) -> None:
    registry = PluginRegistry()
    assert registry.find(PluginCategory.COMPUTE, "acme") is None
    acme(environment)
    assert registry.find(PluginCategory.COMPUTE, "acme") is None
    assert PluginRegistry().find(PluginCategory.COMPUTE, "acme") is not None


@pytest.mark.parametrize(
    ("category", "name", "message", "suggestion"),
    [
        (
            PluginCategory.COMPUTE,
            "snowflke",
            "compute plugin 'snowflke' is not installed",
            f"did you mean 'snowflake'? available: {', '.join(sorted(BUILT_IN))}",
        ),
        (
            PluginCategory.COMPUTE,
            "mysql",
            "compute plugin 'mysql' is not installed",
            f"available: {', '.join(sorted(BUILT_IN))}; or install a package that has 'mysql'",
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
            "did you mean 'dlt'? if so, pip install floe-ingestion-dlt; known: airbyte, dlt",
        ),
        (
            PluginCategory.ORCHESTRATOR,
            "prefect",
            "orchestrator plugin 'prefect' is not installed, and no package of it is published",
            (
                "install a package that registers it under floe.orchestrators; known: airflow, "
                "dagster, prefect"
            ),
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


def test_names_that_no_plugin_has_are_not_remembered() -> None:
    registry = PluginRegistry()
    for number in range(20):
        with pytest.raises(PluginNotFound):
            registry.load(PluginCategory.COMPUTE, f"typed_{number}")
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, PluginNotFound)] == []
