"""A dbt project that names its models in every way that dbt knows, as real dbt accepts it."""

from __future__ import annotations

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
FILES = {
    "floe.yaml": FLOE,
    "dbt_project.yml": """\
name: shop
version: 1.0.0
config-version: 2
profile: shop
on-run-end:
  - "{% if execute %}insert into log select * from {{ ref('stg_orders') }}{% endif %}"
  - "select * from {{ ref('totals') }} join {{ ref('shop', 'stg_customers') }} using (id)"
models:
  shop:
    staging:
      stg_orders:
        +tags: [from_project]
        +meta: {kept: true}
    orders: {+tags: [of_versions], v1: {+meta: {first: 1}}}
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
          - near:
              arguments:
                others: [ref('stg_customers'), {deep: {at: "ref('totals')"}}]
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
    config:
      post_hook: |
        select id
        from {{ ref('stg_customers') }}
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
    "tests/generic/near.sql": (
        "{% test near(model, column_name, others) %}select 1 as id where 1 = 0{% endtest %}"
    ),
    "tests/generic/small.sql": (
        "{% test small(model) %}select * from {{ model }} join {{ ref('stg_orders') }} using (id)"
        "{% endtest %}"
    ),
    "seeds/raw.csv": "id\n1\n",
    "models/undeclared.sql": "select * from {{ ref('raw') }}",
    "tests/no_undeclared.sql": "select * from {{ ref('undeclared') }} where id is null",
    "snapshots/old.sql": (
        "{% snapshot old %}{{ config(unique_key='id', strategy='check', check_cols='all') }}"
        "select * from {{ ref('stg_orders') }}{% endsnapshot %}"
    ),
    "functions/most.sql": "select max(id) from {{ ref('stg_orders') }}",
    "functions/most.yml": "functions: [{name: most, returns: {data_type: integer}}]\n",
    "analyses/some.sql": "select * from {{ ref('stg_customers') }}",
}
