"""Types of columns: what each may hold, whatever an engine calls it."""

from __future__ import annotations

import pytest

from floe_lsp.schemas.odcs.column_types import differ, families, logical_type

pytestmark = pytest.mark.requirement("data contracts")

HOLDS = {
    # What DuckDB calls its types, https://duckdb.org/docs/sql/data_types/overview.
    "BIGINT": "integer",
    "UHUGEINT": "integer",
    "BOOLEAN": "boolean",
    "LOGICAL": "boolean",
    "BLOB": "string",
    "DATE": "date",
    "DECIMAL(18,3)": "number",
    "DECIMAL(18, 0)": "integer",
    "DOUBLE": "number",
    "INTERVAL": "string",
    "JSON": "object",
    "TIME": "time",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    "UUID": "string",
    "VARCHAR": "string",
    "ENUM('a', 'b (c)')": "string",
    "INTEGER[]": "array",
    "DECIMAL(10,2)[]": "array",
    "INTEGER[3]": "array",
    "STRUCT(a INTEGER, b VARCHAR)[]": "array",
    "STRUCT(v DECIMAL(10,2), k STRUCT(n VARCHAR(20)))": "object",
    "MAP(VARCHAR, DECIMAL(10,2))": "object",
    "UNION(num INTEGER, str VARCHAR)": "object",
    # Other engines.
    "int unsigned": "integer",
    "int(11) unsigned zerofill": "integer",
    "timestamp(6) with time zone": "timestamp",
    "character varying(20)": "string",
    "ARRAY<STRUCT<a INT64, b NUMERIC(10, 2)>>": "array",
    "STRUCT<a INT64, b ARRAY<STRUCT<c STRING>>>": "object",
    "map<string,array<int>>": "object",
    "integer array": "array",
    "jsonb": "array",
    "VARIANT": "object",
    "uniqueidentifier": "string",
    "STRUCT(" + ", ".join(f"column_{index} VARCHAR" for index in range(200)) + ")": "object",
}


@pytest.mark.parametrize(("name", "logical"), HOLDS.items(), ids=lambda each: str(each)[:40])
def test_a_type_may_be_what_the_standard_calls_it(name: str, logical: str) -> None:
    assert logical in families(name)
    assert not differ(families(name), families(logical))


@pytest.mark.parametrize(
    ("name", "logical"),
    [
        ("UUID", "integer"),
        ("JSON", "integer"),
        ("INTERVAL", "timestamp"),
        ("STRUCT(v DECIMAL(10,2))", "number"),
        ("MAP(INTEGER, INTEGER)", "integer"),
        ("DECIMAL(10,2)[]", "number"),
        ("ENUM('integer')", "integer"),
        ("int unsigned", "string"),
        ("timestamp(6) with time zone", "time"),
    ],
)
def test_a_type_is_told_apart_from_what_it_cannot_hold(name: str, logical: str) -> None:
    assert differ(families(name), families(logical))


@pytest.mark.parametrize(
    "name", ["", "geography", "STRUCT(", "decimal(10", "a>b)c", "x" * 20_000, "(" * 5_000]
)
def test_what_is_no_known_type_belongs_nowhere(name: str) -> None:
    assert families(name) == frozenset()


def test_what_has_no_logical_type_for_sure_gets_none() -> None:
    assert [logical_type(each) for each in ("uuid", "json", "interval", "blob")] == [None] * 4
    assert logical_type("enum('a')") == "string"
