"""Hidden folders hold copies and caches: no manifest in them is offered, and they take no room."""

from __future__ import annotations

from pathlib import Path

import pytest

import editor
from corpus import DEFAULT_FILES
from floe_lsp.ide.completion import complete

MANIFEST = DEFAULT_FILES["manifest.yaml"]
PRODUCT = DEFAULT_FILES["floe.yaml"] + "platform:\n  manifest: "


@pytest.mark.requirement("completion")
def test_a_manifest_beside_many_hidden_folders_is_offered_and_none_in_them(tmp_path: Path) -> None:
    for folder in (*(f".cache-{number}" for number in range(60)), "platform"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "floe.yaml").write_text(PRODUCT, encoding="utf-8")
    found = complete(editor.snapshot_of(tmp_path, "floe.yaml"), len(PRODUCT))
    assert [each.label for each in found] == ["platform/manifest.yaml", "platform/"]
