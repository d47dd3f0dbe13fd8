"""Whatever stands in a file, a model says what is wrong and never raises anything else."""

import copy
import json
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.reading import ArtifactError
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.errors import ERROR_TYPES, model_errors
from floe_lsp.schemas.types.raw import is_list, is_mapping, items
from floe_lsp.schemas.types.reflection import allowed_keys

from .contract_examples import artifact, manifest, spec

pytestmark = pytest.mark.requirement("FR-003")

MODELS: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (
        FloeSpec,
        spec(
            schedule={"cron": "x", "enabled": True},
            ingestion={"sources": [{"name": "a", "writeMode": "merge", "primaryKey": ["a"]}]},
            outputPorts=[{"name": "a", "schema": [{"name": "a", "type": "b"}]}],
            destinations=[{"name": "a", "config": {"a": 1}, "field_mapping": {"a": "b"}}],
        ),
    ),
    (
        PlatformManifest,
        manifest(
            scope="domain",
            parent_manifest="a",
            governance={
                "naming": {"pattern": "custom", "custom_patterns": ["("]},
                "custom_rules": [{"type": "require_meta_field", "field": "a"}],
                "policy_overrides": [{"pattern": "a", "expires": "2026-01-01"}],
            },
            observability={"tracing": {"endpoint": "http://a"}},
            resource_presets={"a": {"cpu_request": "1"}, "b": {"limits": {"cpu": "1"}}},
            artifacts={
                "registry": {
                    "uri": "oci://a",
                    "auth": {"type": "token"},
                    "signing": {"mode": "keyless"},
                    "verification": {"trusted_issuers": [{"issuer": "http://a"}]},
                },
                "promotion": {
                    "environments": [{"name": "dev", "gates": {"tests": {"command": "a"}}}],
                    "gate_commands": {"a": "b"},
                },
            },
        ),
    ),
    (
        CompiledArtifacts,
        artifact(
            dbt_profiles={"a": {"outputs": {"dev": {"password": "x"}}}},
            assets=[{"key": "a", "depends_on": ["b"]}],
            resources={"engines": {"a": {"requests": {"cpu": "1"}}}},
        ),
    ),
]

KEYS = st.sampled_from(
    sorted({key for model, _ in MODELS for key in allowed_keys(model, (), every_spelling=True)})
) | st.text(st.characters(exclude_categories=()), max_size=6)
ANY_KEY: st.SearchStrategy[Any] = KEYS | st.integers() | st.none() | st.booleans() | st.floats()
LEAVES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=12)
    | st.sampled_from(["merge", "custom", "domain", "token", "1.0.0", "{{ env_var('A') }}", "off"])
    | st.dates()
    | st.binary(max_size=3)
)
NONSENSE: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(ANY_KEY, inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


def holders(value: object) -> list[Any]:
    """Return every mapping and list within a document."""
    below = list(value.values()) if is_mapping(value) else [item for _, item in items(value)]
    inner = [item for item in below if is_mapping(item) or is_list(item)]
    return [value, *(holder for item in inner for holder in holders(item))]


@st.composite
def documents(draw: st.DrawFn) -> tuple[type[BaseModel], Any]:
    """Draw a model and a document for it with some places turned into nonsense."""
    model, base = draw(st.sampled_from(MODELS))
    data = copy.deepcopy(base)
    for _ in range(draw(st.integers(1, 4))):
        holder = draw(st.sampled_from(holders(data)))
        if isinstance(holder, list):
            cast("list[Any]", holder).insert(0, draw(NONSENSE))
        elif isinstance(holder, dict):
            mapping = cast("dict[Any, Any]", holder)
            known = st.sampled_from(sorted(map(str, mapping))) if mapping else KEYS
            mapping[draw(known | ANY_KEY)] = draw(NONSENSE)
    return model, data


def check(model: type[BaseModel], data: Any) -> None:
    try:
        _ = model.model_validate(data)
    except ValidationError as error:
        for problem in model_errors(error):
            assert "error" not in problem.context or problem.type not in ERROR_TYPES
            assert problem.type != "value_error"
            if problem.type in ERROR_TYPES:
                assert problem.message.isprintable(), problem
                assert problem.message[0] in "'{" or not problem.message[0].isupper(), problem
                assert not problem.message.endswith("."), problem
            for path, message in problem.related:
                assert message
                assert found(data, path), problem
            _ = json.dumps([str(step) for step in problem.loc])


def found(data: Any, path: tuple[str | int, ...]) -> bool:
    """Return whether a path leads to something in the document."""
    try:
        for step in path:
            data = data[step]
    except (KeyError, IndexError, TypeError):
        return False
    return True


@settings(max_examples=400)
@given(document=documents())
def test_a_document_with_nonsense_in_it(document: tuple[type[BaseModel], Any]) -> None:
    check(*document)


@settings(max_examples=150)
@given(data=NONSENSE)
def test_nothing_but_nonsense(data: Any) -> None:
    for model, _ in MODELS:
        check(model, data)
    with pytest.raises(ArtifactError) as caught:
        _ = CompiledArtifacts.from_data(data)
    assert "\n" not in caught.value.reason


@settings(max_examples=150)
@given(data=st.dictionaries(KEYS, NONSENSE, max_size=4))
def test_what_is_accepted_is_written_and_read_back(data: dict[str, Any]) -> None:
    plugins = {
        "compute": {"type": "duckdb", "version": "1", "config": data},
        "orchestrator": {"type": "dagster", "version": "1"},
    }
    try:
        artifacts = CompiledArtifacts.from_data(artifact(plugins=plugins))
    except ArtifactError:
        return
    text = artifacts.to_json()
    assert CompiledArtifacts.from_data(json.loads(text)).to_json() == text
    _ = text.encode()
    _ = artifacts.to_yaml().encode()
