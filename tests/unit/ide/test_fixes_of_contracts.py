"""Quick fixes in a data contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from dbt_projects import project
from floe_lsp.compilation import Sources, analyze
from floe_lsp.ide.fixes.data_contracts import contract_actions
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("data contracts")

CONTRACT = "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstauts: active\n"
TABLES = "schema:\n  - name: stg_orders\n    properties:\n      - {name: id}\n"
PORT = "outputPorts:\n  - name: stg_orders\n    schema:\n      - {name: id, type: integer}\n"


def offered(folder: Path, level: str, off: frozenset[str] = frozenset()) -> list[str]:
    asked = "    enforcement: warn\n    drift_detection: {enabled: false}\n"
    governance = f"governance:\n  policy_enforcement_level: {level}\n  data_contracts:\n{asked}"
    files = {
        "floe.yaml": DEFAULT_FILES["floe.yaml"] + PORT,
        "manifest.yaml": DEFAULT_FILES["manifest.yaml"]
        + governance.replace("warn\n", f"{level}\n"),
        "datacontract.yaml": CONTRACT + TABLES,
    }
    spec, sources, registry = project(folder, files) / "floe.yaml", Sources(), PluginRegistry()
    analysis = analyze(spec, sources=sources, registry=registry)
    document = sources.document(spec.with_name("datacontract.yaml"))
    at = document.text.text.index("stauts")
    span = Span(at, at)
    found = contract_actions(document, span, [analysis], sources, registry, off=off)
    return [each.title for each in found]


def test_a_finding_is_fixed_where_it_stands(tmp_path: Path) -> None:
    assert "Rename to 'status'" in offered(tmp_path, "warn")


def test_nothing_is_offered_for_a_code_that_is_off(tmp_path: Path) -> None:
    assert offered(tmp_path, "warn", frozenset({"E313"})) == []


def test_what_a_platform_is_strict_about_is_fixed_all_the_same(tmp_path: Path) -> None:
    assert "Rename to 'status'" in offered(tmp_path, "strict", frozenset({"E313"}))
