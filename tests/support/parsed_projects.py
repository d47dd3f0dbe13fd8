"""Dbt projects that real dbt parses, each with all that there is of a kind."""

from __future__ import annotations

PROJECT = "name: shop\nversion: 1.0.0\nconfig-version: 2\nprofile: shop\n"

CONFIGURED = {
    "dbt_project.yml": PROJECT
    + """\
model-paths: [sql/models, more]
seed-paths: [data]
models:
  +meta: {team: core}
  tags: everything
  shop:
    +tags: [shop]
    staging:
      +tags: [staging, shop]
      +meta: {layer: staging, team: data}
      old:
        +enabled: false
      kept:
        +schema: kept
    a_model:
      +meta: {named: true}
    off_here: {+enabled: no}
seeds:
  shop: {+tags: raw}
sources:
  shop:
    +meta: {from: project}
    old_shop: {+enabled: false}
""",
    "sql/models/staging/stg_orders.sql": "select 1\r\nfrom {{ source('shop', 'orders') }}\r\n",
    "sql/models/staging/old/gone.sql": "select 1",
    "sql/models/staging/old/kept_by_itself.sql": "{{ config(enabled=true) }} select 1",
    "sql/models/staging/old/kept_by_file.sql": "select 1",
    "sql/models/staging/kept/deep/far.sql": "select * from {{ ref('fares') }}",
    "sql/models/a_model.sql": (
        "{{ config(tags='one', meta={'b': 2, 'team': 'me'}, materialized='table') }}\n"
        "{{ config(tags=['two'], meta={'c': [1, {'d': none}]}) }}\n"
        "select * from {{ ref('stg_orders') }} join {{ ref('shop', 'far') }} using (id)"
    ),
    "more/off_here.sql": "select 1",
    "more/off_by_config.sql": "{{ config(enabled=False) }} select 1",
    "more/off_by_property.sql": "select 1",
    "more/py_model.py": (
        "import pandas\n\n\ndef model(dbt, session):\n"
        "    dbt.config(tags=['py'], meta={'x': 1})\n"
        "    a = dbt.ref('a_model')\n"
        "    return a.merge(dbt.source('shop', 'customers').df())\n"
    ),
    "data/fares.csv": "id,b\n1,2\n",
    "data/nested/prices.csv": "id\n1\n",
    "sql/models/staging/schema.yml": """\
version: 2
models:
  - name: stg_orders
    description: >
      Orders as
      they arrive
    config:
      tags: from_file
      meta: {owner: orders, flag: yes}
    columns:
      - name: id
        description: The {{ doc('order_id') }}
        tags: [pk]
        config: {tags: [key]}
        data_tests:
          - unique
          - not_null: {config: {severity: warn}}
      - name: amount
        meta: {pii: false}
        tests:
          - not_null:
              enabled: false
          - accepted_values: {values: [1], config: {enabled: false}}
          - name: by_name
            test_name: accepted_values
            values: [2]
      - name: "quoted"
        quote: true
        tests: [not_null]
    data_tests:
      - two_columns: {one: id, two: amount}
      - shop.two_columns:
          name: named_in_package
          one: amount
          two: id
  - name: kept_by_file
    config: {enabled: true}
  - name: no_such_model
    description: nothing
""",
    "more/p.yaml": """\
models:
  - name: a_model
    description: "{{ doc('shop', 'long') }}"
    meta: {from: property}
    columns:
      - {name: id, description: "{# nothing #}plain"}
      - name: other
        tests:
          - relationships: {to: ref('stg_orders'), field: id}
  - name: off_by_property
    config: {enabled: false}
sources:
  - name: shop
    description: All of it
    tags: [src]
    config: {tags: [cfg], meta: {s: 1, t: 1}}
    tables:
      - name: orders
        description: Raw orders
        meta: {t: 2}
        tags: [table]
        columns:
          - name: id
            data_tests: [unique, not_null]
        tests: [two_columns: {one: id, two: id}]
      - name: customers
        config: {tags: [more]}
      - name: unused
        config: {enabled: false}
  - name: old_shop
    tables: [{name: x}]
seeds:
  - name: fares
    description: Prices
    config: {meta: {seed: true}}
    columns: [{name: id, tests: [unique]}]
exposures:
  - name: board
    type: dashboard
    owner: {email: a@example.com}
    depends_on: [ref('a_model'), "source('shop', 'orders')"]
unit_tests:
  - name: a_unit
    model: a_model
    given:
      - input: ref('stg_orders')
        rows: [{id: 1}]
      - input: ref('shop', 'far')
        rows: [{id: 1}]
    expect: {rows: [{id: 1}]}
""",
    "more/docs.md": (
        "# Notes\n{% docs order_id %}\nnumber of the *order*\n{% enddocs %}\n"
        "{% docs long %}A long\n\ntext{% enddocs %}\n"
    ),
    "tests/generic/two_columns.sql": (
        "{% test two_columns(model, one, two) %}select * from {{ model }} where {{ one }}\n"
        "{% endtest %}"
    ),
    "tests/no_rows.sql": "select * from {{ ref('a_model') }} where false",
}

