"""After an edit the facts are those of a fresh reading, and only what changed is made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.dbt.nodes import DbtNode, Fact
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("dbt facts")

FILES = {
    "dbt_project.yml": "name: shop\nmodels: {shop: {+tags: [all]}}\n",
    "models/a.sql": "select 1",
    "models/b.sql": "select * from {{ ref('a') }} {{ m() }}",
    "models/c.sql": "select * from {{ ref('b') }}, {{ source('s', 't') }}",
    "models/p.yml": "models: [{name: a, columns: [{name: x, tests: [unique]}]}]",
    "models/q.yml": "models: [{name: b, description: \"{{ doc('d') }}\"}]\n"
    "sources: [{name: s, tables: [{name: t}]}]",
    "models/d.md": "{% docs d %}text{% enddocs %}",
    "seeds/e.csv": "a\n1\n",
    "macros/m.sql": "{% macro m() %}1{% endmacro %}",
    "snapshots/h.sql": "{% snapshot h %}select * from {{ ref('c') }}{% endsnapshot %}",
}
EDITS: list[tuple[str, str | None]] = [
    ("models/a.sql", "{{ config(tags=['own'], enabled=false) }}"),
    ("models/a.sql", "select * from {{ ref('e') }}"),
    ("models/p.yml", "models: [{name: a, config: {meta: {k: 1}}}, {name: c, description: c}]"),
    ("models/p.yml", "models: [{name: a"),
    ("models/p.yml", "models: []"),
    ("macros/m.sql", "{% macro m() %}{{ ref('e') }}{% endmacro %}"),
    ("macros/m.sql", "{% macro m() %}2{% endmacro %}"),
    ("models/d.md", "{% docs d %}other{% enddocs %}"),
    ("models/q.yml", "models: [{name: b, versions: [{v: 1, defined_in: b}]}]"),
    ("models/q.yml", "sources: [{name: s, tables: [{name: t, config: {enabled: false}}]}]"),
    ("dbt_project.yml", "name: shop\nmodels: {shop: {+tags: [other], b: {+enabled: false}}}\n"),
    ("models/a.sql", None),
    ("models/sub/a.sql", "select 1"),
    ("seeds/e.csv", None),
    (".dbtignore", "models/c.sql\n"),
    (".dbtignore", None),
    ("snapshots/h.sql", "{% snapshot h %}select * from {{ ref('a') }}{% endsnapshot %}"),
    ("packages.yml", "packages: [{package: a/b, version: 1.0.0}]"),
    ("packages.yml", "packages: [{local: lib}]"),
    ("models/c.sql", "select * from {{ ref('theirs') }} {{ lib.l() }} {{ lib.k() }}"),
    ("models/q.yml", "models: [{name: b, description: \"{{ doc('lib', 'd') }}\"}]"),
    ("lib/dbt_project.yml", "name: lib\n"),
    ("lib/macros/l.sql", "{% macro l() %}1{% endmacro %}{% macro k() %}1{% endmacro %}"),
    ("lib/models/theirs.sql", "select 1"),
    ("lib/models/d.md", "{% docs d %}theirs{% enddocs %}"),
    ("lib/models/d.md", "{% docs d %}other{% enddocs %}"),
    ("lib/models/p.yml", "models: [{name: theirs, config: {enabled: false}}]"),
    ("lib/models/p.yml", None),
    ("lib/macros/l.sql", "{% macro l() %}{{ ref('a') }}{% endmacro %}"),
    ("lib/models/theirs.sql", None),
    ("lib/models/sub/theirs.sql", "select 1"),
    ("lib/dbt_project.yml", "name: lib\nmodel-paths: [sql]\n"),
    ("models/c.sql", "{{ lib.l() }}"),
    ("lib/macros/l.sql", "{% macro l() %}1{% endmacro %}"),
    ("lib/dbt_project.yml", "name: other\nmodel-paths: [sql]\n"),
    ("lib/dbt_project.yml", None),
]


def told(nodes: dict[str, DbtNode]) -> dict[str, object]:
    """Return what is known of each node; files that were read twice are not the same objects."""
    return {
        key: (
            *(each.description, each.tags, each.meta, each.is_enabled, each.depends_on),
            *([(c.name, c.test_names) for c in each.columns], each.version, each.unknown),
        )
        for key, each in nodes.items()
    }


def test_after_any_edits_the_facts_are_those_of_a_fresh_reading(tmp_path: Path) -> None:
    folder, sources = project(tmp_path, FILES), Sources()
    for name, text in [("models/a.sql", "select 1"), *EDITS]:
        path = folder / name
        if text is None:
            path.unlink()
        else:
            _ = project(folder, {name: text})
        kept = dict(sources.dbt_projects.read(folder).nodes)
        fresh = dict(Sources().dbt_projects.read(folder).nodes)
        assert told(kept) == told(fresh), name


def test_an_edit_makes_only_its_own_nodes_again(tmp_path: Path) -> None:
    folder, sources = project(tmp_path, FILES), Sources()
    before = sources.dbt_projects.read(folder).nodes
    path = folder / "models/a.sql"
    _ = sources.open(path, SourceText("select 2 from {{ ref('e') }}"))
    after = sources.dbt_projects.read(folder).nodes
    assert after["model.shop.a"].depends_on == ("seed.shop.e",)
    again = {key for key in after if after[key] is not before[key]}
    # The description of b stands for a doc block, which may be another.
    assert again == {"model.shop.a", "model.shop.b"}


def test_what_a_package_may_hold_is_unknown_until_it_is_installed(tmp_path: Path) -> None:
    asked = {"packages.yml": "packages: [{package: x/theirs, version: 1.0.0}]"}
    calling = {"models/c.sql": "select * from {{ ref('b') }}, {{ theirs.star() }}"}
    folder, sources = project(tmp_path, {**FILES, **asked, **calling}), Sources()
    nodes = sources.dbt_projects.read(folder).nodes
    assert not nodes["model.shop.c"].knows(Fact.EDGES)
    assert nodes["model.shop.c"].depends_on == ("model.shop.b",)
    assert nodes["model.shop.b"].knows(Fact.EDGES)
    installed = {
        "dbt_packages/theirs/dbt_project.yml": "name: theirs\n",
        "dbt_packages/theirs/macros/star.sql": "{% macro star() %}*{% endmacro %}",
    }
    nodes = sources.dbt_projects.read(project(folder, installed)).nodes
    assert nodes["model.shop.c"].knows(Fact.EDGES)


def test_a_broken_property_file_leaves_open_what_it_may_describe(tmp_path: Path) -> None:
    files = {**FILES, "models/broken.yml": "models:\n  - name: c\n    description: 'open\n"}
    nodes = Sources().dbt_projects.read(project(tmp_path, files)).nodes
    assert nodes["model.shop.a"].knows(*Fact)
    assert not nodes["model.shop.c"].knows(Fact.DESCRIPTION)
    assert nodes["model.shop.c"].knows(Fact.EDGES)
