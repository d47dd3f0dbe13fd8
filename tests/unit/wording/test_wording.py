"""Values and places in messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.wording.paths import dotted, subject
from floe_lsp.wording.quoting import quote, shown

pytestmark = pytest.mark.requirement("FR-010")


@given(st.text())
def test_a_quote_is_one_short_printable_line(text: str) -> None:
    quoted = quote(text)
    assert quoted.isprintable()
    assert quoted[0] == quoted[-1] == "'"
    assert len(quoted) <= 60 * len("\\U0010ffff") + 2


def test_short_text_is_quoted_as_it_is() -> None:
    assert quote("silver_orders") == "'silver_orders'"
    assert quote("a" * 61) == f"'{'a' * 59}…'"
    assert quote("a\tb") == r"'a\tb'"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "empty"),
        ("", "empty text"),
        ("four", "'four'"),
        (True, "true"),
        (False, "false"),
        (4, "4"),
        (10**40, "a very large number"),
        (0.5, "0.5"),
        ([], "an empty list"),
        (["a"], "a list"),
        ({}, "an empty mapping"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_wrong_values(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("path", "name", "written"),
    [
        ((), "the document", ""),
        (("port",), "'port'", "port"),
        (("attach", 1), "item 2 of 'attach'", "attach[1]"),
        (("attach", 1, 0), "item 1 of 'attach'", "attach[1][0]"),
        (("attach", 1, "path"), "'path'", "attach[1].path"),
        ((0,), "item 1", "[0]"),
    ],
)
def test_places(path: tuple[int | str, ...], name: str, written: str) -> None:
    assert subject(path) == name
    assert dotted(path) == written


def test_what_the_empty_path_stands_for() -> None:
    assert subject((), "'config'") == "'config'"
