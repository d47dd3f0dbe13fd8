"""What the models say about a place in a file."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.json_schema import schema_for
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.reflection import FieldDoc, allowed_keys, describe

pytestmark = pytest.mark.requirement("FR-003")


def doc(model: type[BaseModel], *path: str | int, data: object = None) -> FieldDoc:
    found = describe(model, path, data)
    assert found is not None, path
    return found


def test_a_field() -> None:
    found = doc(FloeSpec, "metadata", "name")
    assert found.name == "name"
    assert found.spellings == ("name",)
    assert found.description is not None
    assert found.description.startswith("Name of the data product")
    assert (found.type.words, found.required, found.default) == ("text", True, None)
    assert found.limits == (
        "use lower-case letters, digits and hyphens, and start with a letter",
        "at most 63 characters",
    )
    assert found.examples == ("customer-360", "sales-pipeline")


def test_both_spellings_lead_to_the_same_place() -> None:
    camel = doc(FloeSpec, "transforms", 0, "dependsOn")
    assert camel == doc(FloeSpec, "transforms", 3, "depends_on")
    assert camel.spellings == ("dependsOn", "depends_on")
    assert camel.type.words == "list of text"
    assert doc(FloeSpec, "outputPorts", 0, "schema").spellings == ("schema",)
    assert describe(FloeSpec, ("outputPorts", 0, "columns")) is None


def test_defaults_allowed_values_and_limits() -> None:
    severity = doc(FloeSpec, "transforms", 0, "qualityChecks", 0, "severity")
    assert severity.default == "warning"
    assert severity.allowed == ("critical", "warning", "info")
    assert not severity.required
    weight = doc(FloeSpec, "transforms", 0, "qualityChecks", 0, "custom_weight")
    assert (weight.type.words, weight.limits) == ("number", ("at least 0.1", "at most 10.0"))
    assert doc(FloeSpec, "transforms").limits == ("at least 1 item",)
    assert doc(FloeSpec, "metadata", "description").limits == ("at most 500 characters",)
    assert doc(FloeSpec, "destinations", 0, "config").limits == ("at most 50 items",)
    tracing = doc(PlatformManifest, "observability", "tracing")
    assert tracing.default == {"enabled": True, "exporter": "otlp", "endpoint": None}
    types = doc(PlatformManifest, "governance", "policy_overrides", 0, "policy_types")
    assert types.type.words == "list of text"
    assert types.allowed[:2] == ("naming", "coverage")
    assert (
        doc(PlatformManifest, "governance", "policy_overrides", 0, "expires").type.words == "date"
    )
    dbt = doc(PlatformManifest, "plugins", "dbt").default
    assert isinstance(dbt, dict)
    assert dbt["type"] == "core"
    batch = doc(
        CompiledArtifacts, "observability", "telemetry", "batch_processor", "max_queue_size"
    )
    assert batch.limits == ("more than 0",)


def test_items_and_free_maps() -> None:
    item = doc(FloeSpec, "transforms", 0)
    assert (item.name, item.type.words) == ("", "mapping")
    assert item.description == "One dbt model of the product."
    assert item.keys[:2] == ("name", "compute")
    label = doc(FloeSpec, "metadata", "labels", "team")
    assert (label.name, label.type.words, label.examples) == ("team", "text", ())
    assert label.description == doc(FloeSpec, "metadata", "labels").description
    deep = doc(FloeSpec, "destinations", 0, "config", "a", 5, "b")
    assert deep.type.words == "any value"
    assert describe(FloeSpec, ("metadata", "team")) is None
    assert describe(FloeSpec, ("nowhere", "team")) is None
    assert doc(PlatformManifest, "approved_plugins", "compute").type.words == "list of text"


def test_unions_follow_what_is_written() -> None:
    path = ("governance", "custom_rules", 0)
    data = {"governance": {"custom_rules": [{"type": "require_meta_field"}]}}
    assert doc(PlatformManifest, *path, data=data).keys == (
        "type",
        "field",
        "required",
        "applies_to",
    )
    assert describe(PlatformManifest, (*path, "prefix"), data) is None
    assert "min_columns" in doc(PlatformManifest, *path).keys
    assert doc(PlatformManifest, *path, "prefix").description is not None
    assert doc(PlatformManifest, *path, "type").name == "type"
    key = ("ingestion", "sources", 0, "primaryKey")
    assert doc(FloeSpec, *key).type.words == "text or list of text"
    assert doc(FloeSpec, *key, 0).type.words == "text"
    gate = ("artifacts", "promotion", "environments", 0, "gates", "tests")
    assert doc(PlatformManifest, *gate).type.words == "true or false or mapping"
    assert doc(PlatformManifest, *gate, "command").required


def test_short_keys_of_a_preset() -> None:
    keys = allowed_keys(PlatformManifest, ("resource_presets", "small"))
    assert keys == (
        "requests",
        "limits",
        "cpu_request",
        "memory_request",
        "cpu_limit",
        "memory_limit",
    )
    found = doc(PlatformManifest, "resource_presets", "small", "cpu_limit")
    assert found.name == "cpu_limit"
    assert (
        found.description
        == doc(PlatformManifest, "resource_presets", "x", "limits", "cpu").description
    )


def test_allowed_keys() -> None:
    assert allowed_keys(FloeSpec, ()) == (
        "apiVersion",
        "kind",
        "metadata",
        "platform",
        "transforms",
        "schedule",
        "outputPorts",
        "destinations",
        "ingestion",
    )
    every = allowed_keys(FloeSpec, ("transforms", 0), every_spelling=True)
    assert every[3:5] == ("dependsOn", "depends_on")
    assert allowed_keys(FloeSpec, ("metadata", "labels")) == ()
    assert allowed_keys(FloeSpec, ("metadata", "name")) == ()
    assert allowed_keys(FloeSpec, ("nowhere", "at", "all")) == ()


def places(model: type[BaseModel], schema: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """Yield every path that a JSON Schema knows, as far as it does not repeat."""

    def walk(
        part: Any, path: tuple[str | int, ...], seen: tuple[str, ...]
    ) -> Iterator[tuple[str | int, ...]]:
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            if name not in seen:
                yield from walk(schema["definitions"][name], path, (*seen, name))
            return
        for branch in [*part.get("anyOf", []), *part.get("allOf", [])]:
            yield from walk(branch.get("then", branch), path, seen)
        for key, below in part.get("properties", {}).items():
            yield (*path, key)
            yield from walk(below, (*path, key), seen)
        if isinstance(part.get("items"), dict):
            yield (*path, 0)
            yield from walk(part["items"], (*path, 0), seen)

    yield from walk(schema, (), ())


@pytest.mark.parametrize(
    ("kind", "model"),
    [("floe", FloeSpec), ("manifest", PlatformManifest), ("artifacts", CompiledArtifacts)],
)
def test_every_place_of_the_schema_is_described(kind: Any, model: type[BaseModel]) -> None:
    paths = set(places(model, schema_for(kind)))
    assert len(paths) > 50
    for path in paths:
        found = describe(model, path)
        assert found is not None, path
        assert found.description, path
        assert found.type.words, path


@given(
    path=st.lists(st.sampled_from(["transforms", "metadata", "x", 0, -1, 5, "schema"]), max_size=5),
    data=st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["transforms", "metadata", "x"]), inner, max_size=3)
        ),
    ),
)
def test_no_path_and_no_data_raises(path: list[str | int], data: object) -> None:
    for model in (FloeSpec, PlatformManifest):
        _ = describe(model, path, data)
        _ = allowed_keys(model, path, data)


@pytest.mark.parametrize("model", [FloeSpec, PlatformManifest, CompiledArtifacts])
def test_defaults_are_plain_data(model: type[BaseModel]) -> None:
    pending: list[tuple[str | int, ...]] = [()]
    for path in pending:
        for key in allowed_keys(model, path):
            json.dumps(doc(model, *path, key).default)
            if len(path) < 6:
                pending += [(*path, key), (*path, key, 0)]
