"""What a text means that names a model in dbt's way."""

from __future__ import annotations

import pytest

from floe_lsp.wording.dbt_models import model_meant


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ref('stg_orders')", "stg_orders"),
        ('ref("stg_orders")', "stg_orders"),
        ("{{ ref('stg_orders') }}", "stg_orders"),
        ("{{ref( 'shop', 'stg_orders' )}}", "stg_orders"),
        ("stg_orders.sql", "stg_orders"),
        ("stg_orders.py", "stg_orders"),
        ("models/staging/stg_orders.sql", "stg_orders"),
        ("models\\stg_orders.SQL", "stg_orders"),
    ],
)
def test_a_ref_and_a_file_name_a_model(text: str, name: str) -> None:
    assert model_meant(text) == name


@pytest.mark.parametrize("text", ["stg_orders", "", ".sql", "source('a', 'b')", "ref()", "a.csv"])
def test_other_texts_name_none(text: str) -> None:
    assert model_meant(text) is None


@pytest.mark.parametrize("text", [" " * 100_000 + "x", "a/" * 50_000, "{{ref(" + " " * 100_000])
def test_a_long_text_is_read_once(text: str) -> None:
    assert model_meant(text) is None
