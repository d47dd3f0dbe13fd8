"""What a product holds in place of names and lists of names breaks no check against dbt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from dbt_projects import project
from editor import snapshot_of
from floe_lsp.ide.fixes.take_over import taken_over
from floe_lsp.schemas.product.floe_spec import TransformSpec

pytestmark = pytest.mark.requirement("dbt facts")

PROJECT = {
    "dbt_project.yml": "name: orders\nprofile: orders\n",
    "models/stg_orders.sql": "{{ config(tags=['raw'], meta={'tier': 'bronze'}) }} select 1 as id",
    "models/fct_orders.sql": (
        "{{ config(tags=['raw'], meta={'tier': 'silver'}) }}"
        "select * from {{ ref('stg_orders') }} join {{ ref('more') }} using (id)"
    ),
    "models/more.sql": "select 1 as id",
    "models/schema.yml": (
        "models: [{name: fct_orders, columns: [{name: id, data_type: text, tests: [unique]}]}]"
    ),
}
ODD: list[object] = [
    *(None, True, 0, -1.5, "", " ", "stg_orders", "é\u2028", "a.b", "{{ ref('x') }}", [], {}),
    *({"a": "b"}, {"a": {"b": [1]}}, {"name": "stg_orders"}, [[["stg_orders"]]]),
]
FIELDS = {key for field in TransformSpec.model_fields for key in TransformSpec.keys_of(field)}


def products(field: str) -> Iterator[str]:
    """Yield products in which a field of transforms, of ports and of columns has odd values."""
    lists = [held for odd in ODD for held in ([odd], ["stg_orders", odd], [odd, "more"])]
    for value in [*ODD, *lists]:
        transforms = [
            {"name": "stg_orders", "tier": "gold", "tags": ["x"]},
            {"name": "fct_orders", "tier": "gold", "tags": ["x"], "dependsOn": ["more"]},
        ]
        ports = [{"name": "fct_orders", "schema": [{"name": "id", "type": "integer"}]}]
        held: list[dict[str, object]] = [{**transforms[0]}, {**transforms[1], field: value}]
        yield json.dumps(spec(held, [{**ports[0], field: value}]), indent=1)
    for value in ODD:
        yield json.dumps(spec([value], [value]), indent=1)


def spec(transforms: object, ports: object) -> dict[str, object]:
    return {
        "apiVersion": "floe.dev/v1",
        "kind": "FloeSpec",
        "metadata": {"name": "orders", "version": "1.0.0"},
        "transforms": transforms,
        "outputPorts": ports,
    }


@pytest.mark.parametrize("field", sorted({*FIELDS, "schema"}))
def test_no_odd_value_is_a_fault_of_ours(field: str, tmp_path: Path) -> None:
    folder = project(tmp_path, {**PROJECT, "manifest.yaml": DEFAULT_FILES["manifest.yaml"]})
    for text in products(field):
        _ = (folder / "floe.yaml").write_text(text, encoding="utf-8")
        snapshot = snapshot_of(folder, "floe.yaml")
        # In tests a check that fails raises.
        assert snapshot.diagnostics, text
        assert len([*taken_over(snapshot)]) <= 1
