"""What service levels are about, on either side: the weaker ones are told, the others inherited."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

import corpus
from floe_lsp.compilation import Analysis, Sources, analyze
from floe_lsp.compilation.enforce.contracts.product_contracts import product_contracts
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("data contracts")

PLATFORM, PRODUCT = Path("/platform"), Path("/orders")
GOVERNANCE = """\
governance:
  policy_enforcement_level: strict
  data_contracts:
    enforcement: strict
    inheritance_mode: {mode}
    drift_detection: {{enabled: false}}
"""
PORTS = """\
outputPorts:
  - {name: gold_orders, schema: [{name: id, type: integer}, {name: email, type: string}]}
  - {name: gold_lines, schema: [{name: id, type: integer}]}
"""
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: {id}\nversion: 1.0.0\nstatus: active\n"
TABLES = """\
schema:
  - name: gold_orders
    properties:
      - {name: id, logicalType: integer}
      - {name: email, logicalType: string}
  - name: gold_lines
    properties: [{name: id, logicalType: integer}]
"""
ORDERS, LINES = "element: gold_orders", "element: gold_lines"


def levels(*entries: str) -> str:
    return "slaProperties:\n" + "".join(f"  - {{property: {each}}}\n" for each in entries)


def analyzed(
    floors: tuple[str, ...], own: tuple[str, ...], mode: str = "merge", more: str = ""
) -> tuple[Analysis, list[dict[str, object]]]:
    """Return what is found, and the service levels that the product's contract is left with."""
    files = {
        PRODUCT / "floe.yaml": corpus.DEFAULT_FILES["floe.yaml"] + PORTS,
        PLATFORM / "manifest.yaml": corpus.DEFAULT_FILES["manifest.yaml"]
        + GOVERNANCE.format(mode=mode),
        PLATFORM / "datacontract.yaml": HEAD.format(id="platform") + levels(*floors),
        PRODUCT / "datacontract.yaml": HEAD.format(id="orders")
        + more
        + TABLES
        + (levels(*own) if own else ""),
    }
    sources = Sources()
    for path, text in files.items():
        sources.open(path, SourceText(text))
    found = analyze(PRODUCT / "floe.yaml", PLATFORM / "manifest.yaml", sources=sources)
    assert found.spec is not None
    assert found.resolved is not None
    made = product_contracts(
        sources.document(PRODUCT / "floe.yaml"), found.spec, found.resolved.platform, sources
    )
    contract = made.contracts[0].contract.data
    return found, cast("list[dict[str, object]]", contract.get("slaProperties", []))


def told(found: Analysis) -> list[str]:
    return sorted(each.code for each in found.diagnostics if each.is_error)


WEAKER = [
    # What the platform says, what the product says, and whether that is weaker.
    (("freshness, value: PT6H",), (f"freshness, value: P9D, {ORDERS}",), 1),
    (("freshness, value: PT6H",), ("freshness, value: P9D, element: gold_orders.email",), 1),
    (("freshness, value: PT6H",), ("freshness, value: P9D, element: email",), 1),
    (("freshness, value: PT6H",), ("freshness, value: P9D, element: 'gold_*'",), 1),
    (("freshness, value: PT6H",),
     ("freshness, value: P9D, element: 'gold_orders, gold_lines'",), 1),
    (("freshness, value: PT6H",), ("freshness, value: P9D, element: 'gold_lines,gold_orders'",), 1),
    ((f"freshness, value: PT6H, {ORDERS}",), ("freshness, value: P9D",), 1),
    ((f"freshness, value: PT6H, {ORDERS}",), (f"freshness, value: P9D, {ORDERS}",), 1),
    ((f"freshness, value: PT6H, {ORDERS}",), (f"freshness, value: P9D, {LINES}",), 0),
    (("freshness, value: PT6H, element: 'gold_*'",), ("freshness, value: P9D",), 1),
    (("freshness, value: PT6H, element: 'gold_o*'",), (f"freshness, value: P9D, {ORDERS}",), 1),
    (("freshness, value: PT6H, element: 'other, gold_orders'",), ("freshness, value: P9D",), 1),
    (("freshness, value: PT6H, element: gold_orders.id",), ("freshness, value: P9D",), 1),
    (("freshness, value: PT6H, element: gold_orders.id",),
     ("freshness, value: P9D, element: gold_orders.email",), 0),
    # Given twice: each of the two is held, in either order.
    (("freshness, value: PT6H",),
     (f"freshness, value: P9D, {ORDERS}", f"freshness, value: PT5H, {ORDERS}"), 1),
    (("freshness, value: PT6H",),
     (f"freshness, value: PT5H, {ORDERS}", f"freshness, value: P9D, {ORDERS}"), 1),
    (("freshness, value: PT6H", f"freshness, value: PT1H, {ORDERS}"),
     ("freshness, value: PT2H",), 1),
    # A level for a column alone is what it promises of the column.
    (("freshness, value: PT6H, element: gold_orders.id",),
     ("freshness, value: P9D", "freshness, value: PT1H, element: gold_orders.id"), 0),
    (("freshness, value: PT6H",),
     ("freshness, value: P9D", f"freshness, value: PT1H, {ORDERS}"), 1),
    (("freshness, value: PT6H", f"freshness, value: P9D, {ORDERS}"),
     (f"freshness, value: P2D, {ORDERS}",), 0),
    (("timeToRepair, value: PT6H",), (f"time_to_repair, value: P9D, {ORDERS}",), 1),
    (("freshness, value: PT6H",), (f"freshness, value: PT5H, {ORDERS}",), 0),
    (("freshness, value: PT6H, element: other",), ("freshness, value: P9D",), 0),
]  # fmt: skip


