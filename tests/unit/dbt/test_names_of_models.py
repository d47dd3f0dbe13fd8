"""Every place of a dbt project that names a model, and those that only dbt can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt import reader
from floe_lsp.dbt.names import NamedModel, NameRole, ProjectNames

pytestmark = pytest.mark.requirement("one meaning of a word")

FILES = {
    "dbt_project.yml": """\
name: shop
on-run-end: "{{ tell(ref('orders')) }}"
models:
  shop:
    +tags: [orders]
    staging:
      orders: {+enabled: true}
  other:
    staging: {orders: {+enabled: false}}
""",
    "models/staging/orders.sql": "select 1 as orders",
    "models/fct.sql": """\
-- {{ ref('orders') }} {# ref('orders') #}
select * from {{ ref("orders") }} -- ref('orders')
{% if is_incremental() %}{{ ref('shop', 'orders', v=1) }}{% endif %}
{% if target.name == 'x' %}{{ ref('or' 'ders') }} {{ builtins.ref('orders') }}{% endif %}
{{ ref(var('orders')) }} {{ ref('orders' ~ '') }} {{ ref('other', 'orders') }}
{{ source('orders', 'orders') }}
""",
    "models/py.py": (
        "def model(dbt, session):\n"
        "    é = dbt.ref('orders').join(dbt.ref(\"orders\"))\n"
        "    return [dbt.ref(n) for n in ['orders']], dbt.ref('shop', \"orders\")\n"
    ),
    "models/schema.yml": """\
version: 2
models:
  - name: "orders"
    description: orders, and {{ ref('orders') }} as prose
    columns:
      - name: orders
        data_tests:
          - relationships: {to: ref('orders'), field: id}
          - relationships:
              arguments: {to: "ref('orders')", field: id}
    constraints:
      - {type: foreign_key, to: 'ref("orders")', to_columns: [id]}
  - name: fct
    data_tests:
      - a_test:
          config: {where: "id in (select id from {{ ref('orders') }})"}
seeds:
  - name: orders
exposures:
  - name: orders
    depends_on: [ref('orders'), "source('a', 'orders')"]
unit_tests:
  - name: orders
    model: orders
    given:
      - input: ref('orders')
      - input: >-
          ref('orders')
semantic_models:
  - name: orders
    model: ref('orders')
sources:
  - name: orders
    tables: [{name: orders, columns: [{name: id, tests: [{relationships: {to: ref('orders')}}]}]}]
""",
    "macros/m.sql": "{% macro m(ref) %}{{ ref }}{% endmacro %}{% macro n() %}{{ ref('orders') }}"
    "{% endmacro %}",
    "tests/one.sql": "{{ config(severity='warn') }}\r\nselect * from {{ ref('orders') }}",
    "tests/generic/g.sql": "{% test g(model) %}select * from {{ ref('orders') }}{% endtest %}",
    "analyses/a.sql": "{{ ref('orders') }}",
    "functions/f.sql": "select max(id) from {{ ref('orders') }}",
    "functions/g.py": "# {{ ref('orders') }}\ndef main(dbt):\n    return dbt.ref('orders')\n",
    "snapshots/s.sql": "{% snapshot s %}select * from {{ ref('orders') }}{% endsnapshot %}",
    "models/broken.sql": "{{ ref('orders') }} {% if %}",
}


def names(folder: Path) -> ProjectNames:
    return Sources().dbt_projects.read(folder).names


def line(each: NamedModel, folder: Path) -> str:
    row, column = each.text.position(each.span.start)
    path = each.path.relative_to(folder).as_posix()
    sign = "" if each.is_typed else " as it is"
    return f"{path}:{row + 1}:{column + 1} {each.text.slice(each.span)} {each.role.value}{sign}"


def test_every_place_that_names_a_model(tmp_path: Path) -> None:
    found = names(project(tmp_path, FILES)).of["orders"]
    assert [line(each, tmp_path) for each in found] == [
        "analyses/a.sql:1:9 orders ref",
        "dbt_project.yml:2:27 orders ref",
        "dbt_project.yml:7:7 orders config",
        "functions/f.sql:1:29 orders ref",
        "functions/g.py:1:11 orders ref",
        "macros/m.sql:1:65 orders ref",
        "models/fct.sql:1:12 orders ref",
        "models/fct.sql:2:23 orders ref",
        "models/fct.sql:3:42 orders ref",
        "models/fct.sql:4:36 or ref as it is",
        "models/fct.sql:4:68 orders ref",
        "models/py.py:2:18 orders ref",
        "models/py.py:2:41 orders ref",
        "models/py.py:3:63 orders ref",
        "models/schema.yml:3:12 orders entry",
        "models/schema.yml:4:38 orders ref",
        "models/schema.yml:8:38 orders ref",
        "models/schema.yml:10:37 orders ref",
        "models/schema.yml:12:39 orders ref",
        "models/schema.yml:16:58 orders ref",
        "models/schema.yml:21:23 orders ref",
        "models/schema.yml:24:12 orders ref",
        "models/schema.yml:26:21 orders ref",
        "models/schema.yml:27:16 >-\n          ref('orders') ref as it is",
        "models/schema.yml:31:17 orders ref",
        "models/schema.yml:34:84 orders ref",
        "snapshots/s.sql:1:39 orders ref",
        "tests/generic/g.sql:1:42 orders ref",
        "tests/one.sql:2:23 orders ref",
    ]


def test_templates_in_yaml_name_models_or_what_only_dbt_can_tell(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": """\
name: shop
on-run-start:
  - "insert into log select * from {{ ref('orders') }}, {{ ref('shop', 'orders') }}"
on-run-end: |
  {% set r = ref %}{{ r('orders') }}
  {{ ref  ('orders') }}
models: {+pre-hook: "{{ ref(var('orders')) }} {{ ref('orders') }} {{ ref('others') }}"}
""",
        "models/schema.yml": """\
models:
  - name: fct
    config:
      pre_hook:
        - >-
          select * from
            {{ ref('orders') }}
        - "\\x20{{ ref('orders') }}"
        - "{{ ref(\\"orders\\") }} {{ ref(a) }}"
        - '{{ ref(''orders'') }}'
        - "{{ ref('orders' }}"
      post_hook: "select 1 -- ref('orders')"
""",
    }
    found = names(project(tmp_path, files))
    assert [line(each, tmp_path) for each in found.of["orders"]] == [
        "dbt_project.yml:3:44 orders ref",
        "dbt_project.yml:3:73 orders ref",
        "dbt_project.yml:6:13 orders ref",
        "dbt_project.yml:7:55 orders ref",
        "models/schema.yml:7:21 orders ref",
        "models/schema.yml:8:24 orders ref",
        'models/schema.yml:9:11 "{{ ref(\\"orders\\") }} {{ ref(a) }}" ref as it is',
        "models/schema.yml:10:11 '{{ ref(''orders'') }}' ref as it is",
    ]
    assert [(each.path.name, each.text.slice(each.span)) for each in found.computed] == [
        ("dbt_project.yml", "ref"),
        ("dbt_project.yml", "ref"),
        ("schema.yml", '"{{ ref(\\"orders\\") }} {{ ref(a) }}"'),
        ("schema.yml", "\"{{ ref('orders' }}\""),
    ]


def test_what_is_known_of_a_file_leaves_none_of_its_templates_out(tmp_path: Path) -> None:
    many = "".join(f"      - relationships: {{to: ref('m{each}')}}\n" for each in range(300))
    more = "".join(f"  - \"{{{{ ref('h{each}') }}}}{'-' * 4_980}\"\n" for each in range(12))
    files = {
        "dbt_project.yml": f"name: shop\non-run-end:\n{more}",
        "models/schema.yml": (
            f"models:\n  - name: fct\n    data_tests:\n{many}"
            "    config: {post_hook: \"{{ ref(var('x')) }} {{ ref('last') }}\"}\n"
        ),
    }
    found = names(project(tmp_path, files))
    assert len(found.of["last"]) == 1
    # What is beyond the limit is told.
    assert [each.text.slice(each.span)[:14] for each in found.computed] == [
        *("\"{{ ref('h10')", "\"{{ ref('h11')"),
        "ref",
    ]


@pytest.mark.parametrize("limit", ["_MAX_CHARACTERS", "_MAX_VALUES"])
def test_all_property_files_beyond_the_bounds_of_a_project_are_unread(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, limit, 5)
    files = {f"models/{name}.yml": f"models: [{{name: {name}}}]" for name in "abcd"}
    found = names(project(tmp_path, {"dbt_project.yml": "name: shop\n", **files}))
    assert [each.name for each in found.unread] == ["b.yml", "c.yml", "d.yml"]


def test_the_arguments_of_a_test_name_models_in_lists_and_mappings(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/schema.yml": """\
models:
  - name: fct
    data_tests:
      - many:
          arguments:
            models: [ref('orders'), [ref('orders')], {a: "{{ ref('orders') }}"}]
            deep: {compare: &again {with: "ref('orders')"}}
          name: ref('orders')
          config: {where: ref('orders'), meta: {a: ref('orders')}}
      - test_name: many
        models: [ref('orders'), *again]
        arguments: {deep: {compare: [ref('orders')]}}
        description: ref('orders')
""",
    }
    found = names(project(tmp_path, files))
    assert [line(each, tmp_path) for each in found.of["orders"]] == [
        "models/schema.yml:6:27 orders ref",
        "models/schema.yml:6:43 orders ref",
        "models/schema.yml:6:67 orders ref",
        "models/schema.yml:7:49 orders ref",
        "models/schema.yml:11:23 orders ref",
        "models/schema.yml:12:43 orders ref",
    ]
    assert found.computed == ()


def test_what_only_dbt_can_tell_is_told_apart(tmp_path: Path) -> None:
    found = names(project(tmp_path, FILES))
    assert [(each.path.name, each.text.slice(each.span)) for each in found.computed] == [
        ("m.sql", "ref"),
        ("fct.sql", "ref"),
        ("fct.sql", "ref"),
        ("py.py", "dbt.ref"),
    ]
    assert [each.name for each in found.unread] == ["broken.sql"]
    assert found.is_whole


def test_a_name_of_a_package_is_another(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/fct.sql": "{{ ref('dates') }} {{ ref('gone') }} {{ ref('util', 'fct') }}",
        "dbt_packages/util/dbt_project.yml": "name: util\n",
        "dbt_packages/util/models/dates.sql": "select 1",
        "dbt_packages/util/models/fct.sql": "select 1",
    }
    found = names(project(tmp_path, files))
    assert list(found.of) == ["gone"]


def test_the_name_of_a_version_is_that_of_its_model(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/orders_v1.sql": "select 1",
        "models/new.sql": "select 1",
        "models/fct.sql": "{{ ref('orders') }} {{ ref('orders', v=1) }} {{ ref('orders', v=9) }}",
        "models/schema.yml": (
            "models:\n  - name: orders\n    versions:\n      - v: 1\n"
            "      - {v: 2, defined_in: new}\n"
        ),
    }
    found = names(project(tmp_path, files))
    assert list(found.of) == ["orders"]
    assert len(found.of["orders"]) == 4


def test_a_folder_without_a_project_names_nothing(tmp_path: Path) -> None:
    found = names(tmp_path)
    assert (found.of, found.in_file, found.computed, found.unread) == ({}, {}, (), ())
    assert found.is_whole


def test_the_project_file_sets_for_all_versions_by_the_name_of_the_model(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": (
            "name: shop\nmodels:\n  shop:\n    orders: {+tags: [a], v1: {+tags: [b]}}\n"
            "    orders_v1: {+tags: [c]}\n    new: {+tags: [d]}\n    old: {orders: {+tags: [e]}}\n"
        ),
        "models/orders_v1.sql": "select 1",
        "models/new.sql": "select 1",
        "models/old/orders_v1.sql": "{{ config(enabled=false) }} select 1",
        "models/schema.yml": (
            "models:\n  - name: orders\n    versions:\n      - v: 1\n"
            "      - {v: 2, defined_in: new}\n"
        ),
    }
    found = names(project(tmp_path, files)).in_file[tmp_path / "dbt_project.yml"]
    assert [line(each, tmp_path) for each in found] == ["dbt_project.yml:4:5 orders config"]


def test_settings_that_a_folder_takes_too_are_told_apart(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": (
            "name: shop\nmodels:\n  shop:\n    twin: {+tags: [a]}\n    single: {+tags: [b]}\n"
        ),
        "models/twin.sql": "select 1",
        "models/single.sql": "select 1",
        "models/twin/other.sql": "select 1",
    }
    found = names(project(tmp_path, files)).of
    assert {name: [each.role for each in places] for name, places in found.items()} == {
        "twin": [NameRole.SHARED_CONFIG],
        "single": [NameRole.CONFIG],
    }


def test_a_generic_test_is_no_singular_one(tmp_path: Path) -> None:
    package = Sources().dbt_projects.read(project(tmp_path, FILES)).package
    assert package is not None
    assert [each.path.name for each in package.listing.tests] == ["one.sql"]
    assert "g.sql" in [each.path.name for each in package.listing.macros]


def test_a_name_of_the_project_that_dbt_fills_in_may_be_any(tmp_path: Path) -> None:
    """What stands below another name than that of a package is for this project, or for nothing."""
    folder = project(
        tmp_path,
        {
            "dbt_project.yml": (
                "name: \"{{ env_var('X', 'shop') }}\"\nmodels: {shop: {a: {+tags: [x]}}}\n"
            ),
            "models/a.sql": "select 1",
            "models/b.sql": "select * from {{ ref('shop', 'a') }}",
        },
    )
    facts = Sources().dbt_projects.read(folder)
    places = facts.names.of["a"]
    assert [(each.path.name, each.role) for each in places] == [
        ("dbt_project.yml", NameRole.CONFIG),
        ("b.sql", NameRole.REFERENCE),
    ]