PLACES = {
    "dbt_project.yml": PROJECT + "model-paths: [models, build]\n",
    "models/target/made.sql": "select * from {{ ref('HIGH') }}, {{ ref('old') }}",
    "models/.hidden/old.sql": "select * from {{ ref('PRICES') }}",
    "models/.hidden/.more/p.yml": "models: [{name: old, columns: [{name: id, tests: [unique]}]}]",
    "models/dbt_packages/other.sql": "select 1 as id",
    "models/node_modules/__pycache__/deep.sql": "select {{ hundred() }} as id",
    "models/HIGH.SQL": "select 1 as id",
    "models/Python.PY": "select 1 as id",
    "models/P.YML": "models: [{name: HIGH, description: As typed, config: {tags: [high]}}]",
    "models/Docs.MD": "{% docs hundred %}a hundred{% enddocs %}",
    "models/q.Yaml": "models: [{name: made, description: \"{{ doc('hundred') }}\"}]",
    "models/.left.sql": "refused {{",
    "models/#left.sql": "refused {{",
    "models/~left.yml": "models: {",
    "build/target/also.sql": "select 1 as id",
    "seeds/.hidden/PRICES.CSV": "id\n1\n",
    "macros/target/M.Sql": "{% macro hundred() %}{{ 100 }}{% endmacro %}",
    "target/stale.sql": "refused {{",
}

SAME_NAMES = {
    "dbt_project.yml": PROJECT
    + """\
models: {shop: {old: {by_folder: {+enabled: false}, dim_v1: {+enabled: false}}}}
seeds: {shop: {old: {+enabled: false}}}
snapshots: {shop: {new: {snap: {s: {+enabled: false}}}}}
""",
    "models/new/x.sql": "{{ config(enabled=false, tags=['new']) }} select * from {{ ref('s') }}",
    "models/old/x.sql": "{{ config(tags=['old']) }} select * from {{ ref('by_folder') }}",
    "models/p.yml": "models: [{name: x, description: X}, {name: quiet, config: {enabled: false}},"
    " {name: dim, versions: [{v: 1}]}]\nseeds: [{name: fares, description: Fares}]\n",
    "models/new/by_folder.sql": "select 1 as id",
    "models/old/by_folder.sql": "select * from {{ ref('x') }}",
    "models/new/quiet.sql": "select 1 as id",
    "models/old/quiet.py": (
        "def model(dbt, session):\n    dbt.config(enabled=False)\n    return 1\n"
    ),
    "models/new/dim_v1.sql": "select * from {{ ref('x') }}",
    "models/old/dim_v1.sql": "select * from {{ ref('fares') }}",
    "models/new/both.sql": "{{ config(enabled=false) }} select 1 as id",
    "models/old/both.sql": "{{ config(enabled=false) }} select 2 as id",
    "models/new/open.sql": "{{ config(enabled=var('new', 1) == 1) }} select * from {{ ref('x') }}",
    "models/old/open.sql": "{{ config(enabled=var('new', 1) == 2) }} select * from {{ ref('s') }}",
    "models/reads_open.sql": "select * from {{ ref('open') }}",
    "seeds/new/fares.csv": "id\n1\n",
    "seeds/old/fares.csv": "id\n2\n",
    "snapshots/new/snap.sql": "{% snapshot s %}{{ config(unique_key='id', strategy='check',"
    " check_cols='all') }}select * from {{ ref('by_folder') }}{% endsnapshot %}",
    "snapshots/old/snap.sql": "{% snapshot s %}{{ config(unique_key='id', strategy='check',"
    " check_cols='all') }}select * from {{ ref('fares') }}{% endsnapshot %}",
}

