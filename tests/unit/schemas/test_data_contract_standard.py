"""Data contracts against the JSON Schema of their standard: what a full validator says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator
from open_data_contract_standard.model import OpenDataContractStandard

from floe_lsp.schemas.odcs.fields import describe
from floe_lsp.schemas.odcs.standard import fields_at, problems_of, standard, types_of
from floe_lsp.schemas.types.raw import children, is_list, is_mapping

pytestmark = pytest.mark.requirement("data_contracts")

CONTRACT: dict[str, Any] = {
    "apiVersion": "v3.1.0",
    "kind": "DataContract",
    "id": "orders",
    "name": "orders",
    "version": "1.0.0",
    "status": "active",
    "tags": ["sales"],
    "description": {"purpose": "Orders", "limitations": "none"},
    "team": {"name": "sales", "members": [{"username": "ada", "dateIn": "2026-01-31"}]},
    "servers": [
        {"server": "local", "type": "local", "path": "./data", "format": "csv"},
        {"server": "lake", "type": "s3", "location": "s3://lake/orders"},
    ],
    "schema": [
        {
            "name": "orders",
            "physicalType": "table",
            "properties": [
                {
                    "name": "order_id",
                    "logicalType": "integer",
                    "physicalType": "bigint",
                    "required": True,
                    "primaryKey": True,
                    "primaryKeyPosition": 1,
                    "logicalTypeOptions": {"minimum": 1},
                },
                {
                    "name": "email",
                    "logicalType": "string",
                    "logicalTypeOptions": {"maxLength": 200},
                    "classification": "pii",
                    "examples": ["a@example.com"],
                    "quality": [{"type": "library", "metric": "nullValues", "mustBe": 0}],
                },
                {
                    "name": "lines",
                    "logicalType": "array",
                    "items": {
                        "logicalType": "object",
                        "properties": [{"name": "sku", "logicalType": "string"}],
                    },
                },
                {"name": "customer_id", "relationships": [{"to": "customers.id"}]},
            ],
            "quality": [{"type": "sql", "query": "select 1", "mustBeLessThan": 5}],
        }
    ],
    "slaProperties": [
        {"property": "freshness", "value": "PT6H"},
        {"property": "availability", "value": 99.9, "unit": "percent"},
    ],
    "customProperties": [{"property": "tier", "value": "gold"}],
    "context": {"instructions": "Count orders, not lines."},
}


def with_conditions_as_meant(schema: object) -> Any:
    """The standard, where a condition on a field does not hold of what lacks the field."""
    if is_list(schema):
        return [with_conditions_as_meant(each) for each in schema]
    if not is_mapping(schema):
        return schema
    found: dict[str, Any] = {
        str(key): with_conditions_as_meant(each) for key, each in schema.items()
    }
    condition: Any = found.get("if")
    if condition is not None:
        for each in condition.get("anyOf", [condition]):
            each["required"] = [*each["properties"]]
    return found


REFERENCE: Any = Draft201909Validator(with_conditions_as_meant(standard()))


def places(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in a document, but for the document itself."""
    for step, value in children(data):
        yield (*path, step)
        yield from places(value, (*path, step))


def value_at(data: Any, path: tuple[str | int, ...]) -> object:
    for step in path:
        data = data[step]
    return data


def set_at(data: Any, path: tuple[str | int, ...], value: object) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


PLACES = [*places(CONTRACT)]
WORDS = ["string", "table", "integer", "library", "sql", "custom", "s3", "v3.0.2", "a b", "x.y"]
KEYS = ["name", "type", "metric", "mustBe", "from", "to", "items", "logicalType", "nmae", "value"]
VALUES: st.SearchStrategy[object] = st.one_of(
    st.sampled_from(list[object]([None, True, 0, -1, 1.0, 2.5, "", [], {}, ["a"], [1]])),
    st.sampled_from(WORDS),
)


def test_a_contract_of_many_parts_is_valid() -> None:
    assert problems_of(CONTRACT) == []
    assert OpenDataContractStandard.model_validate(CONTRACT).version == "1.0.0"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["set", "drop", "add", "rename"]), VALUES,
       st.sampled_from(KEYS))  # fmt: skip
def test_a_changed_contract_is_valid_where_a_full_validator_says_so(
    path: tuple[str | int, ...], how: str, value: object, key: str
) -> None:
    data: Any = copy.deepcopy(CONTRACT)
    owner = data
    for step in path[:-1]:
        owner = owner[step]
    if how == "drop":
        del owner[path[-1]]
    elif how == "rename" and isinstance(path[-1], str):
        owner[key] = owner.pop(path[-1])
    elif how == "add" and hasattr(owner[path[-1]], "keys"):
        owner[path[-1]][key] = value
    else:
        owner[path[-1]] = value
    # A general validator does not check the form of days.
    found = [each for each in problems_of(data) if not each.bound.startswith("a date")]
    assert bool(found) == (not REFERENCE.is_valid(data)), found


