"""Small valid documents of each contract, and short ways to ask a model what is wrong."""

import copy
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel, ValidationError

from floe_lsp.schemas.types.errors import Loc, ModelError, model_errors

Document: TypeAlias = dict[str, Any]
Case: TypeAlias = tuple[Document, str, Loc]
"""What is changed in a valid document, the error that follows, and where it stands."""

_SPEC: Document = {
    "apiVersion": "floe.dev/v1",
    "kind": "FloeSpec",
    "metadata": {"name": "orders", "version": "1.0.0"},
    "transforms": [{"name": "stg_orders"}, {"name": "fct_orders", "dependsOn": ["stg_orders"]}],
}

_MANIFEST: Document = {
    "apiVersion": "floe.dev/v1",
    "kind": "Manifest",
    "metadata": {"name": "acme", "version": "1.0.0", "owner": "platform@example.com"},
    "plugins": {"compute": {"type": "duckdb"}, "orchestrator": {"type": "dagster"}},
}

_ARTIFACT: Document = {
    "version": "0.2.0",
    "metadata": {
        "compiled_at": "2026-01-14T10:30:00Z",
        "floe_version": "0.1.0",
        "source_hash": "sha256:00ff",
        "product_name": "orders",
        "product_version": "1.0.0",
    },
    "identity": {"product_id": "sales.orders", "domain": "sales", "repository": ""},
    "observability": {
        "telemetry": {
            "resource_attributes": {
                "service_name": "orders",
                "service_version": "1.0.0",
                "floe_namespace": "sales",
                "floe_product_name": "orders",
                "floe_product_version": "1.0.0",
            }
        },
        "lineage_namespace": "orders",
    },
    "plugins": {
        "compute": {"type": "duckdb", "version": "0.1.0"},
        "orchestrator": {"type": "dagster", "version": "0.1.0a1"},
    },
}


def spec(**changes: object) -> Document:
    """Return a valid floe.yaml with root keys changed."""
    return {**copy.deepcopy(_SPEC), **changes}


def manifest(**changes: object) -> Document:
    """Return a valid manifest with root keys changed."""
    return {**copy.deepcopy(_MANIFEST), **changes}


def artifact(**changes: object) -> Document:
    """Return a valid artifact with root keys changed."""
    return {**copy.deepcopy(_ARTIFACT), **changes}


def errors(model: type[BaseModel], data: object) -> list[ModelError]:
    """Return all errors of a document; a valid one has none."""
    try:
        _ = model.model_validate(data)
    except ValidationError as error:
        return model_errors(error)
    return []


def only_error(model: type[BaseModel], data: object) -> ModelError:
    """Return the one error of a document."""
    found = errors(model, data)
    assert len(found) == 1, found
    return found[0]


def places(model: type[BaseModel], data: object) -> list[tuple[str, Loc]]:
    """Return type and place of each error, in order of place."""
    found = [(error.type, error.loc) for error in errors(model, data)]
    return sorted(found, key=lambda item: [str(step) for step in item[1]])


def assert_valid(model: type[BaseModel], data: object) -> None:
    """Fail with what is wrong when a document is not valid."""
    found = errors(model, data)
    if found:
        pytest.fail("; ".join(f"{error.loc}: {error.message}" for error in found))