VERSIONED = {
    "dbt_project.yml": PROJECT + "models: {shop: {dim: {+tags: [dim], v2: {+tags: [second]}},"
    " dim_old: {+tags: [of_file], +meta: {file: 1}, +enabled: false}}}\n",
    "models/dim_v1.sql": "select 1 as id",
    "models/dim_v2.sql": "{{ config(tags=['b']) }} select 1 as id",
    "models/dim_old.sql": "select 1 as id",
    "models/single.sql": "select 1 as id",
    "models/plain.sql": "select 1 as id",
    "models/by_var.sql": "select 1 as id",
    "models/by_var_v2.sql": "select 1 as id",
    "models/open.sql": "select * from {{ ref('by_var') }}, {{ ref('by_var', v=1) }}",
    "models/closed.sql": "select * from {{ ref('by_var', v=2) }}, {{ ref('by_var', v=1) }}",
    "models/text_va.sql": "select 1 as id",
    "models/text_vb.sql": "select 1 as id",
    "models/fct.sql": (
        "select * from {{ ref('dim') }}, {{ ref('dim', v=1) }}, {{ ref('dim', version='0') }},\n"
        "{{ ref('single') }}, {{ ref('text') }}, {{ ref('shop', 'single', v=3) }}"
    ),
    "models/schema.yml": """\
models:
  - name: dim
    latest_version: 1
    description: A dimension
    config: {tags: [shared], meta: {a: {b: 1}, c: 1}}
    columns:
      - name: id
        tests: [unique]
      - {name: gone, tests: [not_null]}
    tests:
      - own: {x: 1}
    versions:
      - v: 0
        defined_in: dim_old
        columns: [{include: all, exclude: [gone]}, {name: more, tests: [not_null]}]
      - v: 1
        description: The first
        data_tests: []
        config: {tags: [v1], meta: {a: {d: 2}}}
      - v: 2
        columns:
          - {include: all}
          - {name: id, description: Again, tests: [not_null]}
        config: {enabled: true}
  - name: single
    columns:
      - {name: id, description: First, tags: [first], tests: [unique]}
      - {name: other}
      - {name: id, tests: [not_null]}
    versions: [{v: 3}]
  - name: plain
    columns: [{name: id, tests: [unique]}, {name: id, description: Last, tests: [not_null]}]
  - name: by_var
    latest_version: "{{ var('latest', 1) }}"
    versions: [{v: 1}, {v: 2}]
  - name: text
    versions: [{v: a}, {v: b}]
""",
    "macros/own.sql": "{% test own(model, x) %}select 1{% endtest %}",
}

