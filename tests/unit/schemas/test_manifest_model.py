"""manifest.yaml: root, plugins, quality, observability and resources."""

import warnings
from typing import Any

import pytest

from floe_lsp.schemas.manifest.environment_fields import MANIFEST_ENVIRONMENT_FIELDS
from floe_lsp.schemas.manifest.platform_manifest import RESERVED_NAMES, PlatformManifest
from floe_lsp.schemas.product.quality import QualityConfig

from .contract_examples import assert_valid, errors, manifest, only_error, places

pytestmark = pytest.mark.requirement("FR-003")


def quality(**changes: object) -> dict[str, Any]:
    return manifest(plugins={"quality": {"provider": "soda", **changes}})


def test_a_small_manifest_and_its_defaults() -> None:
    platform = PlatformManifest.model_validate(manifest())
    assert platform.scope is None
    assert platform.plugins.dbt.type == "core"
    assert "dbt" not in platform.plugins.model_fields_set
    assert platform.model_extra == {}


@pytest.mark.requirement("E126")
def test_unknown_keys_at_the_root_are_kept_without_a_python_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        platform = PlatformManifest.model_validate(
            manifest(**{"cost_center": {"a": 1}, "x-base": {"b": 2}, "goverance": {}})
        )
    assert platform.model_extra == {"cost_center": {"a": 1}, "goverance": {}}


@pytest.mark.requirement("E104")
@pytest.mark.parametrize("key", [*sorted(MANIFEST_ENVIRONMENT_FIELDS), "Environments"])
def test_keys_that_tie_the_manifest_to_an_environment(key: str) -> None:
    error = only_error(PlatformManifest, manifest(**{key: "x"}))
    assert (error.type, error.loc) == ("environment_field", (key,))
    assert f"'{key}'" in error.message
    assert_valid(PlatformManifest, manifest(defaults={key: "x"}))
    assert_valid(PlatformManifest, manifest(**{f"x-{key}": "x"}))


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES))
def test_reserved_names(name: str) -> None:
    data = manifest(metadata={"name": name, "version": "1.0.0", "owner": "a"})
    error = only_error(PlatformManifest, data)
    assert (error.type, error.loc) == ("reserved_name", ("metadata", "name"))


@pytest.mark.parametrize(
    ("change", "kind", "loc"),
    [
        ({"kind": "FloeSpec"}, "literal_error", ("kind",)),
        ({"metadata": {"name": "a", "version": "1.0.0"}}, "missing", ("metadata", "owner")),
        (
            {"metadata": {"name": "a-", "version": "1.0.0", "owner": "o"}},
            "invalid_name",
            ("metadata", "name"),
        ),
        ({"plugins": None}, "model_type", ("plugins",)),
        ({"plugins": {"computee": {}}}, "extra_forbidden", ("plugins", "computee")),
        ({"plugins": {"compute": {}}}, "missing", ("plugins", "compute", "type")),
        ({"plugins": {"compute": {"type": " "}}}, "invalid_format", ("plugins", "compute", "type")),
        (
            {"plugins": {"compute": {"type": "duckdb", "version": "1.0"}}},
            "invalid_version",
            ("plugins", "compute", "version"),
        ),
        (
            {"plugins": {"compute": {"type": "duckdb", "connection_secret_ref": "A"}}},
            "invalid_name",
            ("plugins", "compute", "connection_secret_ref"),
        ),
        (
            {"plugins": {"quality": {"type": "soda", "provider": "soda"}}},
            "extra_forbidden",
            ("plugins", "quality", "type"),
        ),
        ({"scope": "team"}, "literal_error", ("scope",)),
        ({"defaults": {"compute": 5}}, "string_type", ("defaults", "compute")),
        ({"parent_manifest": " ", "scope": "domain"}, "invalid_format", ("parent_manifest",)),
    ],
)
def test_one_mistake(change: dict[str, Any], kind: str, loc: tuple[str | int, ...]) -> None:
    error = only_error(PlatformManifest, manifest(**change))
    assert (error.type, error.loc) == (kind, loc)


