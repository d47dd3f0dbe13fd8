"""floe.yaml: every field and rule, valid and not."""

from typing import Any

import pytest

from floe_lsp.schemas.manifest.environment_fields import is_manifest_environment_field
from floe_lsp.schemas.product.environment_fields import ENVIRONMENT_FIELDS, is_environment_field
from floe_lsp.schemas.product.floe_spec import FloeSpec

from .contract_examples import Case, Document, assert_valid, errors, only_error, places, spec

pytestmark = pytest.mark.requirement("FR-003")


def test_a_full_product_keeps_every_value() -> None:
    product = FloeSpec.model_validate(
        spec(
            platform={"manifest": "../manifest.yaml"},
            metadata={
                "name": "customer-360",
                "version": "1.0.0",
                "description": "All of it",
                "owner": "data@example.com",
                "labels": {"domain": "retail"},
            },
            transforms=[
                {
                    "name": "mart_customers",
                    "compute": "snowflake",
                    "tags": ["marts", "marts", ""],
                    "dependsOn": ["stg_customers"],
                    "tier": "gold",
                    "qualityChecks": [
                        {
                            "name": "id_unique",
                            "type": "unique",
                            "column": "id",
                            "dimension": "validity",
                            "severity": "critical",
                            "custom_weight": 2.5,
                            "parameters": {"where": "id > 0"},
                            "enabled": False,
                        }
                    ],
                },
                {"name": "stg_customers"},
            ],
            schedule={"cron": "0 6 * * *", "timezone": "Europe/Berlin", "enabled": False},
        )
    )
    check = (product.transforms[0].quality_checks or [])[0]
    assert check.parameters == {"where": "id > 0"}
    assert check.severity == "critical"
    assert product.transforms[0].tier == "gold"
    assert product.schedule is not None
    assert product.schedule.enabled is False
    assert product.model_dump(by_alias=True)["transforms"][0]["dependsOn"] == ["stg_customers"]


def test_defaults() -> None:
    product = FloeSpec.model_validate(
        spec(
            schedule={},
            transforms=[
                {
                    "name": "a",
                    "qualityChecks": [{"name": "c", "type": "t", "dimension": "accuracy"}],
                }
            ],
        )
    )
    assert product.schedule is not None
    assert (product.schedule.cron, product.schedule.timezone, product.schedule.enabled) == (
        None,
        "UTC",
        True,
    )
    check = (product.transforms[0].quality_checks or [])[0]
    assert (check.severity, check.enabled, check.parameters) == ("warning", True, {})
    assert product.platform is None