SNAPSHOTS = {
    "dbt_project.yml": PROJECT
    + "snapshots: {shop: {+tags: [snap], two: {one_of_two: {+meta: {deep: 1}}}}}\n",
    "models/orders.sql": "select 1 as id, now() as at",
    "models/reader.sql": "select * from {{ ref('orders_history') }}, {{ ref('from_yaml') }}",
    "snapshots/two.sql": """\
{% snapshot orders_history %}
{{ config(unique_key='id', strategy='check', check_cols='all', tags=['own']) }}
select * from {{ ref('orders') }}
{% endsnapshot %}

{% snapshot one_of_two %}
{{ config(unique_key='id', strategy='timestamp', updated_at='at', enabled=true) }}
select * from {{ source('shop', 'orders') }}
{% endsnapshot %}
""",
    "snapshots/s.yml": """\
snapshots:
  - name: from_yaml
    relation: source('shop', 'orders')
    description: Of a source
    config: {unique_key: id, strategy: check, check_cols: all, meta: {y: 1}}
    columns: [{name: id, tests: [unique]}]
  - name: orders_history
    description: What was
    config: {tags: [file]}
    columns: [{name: id, tests: [not_null]}]
sources: [{name: shop, tables: [{name: orders}]}]
""",
}

PACKAGES = {
    ".git/HEAD": "",
    "shop/dbt_project.yml": PROJECT
    + "models: {pkg: {+meta: {seen: root}, off_by_root: {+enabled: false}}}\n",
    "shop/packages.yml": "packages: [{local: ../pkg}]\n",
    "shop/models/a.sql": (
        "select * from {{ ref('theirs') }}, {{ ref('pkg', 'shared') }}, {{ ref('shared') }},\n"
        "{{ source('their_source', 't') }}, {{ ref('their_seed') }}, {{ pkg.star(ref('theirs')) }}"
    ),
    "shop/models/shared.sql": "select {{ pkg.asks() }} as a",
    "shop/models/by_macro.sql": "select * from {{ pkg.star(ref('a')) }} {{ no_asking() }}",
    "shop/models/dispatched.sql": "select * from {{ pkg.dispatching() }}",
    "shop/macros/m.sql": (
        "{% macro no_asking() %}{{ config.get('x') }}{% endmacro %}\n"
        "{% macro default__dispatching() %}{{ ref('a') }}{% endmacro %}"
    ),
    "shop/models/s.yml": """\
models:
  - name: a
    description: "{{ doc('pkg', 'their_doc') }} {{ doc('their_doc') }}"
    columns: [{name: x, tests: [pkg.own, not_null]}]
""",
    "pkg/dbt_project.yml": "name: pkg\nversion: 1.0.0\nconfig-version: 2\nmodels: {+tags: [pkg]}\n",
    "pkg/models/theirs.sql": "select * from {{ ref('shared') }}",
    "pkg/models/shared.sql": "{{ config(alias='other') }}select 1 as x",
    "pkg/models/off_by_root.sql": "select 1 as x",
    "pkg/models/p.yml": """\
models: [{name: theirs, columns: [{name: x, tests: [own]}]}]
sources: [{name: their_source, tables: [{name: t}]}]
""",
    "pkg/models/d.md": "{% docs their_doc %}theirs{% enddocs %}",
    "pkg/seeds/their_seed.csv": "id\n1\n",
    "pkg/macros/m.sql": (
        "{% macro star(relation) %}{{ relation }}{% endmacro %}\n"
        "{% macro asks() %}{{ pkg.inner() }}{% endmacro %}\n"
        "{% macro inner() %}{{ ref('theirs') }}{% endmacro %}\n"
        "{% macro dispatching() %}{{ adapter.dispatch('dispatching', 'pkg')() }}{% endmacro %}\n"
        "{% test own(model, column_name) %}select 1{% endtest %}"
    ),
}