@pytest.mark.requirement("E124")
@pytest.mark.parametrize(
    ("change", "loc", "related"),
    [
        ({"scope": "domain"}, ("scope",), None),
        ({"parent_manifest": "p.yaml"}, ("parent_manifest",), None),
        ({"scope": "enterprise", "parent_manifest": "p"}, ("parent_manifest",), ("scope",)),
        ({"approved_plugins": {}}, ("approved_plugins",), None),
        (
            {"scope": "domain", "parent_manifest": "p", "approved_sinks": []},
            ("approved_sinks",),
            ("scope",),
        ),
        ({"scope": "enterprise", "approved_products": ["a"]}, ("approved_products",), ("scope",)),
        ({"approved_products": []}, ("approved_products",), None),
    ],
)
def test_scope_and_what_fits_it(
    change: dict[str, Any], loc: tuple[str, ...], related: tuple[str, ...] | None
) -> None:
    error = only_error(PlatformManifest, manifest(**change))
    assert (error.type, error.loc) == ("contradiction", loc)
    assert [place for place, _ in error.related] == ([] if related is None else [related])


def test_tiers_with_all_that_they_may_have() -> None:
    enterprise = {
        "scope": "enterprise",
        "approved_plugins": {"compute": ["duckdb"]},
        "approved_sinks": ["rest_api"],
    }
    domain = {"scope": "domain", "parent_manifest": "../e.yaml", "approved_products": ["a"]}
    assert_valid(PlatformManifest, manifest(**enterprise))
    assert_valid(PlatformManifest, manifest(**domain))
    assert_valid(PlatformManifest, manifest(scope=None, parent_manifest=None, approved_sinks=None))


def test_an_invalid_scope_is_the_only_thing_said_of_it() -> None:
    data = manifest(scope="team", parent_manifest="p", approved_sinks=[])
    assert places(PlatformManifest, data) == [("literal_error", ("scope",))]


@pytest.mark.requirement("E128")
@pytest.mark.parametrize("part", ["tracing", "lineage"])
def test_endpoints(part: str) -> None:
    good = manifest(observability={part: {"endpoint": "http://collector:4317"}})
    assert_valid(PlatformManifest, good)
    for text in ("http://localhost:4317", "http://x@127.0.0.1", "http://[::1]", "collector:4317"):
        error = only_error(PlatformManifest, manifest(observability={part: {"endpoint": text}}))
        assert (error.type, error.loc) == ("invalid_endpoint", ("observability", part, "endpoint"))


def test_observability_and_its_defaults() -> None:
    platform = PlatformManifest.model_validate(manifest(observability={}))
    assert platform.observability is not None
    assert platform.observability.tracing.exporter == "otlp"
    assert platform.observability.lineage.transport == "http"
    assert platform.observability.logging.level == "INFO"
    data = manifest(
        observability={
            "tracing": {"exporter": "jaeger"},
            "lineage": {"transport": "kafka"},
            "logging": {"level": "TRACE", "format": "xml"},
        }
    )
    assert {error.type for error in errors(PlatformManifest, data)} == {"literal_error"}
    assert len(errors(PlatformManifest, data)) == 4


NESTED = {
    "requests": {"cpu": "100m", "memory": "256Mi"},
    "limits": {"cpu": "2", "memory": "4Gi"},
}
FLAT = {"cpu_request": "100m", "memory_request": "256Mi", "cpu_limit": "2", "memory_limit": "4Gi"}


def test_both_forms_of_a_preset_are_the_same() -> None:
    platform = PlatformManifest.model_validate(
        manifest(resource_presets={"long": NESTED, "short": FLAT})
    )
    presets = platform.resource_presets or {}
    assert presets["long"] == presets["short"]
    assert presets["short"].limits.memory == "4Gi"


