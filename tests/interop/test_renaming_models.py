"""After a rename real dbt makes of a project what it made before, but for the name.

``dbt parse`` runs in the environment of FLOE_TEST_DBT_PYTHON, and fails at any warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import copy_examples
from dbt_manifest import parsed_by_dbt
from renaming import make

from dbt_projects import project
from editor import snapshot_of
from floe_lsp.ide.rename import RenameResult, rename

pytestmark = pytest.mark.requirement("one meaning of a word")

FLOE = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
platform: {manifest: manifest.yaml}
transforms:
  - name: stg_orders
  - name: stg_customers
  - name: orders
    dependsOn: [stg_orders, stg_customers]
  - name: in_python
    dependsOn: [orders, stg_orders]
  - name: totals
    dependsOn: &read [orders]
  - name: again
    dependsOn: *read
"""
GENERATED = {
    "floe.yaml": FLOE,
    "dbt_project.yml": """\
name: shop
version: 1.0.0
config-version: 2
profile: shop
models:
  shop:
    staging:
      stg_orders:
        +tags: [from_project]
        +meta: {kept: true}
    totals: {+tags: [total]}
""",
    "models/staging/stg_orders.sql": "select 1 as id, 2 as customer_id\r\n",
    "models/staging/stg_customers.sql": "{{ config(alias='stg_customers') }}\r\nselect 2 as id\r\n",
    "models/orders_v1.sql": "select *\r\nfrom {{ ref( 'stg_orders' ) }} as stg_orders\r\n",
    "models/orders_v2.sql": (
        "with stg_customers as (\r\n  select * from {{ ref(\"shop\", 'stg_customers') }}\r\n)\r\n"
        "select id from {{ ref('stg_orders') }}\r\n"
        "{% if is_incremental() %}where id > 0 and {{ ref('stg_orders') }}{% endif %}"
    ),
    "models/first_orders.sql": "select 0 as id",
    "models/in_python.py": (
        "def model(dbt, session):\r\n    dbt.config(materialized='table')\r\n"
        '    orders = dbt.ref("orders", v=1)\r\n'
        "    return orders.join(dbt.ref('stg_orders'), on='id')\r\n"
    ),
    "models/totals.sql": "select count(*) as n from {{ ref('orders', version=2) }}",
    "models/again.sql": "{{ count_of('id') }} union all select id from {{ ref('orders') }}",
    "models/schema.yml": """\
version: 2
models:
  - name: orders
    latest_version: 2
    columns:
      - name: id
        data_tests:
          - not_null
          - relationships:
              arguments: {to: ref('stg_orders'), field: id}
    versions:
      - v: 0.5
        defined_in: first_orders
      - v: 1
      - v: 2
        defined_in: orders_v2
  - name: "stg_orders"
    description: stg_orders
    config: {contract: {enabled: false}}
    constraints:
      - {type: foreign_key, columns: [customer_id], to: "ref('stg_customers')", to_columns: [id]}
    columns:
      - name: id
        data_type: integer
        data_tests:
          - unique
      - {name: customer_id, data_type: integer}
  - name: stg_customers
  - name: in_python
unit_tests:
  - name: totals_of_none
    model: totals
    given:
      - input: ref('orders', v=2)
        rows: [{id: 1}]
    expect: {rows: [{n: 1}]}
exposures:
  - name: board
    type: dashboard
    owner: {name: me, email: me@example.com}
    depends_on: [ref('totals'), ref('stg_orders')]
""".replace("\n", "\r\n"),
    "macros/count_of.sql": (
        "{% macro count_of(column) %}select count({{ column }}) as id from {{ ref('stg_orders') }}"
        "{% endmacro %}\n"
    ),
    "tests/no_totals.sql": "select * from {{ ref('totals') }} where n < 0",
    "tests/generic/small.sql": (
        "{% test small(model) %}select * from {{ model }} join {{ ref('stg_orders') }} using (id)"
        "{% endtest %}"
    ),
    "snapshots/old.sql": (
        "{% snapshot old %}{{ config(unique_key='id', strategy='check', check_cols='all') }}"
        "select * from {{ ref('stg_orders') }}{% endsnapshot %}"
    ),
    "analyses/some.sql": "select * from {{ ref('stg_customers') }}",
}


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share", "generated"])
def test_dbt_makes_the_same_of_a_project_after_all_is_renamed(tmp_path: Path, name: str) -> None:
    if name == "generated":
        manifest = (copy_examples(tmp_path) / "manifest.yaml").read_text(encoding="utf-8")
        folder = project(tmp_path / name, {**GENERATED, "manifest.yaml": manifest})
    else:
        folder = copy_examples(tmp_path) / name
    before = parsed_by_dbt(folder, without_warnings=True)
    names = {
        each.name or "": f"{each.name}_renamed"
        for each in snapshot_of(folder, "floe.yaml").outline.transforms
    }
    for old, new in names.items():
        # Each rename is of the files as the last one left them.
        snapshot = snapshot_of(folder, "floe.yaml")
        offset = snapshot.outline.by_name[old].name_node.start
        result = rename(snapshot, offset, new, with_files=True)
        assert isinstance(result, RenameResult), result
        assert result.left == ()
        make(result)
    after = parsed_by_dbt(folder, without_warnings=True)
    assert graph(after, {}) == graph(before, names)
    models = {each["name"] for each in after["nodes"].values() if each["resource_type"] == "model"}
    assert set(names.values()) <= models
    assert models.isdisjoint(names)


def graph(manifest: Mapping[str, Any], names: Mapping[str, str]) -> Counter[str]:
    """What dbt made of each thing of a project, with other names of models."""

    def named(key: str) -> str:
        kind, package, name, *rest = key.split(".")
        return ".".join((kind, package, names.get(name, name), *rest))

    every = [
        *manifest["nodes"].values(),
        *manifest["exposures"].values(),
        *manifest["unit_tests"].values(),
    ]
    return Counter(
        str(
            (
                each["resource_type"],
                # The name of a generic test holds those of its models.
                None if each.get("test_metadata") else named(each["unique_id"]),
                each.get("test_metadata", {}).get("name"),
                named(each["attached_node"]) if each.get("attached_node") else None,
                sorted(map(named, each["depends_on"].get("nodes", []))),
                sorted(each.get("tags", [])),
                each.get("meta"),
                each.get("description"),
                None if each["resource_type"] == "test" else each["config"].get("alias"),
                [*each.get("columns", {})],
                each.get("version"),
            )
        )
        for each in every
    )
