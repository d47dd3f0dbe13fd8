"""Which of many known words a mistyped one stands for."""

from __future__ import annotations

import pytest

from floe_lsp.wording.near_miss import near_miss

pytestmark = pytest.mark.requirement("FR-002")


@pytest.mark.parametrize(
    ("word", "candidates", "besides", "expected"),
    [
        ("stg_order", ["stg_orders", "stg_returns"], None, "stg_orders"),
        ("stg_order", ["stg_orders", "stg_ordres"], "stg_orders", "stg_ordres"),
        ("stg_order", ["stg_orders"], "stg_orders", None),
        ("Orders", ["orders", "ORDERS"], None, "orders"),
        ("Orders", ["orders", "ORDERS"], "orders", "ORDERS"),
        ("s3", ["aws-s3", "gcs"], None, "aws-s3"),
        ("s3", ["aws-s3", "my-s3"], None, None),
        ("s3", ["aws-s3", "my-s3"], "my-s3", "aws-s3"),
        ("warn", ["warning", "error"], None, "warning"),
        ("warn", ["warning", "warnings"], "warnings", "warning"),
        ("warn", ["warning_a", "warning_b"], None, None),
        ("tpye", ["type", "name"], None, "type"),
        ("x", [], None, None),
    ],
)
def test_the_nearest(
    word: str, candidates: list[str], besides: str | None, expected: str | None
) -> None:
    assert near_miss(word, candidates, besides=besides) == expected
