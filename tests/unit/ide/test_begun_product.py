"""The action that writes a whole product where one is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor import snapshot_of
from floe_lsp.dbt import reader
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("quiet typing")


def written(folder: Path, begun: str) -> str:
    """The file after the action is taken."""
    (folder / "floe.yaml").write_bytes(begun.encode())
    snapshot = snapshot_of(folder, "floe.yaml")
    actions = code_actions(snapshot, Span(0, len(begun)))
    (found,) = (each for each in actions if each.title == "New product here")
    (edit,) = found.edits
    assert edit.location.span == Span(0, len(begun))
    return edit.text


def test_the_line_breaks_of_the_file_stay(tmp_path: Path) -> None:
    text = written(tmp_path, "# ours\r\napiVersion: floe.dev/v1\r\nkind: FloeSpec\r\n")
    assert text.startswith("# ours\r\napiVersion: floe.dev/v1\r\nkind: FloeSpec\r\nmetadata:\r\n")
    assert text.count("\n") == text.count("\r\n")


def test_no_more_of_the_models_is_read_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n", encoding="utf-8")
    models = tmp_path / "models"
    models.mkdir()
    bodies = {"a": "select 1", "b": "from {{ ref('a') }}", "c": "from {{ ref('b') }}"}
    for name, body in bodies.items():
        (models / f"{name}.sql").write_text(body, encoding="utf-8")
    assert written(tmp_path, "").count("dependsOn") == 2
    monkeypatch.setattr(reader, "_MAX_CODE", len(bodies["a"]) + 1)
    text = written(tmp_path, "")
    assert text.count("dependsOn") == 1
    assert text.count("- name:") == 3