CASES: list[tuple[tuple[str | int, ...], object, str, tuple[str | int, ...]]] = [
    (("stauts",), "active", "unknown", ("stauts",)),
    (("version",), 1.0, "type", ("version",)),
    (("kind",), "Contract", "value", ("kind",)),
    (("schema", 0, "properties", 0, "logicalType"), "int", "value", ()),
    (("schema", 0, "properties", 0, "logicaltype"), "integer", "unknown", ()),
    (("schema", 0, "properties", 1, "logicalTypeOptions"), {"minimum": 1}, "unknown",
     ("schema", 0, "properties", 1, "logicalTypeOptions", "minimum")),
    (("schema", 0, "properties", 2, "items"), {"nmae": "x"}, "unknown",
     ("schema", 0, "properties", 2, "items", "nmae")),
    (("schema", 0, "properties", 3, "relationships", 0, "from"), "a.b", "unknown", ()),
    (("team",), 3, "type", ()),
    (("team", "nmae"), "x", "unknown", ()),
    (("team", "members", 0, "dateIn"), "31.1.2026", "format", ()),
    (("slaProperties", 0), {"property": "freshness"}, "missing", ("slaProperties", 0, "value")),
    (("servers", 0, "format"), 1, "type", ()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "kind", "place"), CASES, ids=str)
def test_a_mistake_is_told_once_and_at_its_place(
    path: tuple[str | int, ...], value: object, kind: str, place: tuple[str | int, ...]
) -> None:
    data = copy.deepcopy(CONTRACT)
    set_at(data, path, value)
    assert [(each.kind, each.path) for each in problems_of(data)] == [(kind, place or path)]


def test_what_may_stand_at_a_place_follows_what_stands_there() -> None:
    assert "slaProperties" in fields_at({}, ())
    column = fields_at({}, ("schema", 0, "properties", 0))
    assert column["logicalType"]["enum"][:2] == ["string", "date"]
    assert "unit" in fields_at({}, ("slaProperties", 0))
    options = ("schema", 0, "properties", 0, "logicalTypeOptions")
    assert "multipleOf" in fields_at(CONTRACT, options)
    assert "maxLength" not in fields_at(CONTRACT, options)
    assert "members" in fields_at(CONTRACT, ("team",))


EVERY_VALUE: list[object] = [None, True, 1, 1.5, "x", ["a"], {}]
"""A value of each type."""

EVERYTHING: dict[str, Any] = {
    **{key: value for key, value in CONTRACT.items() if key != "servers"},
    "support": [{"channel": "help", "url": "https://example.com/help"}],
    "price": {"priceAmount": 1, "priceCurrency": "EUR", "priceUnit": "megabyte"},
    "roles": [{"role": "reader", "access": "read"}],
    "authoritativeDefinitions": [{"url": "https://example.com", "type": "wiki"}],
}
"""A contract that has a mapping of each kind, but for the servers."""


def servers() -> Iterator[dict[str, Any]]:
    """A server of each type, with what it has to have."""
    definition = standard()["$defs"]["Server"]
    for kind in definition["properties"]["type"]["enum"]:
        server: dict[str, Any] = {"server": "prod", "type": kind}
        while missing := problems_of(contract_with(server)):
            known = fields_at(contract_with(server), ("servers", 0))
            for problem in missing:
                assert problem.kind == "missing", problem
                name = str(problem.path[-1])
                server[name] = value_of(known[name])
        yield server


def value_of(schema: Any) -> object:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "uri":
        return "sftp://example.com/orders"
    likeliest = types_of(schema)[0]
    return {"string": "x", "integer": 1, "number": 1, "array": ["x"]}[likeliest]


def contract_with(server: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": "v3.1.0", "kind": "DataContract", "id": "a", "version": "1.0.0",
            "status": "active", "servers": [server]}  # fmt: skip


SERVERS = [*servers()]


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server["type"])
def test_every_field_of_a_server_is_read_as_a_full_validator_does(server: dict[str, Any]) -> None:
    contract = contract_with(server)
    assert REFERENCE.is_valid(contract)
    for name in fields_at(contract, ("servers", 0)):
        holds_as_in_a_full_validator(contract, ("servers", 0), name)


def mappings() -> list[tuple[str | int, ...]]:
    """A mapping of each kind: the first that may hold the fields that it may."""
    found: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    for path in [(), *places(EVERYTHING)]:
        if is_mapping(value_at(EVERYTHING, path)):
            found.setdefault(tuple(fields_at(EVERYTHING, path)), path)
    return [*found.values()]


MAPPINGS = mappings()


@pytest.mark.parametrize("path", MAPPINGS, ids=str)
def test_every_field_is_read_as_a_full_validator_does(path: tuple[str | int, ...]) -> None:
    needed = (*map(str, standard()["required"]), *map(str, path[:1]))
    contract = {key: EVERYTHING[key] for key in needed} if path else EVERYTHING
    for name in fields_at(contract, path):
        holds_as_in_a_full_validator(contract, path, name)


def holds_as_in_a_full_validator(
    contract: dict[str, Any], path: tuple[str | int, ...], name: str
) -> None:
    assert describe((*path, name), contract) is not None
    for value in EVERY_VALUE:
        data = copy.deepcopy(contract)
        set_at(data, (*path, name), value)
        # A general validator does not check the form of days.
        found = [each for each in problems_of(data) if not each.bound.startswith("a date")]
        assert bool(found) == (not REFERENCE.is_valid(data)), (name, value, found)


def test_a_field_of_two_types_may_hold_either() -> None:
    server = next(each for each in SERVERS if each["type"] == "postgres")
    for port in (5432, "${PORT}"):
        assert problems_of(contract_with({**server, "port": port})) == []
    (found,) = problems_of(contract_with({**server, "port": 1.5}))
    assert (found.kind, found.allowed) == ("type", ("integer", "string"))
    known = describe(("servers", 0, "port"), contract_with(server))
    assert known is not None
    assert known.type.words == "whole number or text"