@pytest.mark.parametrize("mode", ["merge", "strict"])
@pytest.mark.parametrize(("floors", "own", "count"), WEAKER, ids=str)
def test_each_level_is_held_against_each_that_is_about_the_same(
    floors: tuple[str, ...], own: tuple[str, ...], count: int, mode: str
) -> None:
    found, _ = analyzed(floors, own, mode)
    weaker = [each for each in found.diagnostics if "which is weaker than" in each.message]
    assert [each.code for each in weaker] == ["FLOE-E510"] * count


INHERITED: list[tuple[tuple[str, ...], tuple[str, ...], list[tuple[str, str | None]]]] = [
    # What the platform says, what the product says, and what is published: values and elements.
    (("freshness, value: PT6H",), (), [("PT6H", None)]),
    (("freshness, value: PT6H",), ("freshness, value: PT5H",), [("PT5H", None)]),
    (("freshness, value: PT6H",), (f"freshness, value: PT5H, {ORDERS}",),
     [("PT5H", "gold_orders"), ("PT6H", "gold_lines")]),
    (("freshness, value: PT6H",), ("freshness, value: PT5H, element: 'gold_*'",),
     [("PT5H", "gold_*")]),
    (("freshness, value: PT6H, element: 'gold_*, other'",), (),
     [("PT6H", "gold_orders, gold_lines")]),
    (("freshness, value: PT6H, element: gold_orders.id",), ("freshness, value: PT5H",),
     [("PT5H", None)]),
    (("freshness, value: PT6H, element: gold_orders.id",), (), [("PT6H", "gold_orders.id")]),
    (("freshness, value: PT6H, element: other",), (), []),
    # What the platform says of less is what it says of that.
    (("freshness, value: PT6H", f"freshness, value: PT5H, {ORDERS}"), (),
     [("PT6H", "gold_lines"), ("PT5H", "gold_orders")]),
    (("freshness, value: PT6H", f"freshness, value: P9D, {ORDERS}"), (),
     [("PT6H", "gold_lines"), ("P9D", "gold_orders")]),
    (("freshness, value: PT6H", "freshness, value: P9D, element: gold_orders.id"), (),
     [("PT6H", None), ("P9D", "gold_orders.id")]),
]  # fmt: skip


@pytest.mark.parametrize("mode", ["merge", "override"])
@pytest.mark.parametrize(("floors", "own", "published"), INHERITED, ids=str)
def test_what_a_contract_does_not_say_is_inherited(
    floors: tuple[str, ...],
    own: tuple[str, ...],
    published: list[tuple[str, str | None]],
    mode: str,
) -> None:
    found, levels_now = analyzed(floors, own, mode)
    assert told(found) == []
    assert [(each["value"], each.get("element")) for each in levels_now] == published


def test_what_a_product_may_say_less_of_is_published_once() -> None:
    own = (f"freshness, value: P9D, {ORDERS}", f"freshness, value: P9D, {LINES}")
    found, published = analyzed(("freshness, value: PT6H",), own, "override")
    assert told(found) == []
    assert [each["value"] for each in published] == ["P9D", "P9D"]


def test_with_strict_inheritance_each_port_has_to_say_it() -> None:
    own = (f"freshness, value: PT5H, {ORDERS}",)
    found, _ = analyzed(("freshness, value: PT6H",), own, "strict")
    (missing,) = [each for each in found.diagnostics if each.is_error]
    assert "the contract of 'gold_lines' says nothing of 'freshness'" in missing.message


def test_the_default_element_of_a_contract_counts() -> None:
    default = "slaDefaultElement: gold_orders\n"
    found, published = analyzed(
        ("freshness, value: PT6H", "retention, value: P1Y"),
        ("freshness, value: PT5H",),
        more=default,
    )
    assert told(found) == []
    assert [(each["property"], each.get("element")) for each in published] == [
        ("freshness", None),
        ("freshness", "gold_lines"),
        ("retention", "gold_orders, gold_lines"),
    ]


def test_a_level_of_nobody_knows_what_is_not_checkable() -> None:
    own = ("freshness, value: P9D, element: GOLD_ORDERS", f"freshness, value: PT5H, {ORDERS}")
    found, _ = analyzed((f"freshness, value: PT6H, {ORDERS}",), own)
    (message,) = [each.message for each in found.diagnostics if each.is_error]
    assert "the contract has no table and no column 'GOLD_ORDERS'" in message
    assert told(analyzed(("retention, value: P1Y",), own)[0]) == []
