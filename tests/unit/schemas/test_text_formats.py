"""Names, versions, quantities, dates: what is taken, what is said, what is suggested."""

import re
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from floe_lsp.schemas.types import formats
from floe_lsp.schemas.types.formats import Day, NonBlank, Pattern
from floe_lsp.schemas.types.text_rules import TextFormat

from .contract_examples import errors

pytestmark = pytest.mark.requirement("FR-003")

ALL_FORMATS = [value for value in vars(formats).values() if isinstance(value, TextFormat)]


class Holder(BaseModel):
    """Holds one value of each odd type."""

    day: Day | None = None
    note: NonBlank | None = None
    pattern: Pattern | None = None


@pytest.mark.parametrize(
    ("rule", "good"),
    [
        (formats.PRODUCT_NAME, ["a", "customer-360", "a--b-", "a" * 63]),
        (formats.MANIFEST_NAME, ["a", "0", "acme-2"]),
        (formats.SECRET_NAME, ["a", "snowflake-creds", "a" * 253]),
        (formats.ENVIRONMENT_NAME, ["dev", "pre_prod-1"]),
        (formats.SOURCE_NAME, ["crm-Export_1", "-"]),
        (formats.TRANSFORM_NAME, ["a", "_x", "Stg_1", "a" * 128]),
        (formats.VERSION, ["0.0.0", "1.0.0", "10.20.30"]),
        (formats.RELEASE_VERSION, ["1", "0.1.0a1", "1.2.0-rc.1+build"]),
        (formats.TABLE_NAME, ["raw.orders", "_a.B1"]),
        (formats.QUANTITY, ["2", "500m", "0.5", "512Mi", "1e3", "4Gi", "100k"]),
        (formats.REGISTRY_ADDRESS, ["oci://a", "oci://r.example.com:5000/floe/x.y"]),
        (formats.COMMIT, ["abcdef1", "0" * 40, "f" * 64]),
    ],
)
def test_accepts(rule: TextFormat, good: list[str]) -> None:
    for text in good:
        assert rule.complaint(text) is None, text
        assert re.search(rule.json_schema()["pattern"], text), text


@pytest.mark.parametrize(
    ("rule", "text", "replacement"),
    [
        (formats.PRODUCT_NAME, "Customer_360", "customer-360"),
        (formats.PRODUCT_NAME, "customer 360 ", "customer-360"),
        (formats.PRODUCT_NAME, "customerOrders", "customer-orders"),
        (formats.PRODUCT_NAME, "Erträge", "ertrage"),
        (formats.PRODUCT_NAME, "360-customers", None),
        (formats.PRODUCT_NAME, "日本", None),
        (formats.PRODUCT_NAME, "a\n", "a"),
        (formats.MANIFEST_NAME, "-acme-", "acme"),
        (formats.SECRET_NAME, "Snowflake_Creds", "snowflake-creds"),
        (formats.TRANSFORM_NAME, "stg-orders", "stg_orders"),
        (formats.TRANSFORM_NAME, "stg.orders v2", "stg_orders_v2"),
        (formats.TRANSFORM_NAME, "1orders", None),
        (formats.VERSION, "v1.0.0", "1.0.0"),
        (formats.VERSION, "1.0", "1.0.0"),
        (formats.VERSION, "2", "2.0.0"),
        (formats.VERSION, "01.2.3", "1.2.3"),
        (formats.VERSION, "1.0.0-rc1", "1.0.0"),
        (formats.VERSION, "1.0.0\n", "1.0.0"),
        (formats.VERSION, "٣.1.2", "3.1.2"),
        (formats.VERSION, "2026-01-14", None),
        (formats.VERSION, "1.2.3.4", None),
        (formats.VERSION, "latest", None),
        (formats.VERSION, "9" * 5000, None),
        (formats.TABLE_NAME, "a-b.c", "a_b.c"),
        (formats.TABLE_NAME, "orders", None),
        (formats.TABLE_NAME, "a.b.c", None),
        (formats.QUANTITY, "512MB", "512M"),
        (formats.QUANTITY, "4 GiB", "4Gi"),
        (formats.QUANTITY, "64KB", "64k"),
        (formats.QUANTITY, "lots", None),
        (formats.REGISTRY_ADDRESS, "https://r.example.com/floe/", "oci://r.example.com/floe"),
        (formats.COMMIT, "HEAD", None),
    ],
)
def test_refuses_and_mends(rule: TextFormat, text: str, replacement: str | None) -> None:
    complaint = rule.complaint(text)
    assert complaint is not None
    assert complaint.replacement == replacement
    assert complaint.message[0].islower() or complaint.message[0] == "'"
    assert not complaint.message.endswith(".")
    assert "\n" not in complaint.message
    if replacement is not None:
        assert complaint.suggestion == f"use '{replacement}'"


@pytest.mark.parametrize("rule", ALL_FORMATS, ids=lambda rule: rule.what)
def test_empty_and_overlong_text(rule: TextFormat) -> None:
    empty = rule.complaint("")
    assert empty is not None
    assert empty.message == f"the {rule.what} is empty"
    if rule.max_length is not None:
        text = {"version": "1.0." + "1" * 80, "git commit": "a" * 80}.get(rule.what, "a" * 300)
        text = "1" * 300 if rule.what in ("release version", "resource quantity") else text
        overlong = rule.complaint(text)
        assert overlong is not None
        assert f"at most {rule.max_length} are allowed" in overlong.message


@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_no_text_raises_and_a_replacement_is_always_valid(text: str) -> None:
    for rule in ALL_FORMATS:
        complaint = rule.complaint(text)
        if complaint is None:
            # What Python takes, a schema server takes as well.
            assert re.search(rule.json_schema()["pattern"], text, re.ASCII)
            assert text.isascii()
        else:
            assert complaint.message.isprintable()
            if complaint.replacement is not None:
                assert rule.complaint(complaint.replacement) is None


@pytest.mark.parametrize("day", ["2026-12-31", "2024-02-29", date(2026, 1, 2)])
def test_days(day: str | date) -> None:
    assert str(Holder.model_validate({"day": day}).day) == str(day)


@pytest.mark.parametrize(
    "day",
    [
        20261231,
        1.5,
        True,
        datetime(2026, 1, 1, tzinfo=timezone.utc),
        "2026-02-30",
        "31.12.2026",
        "2026-1-1",
        "2026-12-31T00:00:00",
        "",
        [],
    ],
)
def test_not_a_day(day: object) -> None:
    [error] = errors(Holder, {"day": day})
    assert (error.type, error.loc) == ("invalid_format", ("day",))
    assert error.suggestion == "write year-month-day, such as 2026-12-31"


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_blank_text_is_refused(text: str) -> None:
    [error] = errors(Holder, {"note": text})
    assert error.type == "invalid_format"


@pytest.mark.parametrize("pattern", ["(", "*a", "[z-a]", "(?P<1>x)", "", "a{2,1}"])
def test_not_a_regular_expression(pattern: str) -> None:
    [error] = errors(Holder, {"pattern": pattern})
    assert (error.type, error.loc) == ("invalid_pattern", ("pattern",))


@given(pattern=st.text(st.characters(exclude_categories=()), max_size=30))
def test_no_regular_expression_raises_anything_else(pattern: str) -> None:
    assert all(
        error.type in ("invalid_pattern", "string_unicode")
        for error in errors(Holder, {"pattern": pattern})
    )


def test_json_schema_of_a_format() -> None:
    schema = TypeAdapter(formats.ProductName).json_schema()
    assert schema == {"type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 63}
