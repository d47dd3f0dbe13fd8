"""What macros may set for a model that calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt.nodes import OF_CONFIG, Fact

pytestmark = pytest.mark.requirement("dbt facts")

FILES = {
    "dbt_project.yml": "name: shop\n",
    "models/switched.sql": "{{ configured() }} select 1",
    "models/priced.sql": "select {{ cents('price') }}",
    "models/plain.sql": "select 1",
    "models/reads_switched.sql": "select * from {{ ref('switched') }}",
    "models/reads_priced.sql": "select * from {{ ref('priced') }}",
    "macros/m.sql": (
        "{% macro configured() %}{{ config(enabled=false) }}{% endmacro %}\n"
        "{% macro cents(column) %}{{ column }} * 100{% endmacro %}"
    ),
}


def test_a_model_that_calls_a_macro_may_be_configured_by_it(tmp_path: Path) -> None:
    facts = Sources().dbt_projects.read(project(tmp_path, FILES))
    assert {name: each.unknown for name, each in facts.models.items() if each.unknown} == {
        "switched": OF_CONFIG,
        "priced": OF_CONFIG,
    }
    # It may be enabled, so it is offered.
    assert facts.models["switched"].is_enabled


def test_the_macros_are_read_for_what_the_models_read(tmp_path: Path) -> None:
    facts = Sources().dbt_projects.read(project(tmp_path, FILES))
    unknown = {each.name: each.unknown for each in facts.nodes.values() if each.unknown}
    assert unknown == {"switched": OF_CONFIG, "reads_switched": {Fact.EDGES}}


HANDED_ON = {
    "by its name": "{%- set r = orders -%}{{ r() }}",
    "in a value": "{% set m = {'x': orders} %}{{ m['x']() }}",
    "to another macro": "{{ apply(orders) }}",
    "out of its package": "{{ shop['orders']() }}",
    "out of its package by a name": "{% set n = 'orders' %}{{ shop[n]() }}",
    "as a part of its package": "{% set r = shop.orders %}{{ r() }}",
}


@pytest.mark.parametrize("sql", HANDED_ON.values(), ids=HANDED_ON)
def test_a_macro_that_is_handed_on_may_be_called(tmp_path: Path, sql: str) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/a.sql": "select 1",
        "models/b.sql": sql,
        "macros/m.sql": "{% macro orders() %}{{ return(ref('a')) }}{% endmacro %}"
        "{% macro apply(f) %}{{ return(f()) }}{% endmacro %}",
    }
    facts = Sources().dbt_projects.read(project(tmp_path, files))
    (node,) = (each for each in facts.nodes.values() if each.name == "b")
    assert Fact.EDGES in node.unknown
    assert node.depends_on == ()


def test_what_a_template_gives_itself_is_no_macro(tmp_path: Path) -> None:
    sql = (
        "{% macro own(x) %}{{ x }}{% endmacro %}{% set cols = ['a'] %}"
        "select {% for c in cols %}{{ own(c) }} {{ loop.index }} {{ cols[0] }}{% endfor %}"
        " from {{ this.schema }}"
    )
    files = {"dbt_project.yml": "name: shop\n", "models/b.sql": sql}
    facts = Sources().dbt_projects.read(project(tmp_path, files))
    assert [each.unknown for each in facts.nodes.values()] == [frozenset()]


def test_macros_may_name_the_types_of_their_arguments(tmp_path: Path) -> None:
    """dbt 1.10 reads them; Jinja by itself does not."""
    macros = (
        "{% macro cents(column: string, scale: optional[integer] = 2,"
        " rest: dict[string, any]={}) %}"
        "{{ column }}{% endmacro %}"
        "{% test even(model, column_name: string) %}select 1{% endtest %}"
    )
    files = {**FILES, "macros/typed.sql": macros}
    facts = Sources().dbt_projects.read(project(tmp_path, files))
    assert facts.package is not None
    assert [path.name for path, each in facts.package.macro_code.items() if not each.is_whole] == []
    assert len(list(facts.package.macros)) == 4
