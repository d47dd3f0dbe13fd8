"""Python models by ``ast``: what dbt finds in them, and what leaves the answer open."""

from __future__ import annotations

import pytest

from floe_lsp.dbt.python_models import calls_in_python
from floe_lsp.dbt.unknown import UNKNOWN
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("dbt facts")

MODEL = """\
import pandas


def model(dbt, session):
    dbt.config(tags=["py"], meta={"a": 1}, enabled=on)
    é = "é"; orders = dbt.ref("orders")
    return orders.merge(dbt.source('shop', "lines").df(), {"x": dbt.ref("pkg", "more", v=2)})
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_calls_stand_where_they_were_typed(end: str) -> None:
    text = SourceText(MODEL.replace("\n", end))
    calls, _ = calls_in_python(text)
    found = sorted(calls.references, key=lambda each: each.span)
    assert [(each.kind, each.owner, each.name, each.version) for each in found] == [
        ("ref", None, "orders", None),
        ("source", "shop", "lines", None),
        ("ref", "pkg", "more", "2"),
    ]
    assert [text.slice(each.span) for each in found] == ["orders", "lines", "more"]
    assert calls.config == {"tags": ["py"], "meta": {"a": 1}, "enabled": UNKNOWN}
    assert calls.is_whole
    assert calls.is_config_whole


@pytest.mark.parametrize(
    "line",
    [
        "dbt.ref(name)",
        "x = dbt.ref",
        "f(dbt)",
        "f(1 + dbt.ref('a'))",
        "f(lambda: dbt.ref('a'))",
        "dbt.ref('a', 'b', 'c')",
        "dbt.source('a')",
        "dbt.ref(*names)",
        "dbt.ref('a', **more)",
        "this is no Python",
        "(" * 1_000,
        "x = 1 + " * 20_000 + "1",
    ],
)
def test_other_calls_leave_the_answer_open(line: str) -> None:
    calls, _ = calls_in_python(SourceText(f"def model(dbt, session):\n    {line}\n"))
    assert not calls.is_whole


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ("f = dbt.ref; return f('orders')", ["dbt.ref"]),
        ("return [f('orders') for f in [dbt.ref]]", ["dbt.ref"]),
        ("return getattr(dbt, 'ref')('orders')", ["dbt"]),
        ("d = dbt; return d.ref('orders')", ["dbt"]),
        ("return helper(dbt, dbt.ref('orders'))", ["dbt"]),
        ("s = dbt.source; return dbt.ref(name)", ["dbt.ref"]),
        ("return dbt.ref('orders'), dbt.config.get('x'), dbt.this", []),
    ],
)
def test_what_may_ask_for_any_model_is_told(lines: str, places: list[str]) -> None:
    text = SourceText(f"def model(dbt, session):\n    {lines}\n")
    calls, _ = calls_in_python(text)
    assert [text.slice(each) for each in calls.computed] == places


def test_asking_for_a_setting_is_no_way_round() -> None:
    calls, _ = calls_in_python(
        SourceText("def model(dbt, session):\n    return dbt.config.get('x'), dbt.this\n")
    )
    assert calls.is_whole
