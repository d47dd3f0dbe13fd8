"""Every fix into a file whose lines end with CR LF writes CR LF."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, Span, parse
from floe_lsp.syntax.edits import insert_entry
from floe_lsp.syntax.nodes import MappingNode

PRODUCT = """apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0}
platform: {manifest: manifest.yaml}
transforms:
- name: a
- name: b
"""
MANIFEST = """apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: m, version: 1.0.0, owner: o@x.io}
plugins:
  compute: {type: duckdb, config: {path: x.duckdb}}
  orchestrator: {type: dagster}
governance:
  policy_enforcement_level: strict
  quality_gates:
    minimum_test_coverage: 100
    require_descriptions: true
    require_column_descriptions: true
"""
PROPERTIES = [
    "models:\n  - name: a\n  - name: b\n",
    "models:\n  - name: a\n    columns:\n      - name: id\n      - name: n # c\n  - name: b\n",
    "models:\n- name: b\n- name: a\n  columns:\n  - name: id\n    description: x",
    "models:\n  - name: a\n    description:\n    columns:\n      - name: id\n\n  # b\n  - name: b",
]


@pytest.mark.requirement("governance")
@pytest.mark.parametrize("text", PROPERTIES)
def test_fixes_keep_the_line_breaks_of_a_file(tmp_path: Path, text: str) -> None:
    files = {
        "floe.yaml": PRODUCT,
        "manifest.yaml": MANIFEST,
        "dbt_project.yml": "name: shop\nprofile: shop\n",
        "models/p.yml": text,
        "models/a.sql": "select 1 as id",
        "models/b.sql": "select 1 as id",
    }
    for name, written in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        _ = path.write_bytes(written.replace("\n", "\r\n").encode())
    path, sources = tmp_path / "floe.yaml", Sources()
    products = {path: analyze(path, sources=sources)}
    document = sources.document(path)
    snapshot = Snapshot(document, FileKind.PRODUCT, products, sources=sources)
    actions = code_actions(snapshot, Span(0, len(document.text)), ("quickfix",))
    edits = [edit for each in actions for edit in each.edits]
    assert [edit for edit in edits if edit.location.path.name == "p.yml"]
    assert [edit.text for edit in edits if re.search(r"(?<!\r)\n|\r(?!\n)", edit.text)] == []


@pytest.mark.requirement("governance")
def test_a_part_of_a_document_has_the_line_break_of_the_whole() -> None:
    part = SourceText("name: a", line_break=SourceText("x:\r\ny:\n").line_break)
    root = parse(part).root
    assert isinstance(root, MappingNode)
    assert insert_entry(part, root, "k", "v").text == "\r\nk: v"
