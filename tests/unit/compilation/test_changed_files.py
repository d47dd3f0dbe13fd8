"""Files as they would be, over those that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.sources import Sources
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("code-actions")


@pytest.fixture
def below(tmp_path: Path) -> Sources:
    """A file that is changed, one that is open and one on disk."""
    found = Sources()
    for name in ("changed", "open", "disk"):
        (tmp_path / name).write_text("on: disk\n", encoding="utf-8")
    for name in ("changed", "open"):
        found.open(tmp_path / name, SourceText("in: editor\n"))
    return found


def test_every_way_of_reading_sees_the_same_files(below: Sources, tmp_path: Path) -> None:
    texts = {tmp_path / name: SourceText("as: tried\n") for name in ("changed", "created")}
    files = ChangedFiles(below, texts)
    said = {"changed": "as", "created": "as", "open": "in", "disk": "on"}
    for name, key in said.items():
        path = tmp_path / name
        assert files.document(path).value == files.document_once(path).value
        assert list(files.document(path).value) == [key], name  # pyright: ignore[reportArgumentType] - a mapping
        assert files.is_file(path)
        assert files.is_unsaved(path) is (name != "disk"), name
    for name in ("open", "disk"):
        assert files.state(tmp_path / name) == below.state(tmp_path / name)
        assert files.document(tmp_path / name) is below.document(tmp_path / name)
    assert files.state(tmp_path / "changed") != below.state(tmp_path / "changed")
    assert below.state(tmp_path / "created") is None


def test_folders_are_listed_once(below: Sources, tmp_path: Path) -> None:
    assert ChangedFiles(below, {}).folder(tmp_path) is below.folder(tmp_path)
    assert ChangedFiles(below, {}).dbt_projects is below.dbt_projects
