"""What floe reads of a dbt project equals what real dbt makes of it, or is marked as unknown.

``dbt parse`` runs in the environment of FLOE_TEST_DBT_PYTHON, with its DuckDB adapter.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commands import copy_examples, other_python
from dbt_manifest import differences, facts_of, parsed_by_dbt, unknown_of

pytestmark = pytest.mark.requirement("dbt facts")

PROJECT = "name: shop\nversion: 1.0.0\nconfig-version: 2\nprofile: shop\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _ = path.write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_the_examples_are_known_whole(tmp_path: Path, name: str) -> None:
    project = copy_examples(tmp_path) / name
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


def test_the_project_that_dbt_itself_starts_with_is_known_whole(tmp_path: Path) -> None:
    python = Path(other_python("FLOE_TEST_DBT_PYTHON"))
    (starter,) = python.parents[1].glob("lib/python*/site-packages/dbt/include/starter_project")
    project = shutil.copytree(starter, tmp_path / "starter")
    file = project / "dbt_project.yml"
    text = file.read_text(encoding="utf-8").replace("{project_name}", "starter")
    _ = file.write_text(text.replace("{profile_name}", "starter"), encoding="utf-8")
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


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


def test_what_folders_property_files_and_models_set_is_joined_as_by_dbt(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", CONFIGURED)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


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


def test_the_files_are_those_that_dbt_finds(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", PLACES)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


VERSIONED = {
    "dbt_project.yml": PROJECT + "models: {shop: {dim: {+tags: [dim], v2: {+tags: [second]}}}}\n",
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


def test_versions_of_models_are_told_apart_as_by_dbt(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", VERSIONED)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    # dbt takes the tests of a version 0 for those of the latest.
    of_versions = {f"dim.v{number}": {"tests"} for number in (0, 1, 2)}
    assert unknown_of(facts) == {**of_versions, "open": {"edges"}}
    assert facts.models["dim"].version == "1"
    assert facts.models["text"].version == "b"


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


def test_snapshots_are_read_as_by_dbt(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", SNAPSHOTS)
    facts = facts_of(project)
    assert differences(facts, parsed_by_dbt(project)) == []
    assert unknown_of(facts) == {}


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


def test_packages_lend_models_sources_macros_and_docs(tmp_path: Path) -> None:
    project = write(tmp_path, PACKAGES) / "shop"
    manifest = parsed_by_dbt(project)
    facts = facts_of(project)
    assert differences(facts, manifest) == []
    assert unknown_of(facts) == {"shared": {"edges"}, "dispatched": {"edges"}}


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


def test_what_is_computed_is_unknown_and_never_wrong(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", COMPUTED)
    facts = facts_of(project)
    manifest = parsed_by_dbt(project)
    assert differences(facts, manifest) == []
    edges = {"edges"}
    assert unknown_of(facts) == {
        "by_var": {"enabled"},
        "tagged": {"tags"},
        "by_name": edges,
        "in_loop": edges,
        "if_var": edges,
        "renamed": {"edges", "tags", "meta", "enabled"},
        "by_own_macro": edges,
        "set_by_macro": {"tags", "meta", "enabled"},
        "set_by_var": {"tags"},
        "shorthand": edges,
        "called": edges,
        "local": edges,
        "orders": {"description", "tags", "tests"},
    }
    assert facts.nodes["model.shop.skipped"].depends_on == ("model.shop.others",)


def test_the_manifest_of_dbt_tells_the_rest_while_its_files_are_the_same(tmp_path: Path) -> None:
    project = write(tmp_path / "shop", COMPUTED)
    manifest = parsed_by_dbt(project)
    target = project / "target/manifest.json"
    _ = write(project, {"target/manifest.json": json.dumps(manifest)})
    facts = facts_of(project)
    assert differences(facts, manifest) == []
    # No artifact of dbt tells with which variables it was made.
    of_variables = {
        "by_var": {"enabled"},
        "tagged": {"tags"},
        "by_name": {"edges"},
        "if_var": {"edges"},
        "set_by_var": {"tags"},
        "orders": {"description", "tags", "tests"},
    }
    assert unknown_of(facts) == of_variables
    _ = write(project, {"models/renamed.sql": COMPUTED["models/renamed.sql"] + ", 1"})
    edited = {"renamed": {"edges", "tags", "meta", "enabled"}}
    assert unknown_of(facts_of(project)) == {**of_variables, **edited}
    _ = write(project, {"macros/m.sql": COMPUTED["macros/m.sql"].replace("100", "1000")})
    unknown = unknown_of(facts_of(project))
    assert "edges" in unknown["by_own_macro"]
    assert unknown["set_by_macro"] == {"tags", "meta", "enabled"}
    assert target.is_file()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("dbt_project.yml", "which: orders, is_on: true", "which: others, is_on: false"),
        ("models/p.yml", "tests: [unique:", "tests: [not_null, unique:"),
        ("models/p.yml", 'tags: ["', 'tags: [new, "'),
        ("models/p.yml", "models:\n", "models:\n  - {name: set_by_macro, config: {tags: [new]}}\n"),
        ("macros/m.sql", "tags=['by_macro']", "tags=['new'], enabled=false, meta={'a': 1}"),
        ("macros/m.sql", "{{ ref('orders') }}", "{{ ref('others') }}"),
    ],
)
def test_an_old_manifest_of_dbt_makes_nothing_known_that_is_another_by_now(
    tmp_path: Path, name: str, before: str, after: str
) -> None:
    project = write(tmp_path / "shop", COMPUTED)
    old = parsed_by_dbt(project)
    _ = write(project, {name: COMPUTED[name].replace(before, after)})
    manifest = parsed_by_dbt(project)
    _ = write(project, {"target/manifest.json": json.dumps(old)})
    assert differences(facts_of(project), manifest) == []
