"""What dbt's own manifest and catalog tell, and when they count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dbt_projects import project
from floe_lsp.compilation import Sources
from floe_lsp.compilation import sources as compilation_sources
from floe_lsp.dbt.code_files import checksum_of
from floe_lsp.dbt.nodes import OF_PROPERTIES, Fact

pytestmark = pytest.mark.requirement("dbt project")


def test_the_manifest_of_dbt_fills_in_templates_and_what_cannot_be_read(folder: Path) -> None:
    def node(name: str, text: str, package: str = "shop", sql: str = "") -> dict[str, object]:
        return {
            "name": name,
            "resource_type": "model",
            "package_name": package,
            "description": text,
            "checksum": {"name": "sha256", "checksum": checksum_of(sql)},
            "columns": {"id": {"name": "id", "description": "from dbt", "data_type": None}},
        }

    nodes: dict[str, object] = {
        "model.shop.fct_orders": {**node("fct_orders", "What was ordered"), "columns": {}},
        "model.shop.stg_orders": node("stg_orders", "an old text", sql="select 1"),
        "model.shop.new": node("new", "only dbt says so"),
        "model.other.new": node("new", "of a package", "other"),
        "model.shop.changed": node("changed", "of an older file"),
        "model.shop.gone": node("gone", "its file is deleted"),
        "broken": 7,
    }
    built = folder / "target/manifest.json"
    _ = project(
        folder,
        {
            "models/new.sql": "",
            "models/changed.sql": "select 2",
            "models/broken.yml": "models: [",
            "target/manifest.json": json.dumps({"nodes": nodes}),
        },
    )
    models = Sources().dbt_projects.read(folder).models
    assert models["fct_orders"].description == "What was ordered"
    assert models["stg_orders"].description == "Orders as they arrive"
    assert models["new"].description == "only dbt says so"
    assert [column.description for column in models["new"].columns] == ["from dbt"]
    assert models["new"].entry is None
    # The file that cannot be read may say something else by now.
    assert models["new"].unknown == OF_PROPERTIES
    assert models["changed"].description is None
    assert not models["changed"].knows(Fact.DESCRIPTION)
    assert "gone" not in models
    built.write_text('{"nodes": [', encoding="utf-8")
    again = Sources().dbt_projects.read(folder).models
    assert again["fct_orders"].description == "{{ doc('fct_orders') }}"
    assert again["new"].description is None


@pytest.mark.parametrize("quoted", ['"id"', "`id`", "[id]", "id"])
def test_the_tests_of_a_quoted_column_are_those_of_the_column(folder: Path, quoted: str) -> None:
    nodes = {
        "model.shop.new": {
            "resource_type": "model",
            "package_name": "shop",
            "checksum": {"checksum": checksum_of("")},
            "columns": {"id": {"name": "id", "quote": True}, "other": {"name": "other"}},
        },
        "test.shop.unique_new_id": {
            "resource_type": "test",
            "attached_node": "model.shop.new",
            "column_name": quoted,
            "test_metadata": {"name": "unique", "kwargs": {"column_name": quoted}},
        },
    }
    manifest = json.dumps({"nodes": nodes})
    files = {
        "models/new.sql": "",
        "models/broken.yml": "models: [",
        "target/manifest.json": manifest,
    }
    columns = Sources().dbt_projects.read(project(folder, files)).models["new"].columns
    assert {each.name: each.test_names for each in columns} == {"id": ("unique",), "other": ()}


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize("filling", ["[],", "{},", "0,", '"a",'])
def test_a_manifest_of_dbt_that_would_fill_the_memory_is_not_read(
    filling: str, tmp_path: Path
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(f"[{filling * 1_000_000} 0]", encoding="utf-8")
    assert Sources().json(path) is None
    path.write_text(f"[{filling * 1_000} 0]", encoding="utf-8")
    assert Sources().json(path) is not None


@pytest.mark.requirement("robustness")
@pytest.mark.parametrize(
    ("content", "is_read"),
    [
        (json.dumps(["x" * 1_000]), True),
        (json.dumps(["x" * 1_000 + "\u00e9"]), False),
        (json.dumps(["x" * 1_000 + "\u00e9"], ensure_ascii=False), False),
        (json.dumps(["x" * 500 + "\u20ac"]), True),
        (json.dumps(["x" * 500 + "\U0001f600"]), False),
        (json.dumps(["x" * 500 + "\U0001f600"], ensure_ascii=False), False),
        (json.dumps(["x" * 200 + "\U0001f600"]), True),
        (json.dumps({str(n): 1 for n in range(4)}), True),
        (json.dumps({str(n): 1 for n in range(6)}), False),
    ],
)
def test_wide_characters_and_colons_count(
    content: str, is_read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compilation_sources, "_MAX_JSON_BYTES", 1_500)
    monkeypatch.setattr(compilation_sources, "_MAX_JSON_VALUES", 10)
    path = tmp_path / "manifest.json"
    path.write_text(content, encoding="utf-8")
    assert (Sources().json(path) is not None) is is_read
