"""What changed between two versions of a contract, and whether that breaks what readers rely on."""

from __future__ import annotations

from typing import Any

import pytest

from floe_lsp.schemas.odcs.changes import changes_of
from floe_lsp.schemas.odcs.contract import ContractTable, read_contract

pytestmark = pytest.mark.requirement("data contracts")


def table(column: dict[str, Any], api: str = "v3.1.0") -> ContractTable:
    data = {"apiVersion": api, "schema": [{"name": "t", "properties": [{"name": "c", **column}]}]}
    (found,) = read_contract(data).tables
    return found


def of_list(inner: dict[str, Any]) -> dict[str, Any]:
    return {"logicalType": "array", "items": inner}


def of_objects(*fields: dict[str, Any]) -> dict[str, Any]:
    return of_list({"logicalType": "object", "properties": [*fields]})


SKU = {"name": "sku", "logicalType": "string"}
CASES: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (of_list({"logicalType": "string"}), of_list({"logicalType": "string"}), []),
    (of_list({"logicalType": "string"}), of_list({"logicalType": "integer"}),
     ["'c[]' is 'integer' and was 'string'"]),
    (of_objects(SKU), of_objects(), ["'c[].sku' is gone"]),
    (of_objects(SKU), of_objects({**SKU, "logicalType": "integer"}),
     ["'c[].sku' is 'integer' and was 'string'"]),
    (of_objects(SKU), of_objects({**SKU, "required": True}), ["'c[].sku' is required now"]),
    (of_list(of_objects(SKU)), of_list(of_objects()), ["'c[][].sku' is gone"]),
    (of_objects({"name": "l", **of_objects(SKU)}), of_objects({"name": "l", **of_objects()}),
     ["'c[].l[].sku' is gone"]),
    (of_list({"logicalType": "string"}), {"logicalType": "array"}, ["'c[]' is gone"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now", "breaking"), CASES, ids=str)
def test_what_a_list_holds_is_compared(
    before: dict[str, Any], now: dict[str, Any], breaking: list[str]
) -> None:
    found = changes_of(table(before), table(now))
    assert [each.words for each in found if each.is_breaking] == breaking


@pytest.mark.parametrize(
    ("before", "now", "is_breaking"),
    [
        # In 3.0 a point in time was a date, too.
        (("date", "v3.0.2"), ("timestamp", "v3.1.0"), False),
        (("timestamp", "v3.1.0"), ("date", "v3.0.2"), False),
        (("date", "v3.0.2"), ("date", "v3.1.0"), False),
        (("date", "v3.1.0"), ("timestamp", "v3.1.0"), True),
        (("date", "v3.0.2"), ("string", "v3.1.0"), True),
        (("number", "v3.0.2"), ("integer", "v3.1.0"), True),
    ],
)
def test_another_version_of_the_standard_is_no_other_type(
    before: tuple[str, str], now: tuple[str, str], is_breaking: bool
) -> None:
    one, other = (table({"logicalType": kind}, api) for kind, api in (before, now))
    assert any(each.is_breaking for each in changes_of(one, other)) is is_breaking


def test_a_logical_type_of_an_old_version_is_compared_with_one_of_a_database() -> None:
    before = table({"logicalType": "date"}, "v3.0.2")
    now = table({"physicalType": "timestamp_ntz"})
    assert [*changes_of(before, now)] == []