MISTAKES: list[Case] = [
    ({"apiVersion": "v1"}, "literal_error", ("apiVersion",)),
    ({"kind": "Manifest"}, "literal_error", ("kind",)),
    ({"kind": None}, "literal_error", ("kind",)),
    ({"metadata": {"version": "1.0.0"}}, "missing", ("metadata", "name")),
    ({"metadata": {"name": "a"}}, "missing", ("metadata", "version")),
    ({"metadata": {"name": "A", "version": "1.0.0"}}, "invalid_name", ("metadata", "name")),
    (
        {"metadata": {"name": "a" * 64, "version": "1.0.0"}},
        "invalid_name",
        ("metadata", "name"),
    ),
    ({"metadata": {"name": "a", "version": "v1"}}, "invalid_version", ("metadata", "version")),
    ({"metadata": {"name": "a", "version": 1.0}}, "string_type", ("metadata", "version")),
    (
        {"metadata": {"name": "a", "version": "1.0.0", "owner": ""}},
        "invalid_format",
        ("metadata", "owner"),
    ),
    (
        {"metadata": {"name": "a", "version": "1.0.0", "description": "x" * 501}},
        "string_too_long",
        ("metadata", "description"),
    ),
    (
        {"metadata": {"name": "a", "version": "1.0.0", "labels": {"a": 1}}},
        "string_type",
        ("metadata", "labels", "a"),
    ),
    ({"platform": {"manifest": "  "}}, "invalid_format", ("platform", "manifest")),
    ({"platform": {}}, "missing", ("platform", "manifest")),
    ({"platform": "manifest.yaml"}, "model_type", ("platform",)),
    ({"transforms": []}, "too_short", ("transforms",)),
    ({"transforms": None}, "list_type", ("transforms",)),
    ({"transforms": {"name": "a"}}, "list_type", ("transforms",)),
    ({"transforms": "a"}, "list_type", ("transforms",)),
    ({"transforms": ["a"]}, "model_type", ("transforms", 0)),
    (
        {"transforms": [{"name": "a-b"}]},
        "invalid_transform_name",
        ("transforms", 0, "name"),
    ),
    ({"transforms": [{}]}, "missing", ("transforms", 0, "name")),
    ({"transforms": [{"name": "a", "tags": "x"}]}, "list_type", ("transforms", 0, "tags")),
    (
        {"transforms": [{"name": "a", "tier": "platinum"}]},
        "literal_error",
        ("transforms", 0, "tier"),
    ),
    (
        {"transforms": [{"name": "a", "dependOn": []}]},
        "extra_forbidden",
        ("transforms", 0, "dependOn"),
    ),
    (
        {"transforms": [{"name": "a", "dependsOn": [1]}]},
        "string_type",
        ("transforms", 0, "dependsOn", 0),
    ),
    (
        {"transforms": [{"name": "a"}, {"name": "b"}, {"name": "a"}]},
        "duplicate_transform",
        ("transforms", 2, "name"),
    ),
    ({"schedule": {"enabled": "perhaps"}}, "bool_parsing", ("schedule", "enabled")),
    ({"schedule": {"Cron": "x"}}, "extra_forbidden", ("schedule", "Cron")),
    ({"environments": []}, "extra_forbidden", ("environments",)),
    ({"X-base": {}}, "extra_forbidden", ("X-base",)),
]


@pytest.mark.parametrize(("change", "kind", "loc"), MISTAKES)
def test_one_mistake(change: dict[str, Any], kind: str, loc: tuple[str | int, ...]) -> None:
    error = only_error(FloeSpec, spec(**change))
    assert (error.type, error.loc) == (kind, loc)


@pytest.mark.parametrize(
    ("check", "kind", "key"),
    [
        ({"name": "", "type": "t", "dimension": "accuracy"}, "invalid_format", "name"),
        ({"name": "c", "dimension": "accuracy"}, "missing", "type"),
        ({"name": "c", "type": "t"}, "missing", "dimension"),
        ({"name": "c", "type": "t", "dimension": "speed"}, "literal_error", "dimension"),
        (
            {"name": "c", "type": "t", "dimension": "accuracy", "severity": "bad"},
            "literal_error",
            "severity",
        ),
        (
            {"name": "c", "type": "t", "dimension": "accuracy", "custom_weight": 0.01},
            "greater_than_equal",
            "custom_weight",
        ),
        (
            {"name": "c", "type": "t", "dimension": "accuracy", "custom_weight": 11},
            "less_than_equal",
            "custom_weight",
        ),
        (
            {"name": "c", "type": "t", "dimension": "accuracy", "customWeight": 1},
            "extra_forbidden",
            "customWeight",
        ),
    ],
)
def test_quality_checks(check: dict[str, Any], kind: str, key: str) -> None:
    error = only_error(FloeSpec, spec(transforms=[{"name": "a", "qualityChecks": [check]}]))
    assert (error.type, error.loc) == (kind, ("transforms", 0, "qualityChecks", 0, key))