@pytest.mark.parametrize(
    ("preset", "found"),
    [
        ({**FLAT, "cpu_limit": 2}, [("string_type", ("cpu_limit",))]),
        ({**FLAT, "memory_limit": "4GB"}, [("invalid_format", ("memory_limit",))]),
        (
            {"cpu_request": "1"},
            [
                ("missing", ("cpu_limit",)),
                ("missing", ("memory_limit",)),
                ("missing", ("memory_request",)),
            ],
        ),
        ({**FLAT, "cpu": "1"}, [("extra_forbidden", ("cpu",))]),
        ({**NESTED, "requests": {"cpu": "1"}}, [("missing", ("requests", "memory"))]),
        (
            {**NESTED, "requests": FLAT},
            [
                ("extra_forbidden", ("requests", "cpu_limit")),
                ("extra_forbidden", ("requests", "cpu_request")),
                ("extra_forbidden", ("requests", "memory_limit")),
                ("extra_forbidden", ("requests", "memory_request")),
                ("missing", ("requests", "cpu")),
                ("missing", ("requests", "memory")),
            ],
        ),
        ({}, [("missing", ("limits",)), ("missing", ("requests",))]),
    ],
)
def test_mistakes_in_a_preset_stand_where_they_were_typed(
    preset: dict[str, Any], found: list[tuple[str, tuple[str, ...]]]
) -> None:
    wanted = [(kind, ("resource_presets", "small", *loc)) for kind, loc in found]
    got = places(PlatformManifest, manifest(resource_presets={"small": preset}))
    assert sorted(got, key=str) == sorted(wanted, key=str)


def test_forms_of_a_preset_are_not_mixed() -> None:
    base = ("resource_presets", "small")
    data = manifest(resource_presets={"small": {**NESTED, "cpu_limit": "1"}})
    error = only_error(PlatformManifest, data)
    assert (error.type, error.loc) == ("contradiction", (*base, "cpu_limit"))
    assert error.related[0][0] == (*base, "requests")
    half = {"limits": NESTED["limits"], "cpu_request": "1", "memory_request": "1Gi"}
    assert places(PlatformManifest, manifest(resource_presets={"small": half})) == [
        ("contradiction", (*base, "cpu_request")),
        ("contradiction", (*base, "memory_request")),
        ("missing", (*base, "requests")),
    ]


def test_quality_and_its_defaults() -> None:
    settings = QualityConfig(provider="soda")
    assert settings.quality_gates.silver.required_tests == ["not_null", "unique"]
    assert settings.quality_gates.gold.min_score == 90
    assert settings.calculation.severity_weights.critical == 3
    assert (settings.thresholds.min_score, settings.thresholds.warn_score) == (70, 85)
    assert settings.check_timeout_seconds == 300


@pytest.mark.requirement("E112")
def test_weights_sum_to_one() -> None:
    weights = {"completeness": 0.6, "accuracy": 0.1, "validity": 0.1, "consistency": 0.1}
    assert_valid(PlatformManifest, quality(dimension_weights={**weights, "timeliness": 0.1}))
    assert_valid(PlatformManifest, quality(dimension_weights={"accuracy": "0.25"}))
    error = only_error(PlatformManifest, quality(dimension_weights=weights))
    assert (error.type, error.loc) == ("out_of_range", ("plugins", "quality", "dimension_weights"))
    assert "sum to 1.05" in error.message
    # A weight that is wrong alone says nothing of the sum.
    wrong: list[Any] = ["much", True, None, []]
    for bad in wrong:
        found = errors(PlatformManifest, quality(dimension_weights={"accuracy": bad}))
        assert "out_of_range" not in {error.type for error in found}, bad


@pytest.mark.parametrize(
    ("change", "kind", "loc"),
    [
        ({"check_timeout_seconds": 0}, "greater_than_equal", ("check_timeout_seconds",)),
        ({"check_timeout_seconds": 3601}, "less_than_equal", ("check_timeout_seconds",)),
        ({"thresholds": {"min_score": 101}}, "less_than_equal", ("thresholds", "min_score")),
        (
            {"quality_gates": {"gold": {"min_test_coverage": -1}}},
            "greater_than_equal",
            ("quality_gates", "gold", "min_test_coverage"),
        ),
        (
            {"quality_gates": {"platinum": {}}},
            "extra_forbidden",
            ("quality_gates", "platinum"),
        ),
        (
            {"calculation": {"severity_weights": {"fatal": 1}}},
            "extra_forbidden",
            ("calculation", "severity_weights", "fatal"),
        ),
        ({"provider": ""}, "invalid_format", ("provider",)),
    ],
)
def test_mistakes_in_quality(change: dict[str, Any], kind: str, loc: tuple[str | int, ...]) -> None:
    error = only_error(PlatformManifest, quality(**change))
    assert (error.type, error.loc) == (kind, ("plugins", "quality", *loc))
