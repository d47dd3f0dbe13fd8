"""Output ports, destinations and ingestion of floe.yaml."""

from typing import Any

import pytest

from floe_lsp.schemas.product.floe_spec import FloeSpec

from .contract_examples import assert_valid, errors, only_error, places, spec

pytestmark = pytest.mark.requirement("FR-003")

PORT: dict[str, Any] = {
    "name": "mart_orders",
    "description": "Orders",
    "owner": "data@example.com",
    "schema": [
        {"name": "order_id", "type": "string", "required": True, "primaryKey": True},
        {"name": "host", "type": "string", "classification": "pii", "description": "Who"},
    ],
}
DESTINATION: dict[str, Any] = {
    "name": "crm",
    "sink_type": "rest_api",
    "connection_secret_ref": "crm-credentials",
}
SOURCE: dict[str, Any] = {
    "name": "crm-export",
    "sourceType": "filesystem",
    "format": "csv",
    "path": "data/*.csv",
    "destinationTable": "raw.customers",
}


def source(**changes: object) -> dict[str, Any]:
    return spec(ingestion={"sources": [{**SOURCE, **changes}]})


def test_an_output_port_as_yaml_has_it() -> None:
    product = FloeSpec.model_validate(spec(outputPorts=[PORT]))
    [port] = product.output_ports or []
    assert [column.name for column in port.columns] == ["order_id", "host"]
    assert port.columns[0].primary_key
    assert not port.columns[1].required
    assert port.model_dump(by_alias=True)["schema"][0]["primaryKey"] is True
    assert_valid(FloeSpec, spec(outputPorts=[]))


@pytest.mark.parametrize(
    ("change", "kind", "loc"),
    [
        ({"schema": []}, "too_short", ("schema",)),
        ({"name": "a-b"}, "invalid_transform_name", ("name",)),
        ({"owner": ""}, "invalid_format", ("owner",)),
        ({"columns": []}, "extra_forbidden", ("columns",)),
        ({"schema": [{"name": "a"}]}, "missing", ("schema", 0, "type")),
        (
            {"schema": [{"name": "a", "type": "t", "primary_key": True}]},
            "extra_forbidden",
            ("schema", 0, "primary_key"),
        ),
        (
            {"schema": [{"name": "a", "type": "t"}, {"name": "a", "type": "t"}]},
            "duplicate_name",
            ("schema", 1, "name"),
        ),
    ],
)
def test_mistakes_in_a_port(change: dict[str, Any], kind: str, loc: tuple[str | int, ...]) -> None:
    error = only_error(FloeSpec, spec(outputPorts=[{**PORT, **change}]))
    assert (error.type, error.loc) == (kind, ("outputPorts", 0, *loc))


def test_two_ports_or_destinations_of_one_name() -> None:
    for key in ("outputPorts", "output_ports"):
        error = only_error(FloeSpec, spec(**{key: [PORT, PORT]}))
        assert (error.type, error.loc) == ("duplicate_name", (key, 1, "name"))
        assert error.related == (((key, 0, "name"), "first defined here"),)
    error = only_error(FloeSpec, spec(destinations=[DESTINATION, DESTINATION]))
    assert (error.type, error.loc) == ("duplicate_name", ("destinations", 1, "name"))


@pytest.mark.parametrize(
    ("change", "kind", "key"),
    [
        ({"name": "x" * 101}, "string_too_long", "name"),
        ({"sink_type": ""}, "invalid_format", "sink_type"),
        ({"connection_secret_ref": "Bad_Name"}, "invalid_name", "connection_secret_ref"),
        ({"config": {f"k{i}": i for i in range(51)}}, "too_long", "config"),
        ({"batch_size": 0}, "greater_than_equal", "batch_size"),
        ({"batch_size": 100_001}, "less_than_equal", "batch_size"),
        ({"sinkType": "x"}, "extra_forbidden", "sinkType"),
    ],
)
def test_mistakes_in_a_destination(change: dict[str, Any], kind: str, key: str) -> None:
    error = only_error(FloeSpec, spec(destinations=[{**DESTINATION, **change}]))
    assert (error.type, error.loc) == (kind, ("destinations", 0, key))


def test_destinations_as_large_as_they_may_be() -> None:
    full = {
        **DESTINATION,
        "config": {f"k{i}": {"endpoint": i} for i in range(50)},
        "batch_size": 100_000,
        "field_mapping": {"username": "token"},
    }
    assert_valid(FloeSpec, spec(destinations=[full]))
    assert_valid(FloeSpec, spec(destinations=[]))


def test_an_ingestion_source_and_its_defaults() -> None:
    product = FloeSpec.model_validate(source())
    assert product.ingestion is not None
    [found] = product.ingestion.sources
    assert (found.write_mode, found.schema_contract, found.primary_key) == (
        "append",
        "evolve",
        None,
    )


@pytest.mark.parametrize(
    ("change", "kind", "key"),
    [
        ({"name": "a b"}, "invalid_name", "name"),
        ({"sourceType": "kafka"}, "literal_error", "sourceType"),
        ({"format": "xml"}, "literal_error", "format"),
        ({"path": "/abs"}, "invalid_path", "path"),
        ({"destinationTable": "a-b.c"}, "invalid_format", "destinationTable"),
        ({"destinationTable": "orders"}, "invalid_format", "destinationTable"),
        ({"writeMode": "upsert"}, "literal_error", "writeMode"),
        ({"writeMode": "merge"}, "contradiction", "writeMode"),
        ({"write_mode": "merge"}, "contradiction", "write_mode"),
        ({"writeMode": "merge", "primaryKey": []}, "contradiction", "writeMode"),
        ({"schemaContract": "loose"}, "literal_error", "schemaContract"),
        ({"primaryKey": 5}, "string_type", "primaryKey"),
        ({"primaryKey": " "}, "invalid_format", "primaryKey"),
        ({"write_mode": "append", "writeMode": "append"}, "both_spellings", "writeMode"),
    ],
)
def test_mistakes_in_a_source(change: dict[str, Any], kind: str, key: str) -> None:
    error = only_error(FloeSpec, source(**change))
    assert (error.type, error.loc) == (kind, ("ingestion", "sources", 0, key))


def test_the_key_of_a_merge_in_each_form() -> None:
    for key in ("primaryKey", "primary_key"):
        for value in ("id", ["id", "line"]):
            assert_valid(FloeSpec, source(writeMode="merge", **{key: value}))
    error = only_error(FloeSpec, source(primaryKey=["id", ""]))
    assert error.loc == ("ingestion", "sources", 0, "primaryKey", 1)


def test_sources_share_neither_name_nor_table() -> None:
    first = {**SOURCE}
    second = {**SOURCE, "path": "b.csv"}
    third = {**SOURCE, "name": "other"}
    third["destination_table"] = third.pop("destinationTable")
    data = spec(ingestion={"sources": [first, second, third]})
    assert places(FloeSpec, data) == [
        ("duplicate_name", ("ingestion", "sources", 1, "destinationTable")),
        ("duplicate_name", ("ingestion", "sources", 1, "name")),
        ("duplicate_name", ("ingestion", "sources", 2, "destination_table")),
    ]
    related = [error.related[0][0] for error in errors(FloeSpec, data)]
    assert all(path[:3] == ("ingestion", "sources", 0) for path in related)
    assert only_error(FloeSpec, spec(ingestion={"sources": []})).type == "too_short"