def test_many_mistakes_in_different_places_are_reported_in_one_go() -> None:
    transforms: list[Document] = [
        {"name": "a", "tier": "x"},
        {"name": "a", "depends_on": [], "dependsOn": []},
        {"name": "b-c"},
    ]
    data = spec(
        metadata={"name": "A_b", "version": "1"},
        transforms=transforms,
        schedule={"cron": 5},
        destinations=[{"name": "d"}],
        oops=1,
    )
    assert places(FloeSpec, data) == [
        ("missing", ("destinations", 0, "connection_secret_ref")),
        ("missing", ("destinations", 0, "sink_type")),
        ("invalid_name", ("metadata", "name")),
        ("invalid_version", ("metadata", "version")),
        ("extra_forbidden", ("oops",)),
        ("string_type", ("schedule", "cron")),
        ("literal_error", ("transforms", 0, "tier")),
        ("both_spellings", ("transforms", 1, "dependsOn")),
        ("duplicate_transform", ("transforms", 1, "name")),
        ("invalid_transform_name", ("transforms", 2, "name")),
    ]


def test_a_duplicate_points_to_the_first() -> None:
    data = spec(transforms=[{"name": "a"}, {"name": "b"}, {"name": "a"}, {"name": "a"}])
    found = errors(FloeSpec, data)
    assert [error.loc[1] for error in found] == [2, 3]
    assert all(
        error.related == ((("transforms", 0, "name"), "first defined here"),) for error in found
    )
    assert_valid(FloeSpec, spec(transforms=[{"name": "a"}, {"name": "A"}]))


@pytest.mark.requirement("E104")
@pytest.mark.parametrize("word", sorted(ENVIRONMENT_FIELDS))
def test_environment_words_are_no_fields_but_free_keys(word: str) -> None:
    assert places(FloeSpec, spec(**{word: "x"})) == [("extra_forbidden", (word,))]
    in_transform = spec(transforms=[{"name": "a", word: "x"}])
    assert places(FloeSpec, in_transform) == [("extra_forbidden", ("transforms", 0, word))]
    assert_valid(
        FloeSpec,
        spec(
            metadata={"name": "a", "version": "1.0.0", "labels": {word: "x"}},
            transforms=[
                {
                    "name": "a",
                    "qualityChecks": [
                        {"name": "c", "type": "t", "dimension": "accuracy", "parameters": {word: 1}}
                    ],
                }
            ],
            destinations=[
                {
                    "name": "d",
                    "sink_type": "rest_api",
                    "connection_secret_ref": "d",
                    "config": {word: "x"},
                    "field_mapping": {word: word},
                }
            ],
        ),
    )
    assert is_environment_field(word)


@pytest.mark.requirement("E104")
def test_environment_words_in_any_spelling() -> None:
    for word in ("Password", "HOST", "connectionString", "accessKey", "api-key", "apiKey"):
        assert is_environment_field(word)
    for word in ("hosts", "tokens", "name", "schemaContract", ""):
        assert not is_environment_field(word)
    for word in ("env", "Environments", "envOverrides", "FLOE_ENV", "prod"):
        assert is_manifest_environment_field(word)
    for word in ("product", "environmental", ""):
        assert not is_manifest_environment_field(word)


def test_anchor_keys_are_dropped() -> None:
    product = FloeSpec.model_validate(spec(**{"x-base": {"password": 1}, "x-": None}))
    assert product.kind == "FloeSpec"
    assert places(FloeSpec, spec(metadata={"name": "a", "version": "1.0.0", "x-a": 1})) == [
        ("extra_forbidden", ("metadata", "x-a"))
    ]


def test_keys_that_are_no_text_are_errors_and_no_crash() -> None:
    for key in (1, True, None, 1.5, ("a",)):
        data = {**spec(), key: 1}
        assert [error.type for error in errors(FloeSpec, data)] == ["invalid_key"]


def test_yaml_words_for_true_and_false() -> None:
    for word, value in [("yes", True), ("off", False), ("on", True), (0, False)]:
        product = FloeSpec.model_validate(spec(schedule={"enabled": word}))
        assert product.schedule is not None
        assert product.schedule.enabled is value