COMPUTED = {
    "dbt_project.yml": PROJECT
    + """\
vars: {which: orders, is_on: true}
models:
  shop:
    by_var: {+enabled: "{{ var('is_on', true) }}"}
    tagged: {+tags: ["{{ target.name }}"]}
    hooked: {+post-hook: "analyze {{ this }}, {{ ref('orders') }}"}
data_tests:
  shop:
    unused: {+enabled: false}
""",
    "models/orders.sql": "select 1 as id",
    "models/others.sql": "select 1 as id",
    "models/by_var.sql": "select 1 as id",
    "models/tagged.sql": "select 1 as id",
    "models/hooked.sql": "select 1 as id",
    "models/by_name.sql": "select * from {{ ref(var('which')) }}",
    "models/in_loop.sql": "{% for m in ['orders', 'others'] %}{{ ref(m) }}{% endfor %} select 1",
    "models/around.sql": (
        "{% for m in [1, 2] %}select * from {{ ref('orders') }}{% endfor %}\n"
        "{% for m in [] %}{{ ref('others') }}{% else %}{{ ref('tagged') }}{% endfor %}"
    ),
    "models/incremental.sql": (
        "{{ config(materialized='incremental') }}\nselect * from {{ ref('orders') }}\n"
        "{% if is_incremental() %} where id > (select max(id) from {{ this }}){% endif %}"
    ),
    "models/executed.sql": (
        "-- depends_on: {{ ref('orders') }}\n"
        "{% if execute %}{% set found = run_query('select 1') %}{% endif %}select 1"
    ),
    "models/skipped.sql": (
        "{% if execute %}{{ ref('orders') }}{% else %}{{ ref('others') }}{% endif %}"
    ),
    "models/if_var.sql": (
        "{% if var('is_on') %}{{ ref('orders') }}{% else %}{{ ref('others') }}{% endif %}"
    ),
    "models/renamed.sql": "{% set r = ref %}select * from {{ r('orders') }}",
    "models/commented.sql": (
        "{# {{ ref('orders') }} #} -- {{ ref('others') }}\n"
        "{% raw %}{{ ref('tagged') }}{% endraw %} select 1 /* {{ ref('hooked') }} */"
    ),
    "models/by_own_macro.sql": "select {{ reads_orders() }}, {{ cents('id') }}",
    "models/set_by_macro.sql": "{{ configured() }} select 1",
    "models/set_by_var.sql": (
        "{{ config(tags=[var('which')], meta={'a': var('which'), 'b': 1}) }} select 1"
    ),
    "models/builtin.sql": "select * from {{ builtins.ref('orders') }}",
    "models/shorthand.sql": "select * from {{ ref('orders') if true else ref('others') }}",
    "models/called.sql": "{% call wrapped() %}{{ ref('orders') }}{% endcall %}",
    "models/local.sql": "{% macro l() %}{{ ref('orders') }}{% endmacro %}select {{ l() }}",
    "models/unused/tested.sql": "select 1 as id",
    "models/unused/p.yml": """\
models:
  - name: tested
    columns:
      - {name: id, tests: [unique, not_null: {config: {enabled: true}}]}
      - {name: name, quote: true, tests: [not_null: {config: {enabled: true}}]}
""",
    "models/p.yml": """\
models:
  - name: orders
    description: "{{ var('which') }}"
    config:
      tags: ["{{ var('which') }}"]
      meta: {w: "{{ var('which') }}", k: "1", n: 1, day: 2024-01-02}
    columns:
      - name: id
        description: "{{ 'a' ~ 'b' }}"
        tests: [unique: {config: {enabled: "{{ var('is_on') }}"}}]
""",
    "models/py.py": (
        "def model(dbt, session):\n    names = ['orders']\n"
        "    return [dbt.ref('orders') for each in names][0]\n"
    ),
    "macros/m.sql": (
        "{% macro reads_orders() %}{{ ref('orders') }}{% endmacro %}\n"
        "{% macro cents(column) %}({{ column }} * 100){% endmacro %}\n"
        "{% macro wrapped() %}{{ caller() }}{% endmacro %}\n"
        "{% macro configured() %}{{ config(tags=['by_macro']) }}{% endmacro %}"
    ),
}
