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
