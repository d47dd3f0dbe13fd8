"""The models that a model refers to, found as dbt finds them."""

from __future__ import annotations

import pytest

from floe_lsp.dbt.references import refs_in_python, refs_in_sql

pytestmark = pytest.mark.requirement("dbt project")

SQL = """
{# {{ ref('commented') }} #}
with a as (select * from {{ ref("stg_a") }}), b as (select * from {{ref('pkg', 'stg_b')}})
{% if x %} join {{ ref('stg_c', v=2) }} {% endif %}
select 'ref(''no'')' from {{ source('s', 't') }} join {{ ref('stg_a') }} -- {{ ref('open'
"""


def test_the_templates_of_sql() -> None:
    assert refs_in_sql(SQL) == ("stg_a", "stg_b", "stg_c")


def test_a_model_in_python() -> None:
    text = 'orders = dbt.ref("stg_orders")\ndays = dbt.ref(\n    "calendar",\n    "days",\n)\n'
    assert refs_in_python(text) == ("stg_orders", "days")


@pytest.mark.parametrize("piece", ["{#", "{{ ref(", "{{ ref('a',", "ref('", "{{", "#}", " "])
def test_what_is_never_closed_names_nothing(piece: str) -> None:
    assert refs_in_sql(piece * 1_000) == ()
