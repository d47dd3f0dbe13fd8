"""What a plugin says of itself, and which kinds of plugins there are."""

from __future__ import annotations

import pytest

from floe_lsp.plugins.catalogue import install_command, known_plugin, known_plugins
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.metadata import PLATFORM_API_VERSION, is_compatible
from floe_lsp.schemas.manifest.plugin_selection import PLUGIN_CATEGORIES
from floe_lsp.wording.near_miss import near_miss


@pytest.mark.parametrize(
    ("plugin", "platform", "compatible"),
    [
        ("1.0", "1.0", True),
        ("1.0.7", "1.0", True),
        ("1.1", "1.0", False),
        ("1.1", "1.2", True),
        ("2.0", "1.0", False),
        ("0.9", "1.0", False),
        ("1.10", "1.9", False),
    ],
)
@pytest.mark.requirement("E202")
def test_compatible_means_same_major_and_no_newer_minor(
    plugin: str, platform: str, *, compatible: bool
) -> None:
    assert is_compatible(plugin, platform) is compatible


@pytest.mark.parametrize("version", ["", "1", "v1.0", "1.0-beta", "1.0\n", "one"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(ValueError, match=r"is not a version of the form 1\.0"):
        is_compatible(version)


def test_the_platform_fits_itself() -> None:
    assert is_compatible(PLATFORM_API_VERSION)


def test_every_category_has_its_own_released_group() -> None:
    groups = {category.group for category in PluginCategory}
    assert len(groups) == len(PluginCategory)
    assert all(group.startswith("floe.") for group in groups)
    assert PluginCategory("compute").group == "floe.computes"
    assert PluginCategory.LINEAGE_BACKEND.group == "floe.lineage_backends"


def test_manifest_keys_and_selectors() -> None:
    keys = [each.manifest_key for each in PluginCategory if each.manifest_key is not None]
    assert sorted(keys) == sorted(PLUGIN_CATEGORIES)
    assert PluginCategory.RBAC.manifest_key is None
    assert PluginCategory.QUALITY.selector == "provider"
    assert PluginCategory.CATALOG.selector == "type"
    assert PluginCategory.TELEMETRY_BACKEND.noun == "telemetry backend plugin"


def test_known_plugins_name_the_package_to_install() -> None:
    assert install_command(PluginCategory.CATALOG, "polaris") == "pip install floe-catalog-polaris"
    assert install_command(PluginCategory.ORCHESTRATOR, "airflow") is None
    assert install_command(PluginCategory.CATALOG, "nessie") is None
    airflow = known_plugin(PluginCategory.ORCHESTRATOR, "airflow")
    assert airflow is not None
    assert airflow.package is None
    names = [plugin.name for plugin in known_plugins(PluginCategory.STORAGE)]
    assert names == sorted(names)
    assert known_plugins(PluginCategory.ALERT_CHANNEL) == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("snowflke", "snowflake"),
        ("Duck_DB", "duckdb"),
        ("s3", "aws-s3"),
        ("postgresql", "postgres"),
        ("mysql", None),
        ("", None),
    ],
)
def test_near_miss(word: str, expected: str | None) -> None:
    assert near_miss(word, ["snowflake", "duckdb", "aws-s3", "postgres"]) == expected
