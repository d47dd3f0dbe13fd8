"""What a data contract may say: durations, lists, versions of the standard."""

from __future__ import annotations

from pathlib import Path

import pytest
from contracted_products import CONTRACT

from floe_lsp.compilation import (
    Sources,
)
from floe_lsp.compilation.enforce.contracts.validity import contract_problems
from floe_lsp.schemas.odcs.contract import ServiceLevel
from floe_lsp.schemas.odcs.service_levels import is_weaker_level
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("data contracts")


def problems(text: str) -> list[tuple[str, str]]:
    """Return what is wrong with a contract: each place, and what is said of it."""
    sources, path = Sources(), Path("/orders/datacontract.yaml")
    sources.open(path, SourceText(CONTRACT + text))
    document = sources.document(path)
    return [
        (".".join(map(str, each.path)), f"{each.message}; {each.suggestion}")
        for each in contract_problems(document)
    ]


@pytest.mark.parametrize(
    "level",
    [
        "latency, value: 500, unit: ms",
        "latency, value: 500 ms",
        "retention, value: 6 months",
        "retention, value: 6, unit: months",
        "retention, value: '6months'",
        "frequency, value: 1.5, unit: hrs",
        "freshness, value: PT6H",
        "freshness, value: P1M",
        "availability, value: 99.9%",
        "somethingElse, value: 3, unit: fortnights",
    ],
)
def test_a_duration_that_can_be_read_is_right(level: str) -> None:
    assert problems(f"slaProperties:\n  - {{property: {level}}}\n") == []


@pytest.mark.parametrize(
    ("level", "field", "words"),
    [
        ("freshness, value: 3, unit: fortnights", "unit", "allowed: ns, us, ms, s, min, h, d, w"),
        ("freshness, value: 3, unit: hourz", "unit", "cannot be 'hourz'"),
        ("availability, value: 99, unit: apples", "unit", "allowed: percent"),
        ("freshness, value: tonight, unit: h", "value", "is 'tonight', and must be a duration"),
        ("freshness, value: 3", "value", "or a number with its unit"),
        ("freshness, value: 3 fortnights", "value", "is '3 fortnights'"),
        ("availability, value: 101, unit: percent", "value", "a percentage from 0 to 100"),
    ],
)
def test_a_duration_that_cannot_be_read_is_told_where_that_is(
    level: str, field: str, words: str
) -> None:
    ((place, message),) = problems(f"slaProperties:\n  - {{property: {level}}}\n")
    assert place == f"slaProperties.0.{field}"
    assert words in message


def test_a_month_is_compared_with_days_and_milliseconds_with_seconds() -> None:
    def level(value: object, unit: str | None) -> ServiceLevel:
        return ServiceLevel("retention", (), value, unit)

    assert is_weaker_level(level(29, "d"), level("1 month", None)) is True
    assert is_weaker_level(level("P1M", None), level(1, "month")) is False
    assert is_weaker_level(level(999, "ms"), level(1, "s")) is True


def test_what_a_list_holds_is_checked() -> None:
    inner = (
        "      - name: lines\n        logicalType: array\n        items:\n"
        "          logicalType: object\n          properties:\n"
        "            - {name: sku, classification: bogus}\n            - {name: SKU}\n"
    )
    found = dict(problems(inner))
    at = "schema.0.properties.2.items.properties"
    assert set(found) == {f"{at}.0.classification", f"{at}.1.name"}
    assert "allowed: public, internal" in found[f"{at}.0.classification"]


@pytest.mark.parametrize("version", ["v3.9.9", "v2.2.2"])
def test_only_versions_that_floe_reads_are_named(version: str) -> None:
    text = CONTRACT.replace("v3.0.2", version)
    sources, path = Sources(), Path("/orders/datacontract.yaml")
    sources.open(path, SourceText(text))
    (told,) = contract_problems(sources.document(path))
    assert told.path == ("apiVersion",)
    assert "v3.1.0" in told.suggestion
    assert "v2" not in told.suggestion
