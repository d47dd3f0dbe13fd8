"""What a compilation found is shown as long as it is of the present texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import compile_pipeline
from floe_lsp.lsp.state.compilations import Compilations
from floe_lsp.lsp.state.documents import DocumentStore
from floe_lsp.lsp.state.files import Files

pytestmark = pytest.mark.requirement("robustness")


def test_a_product_that_was_not_there_is_there_now(tmp_path: Path) -> None:
    path, store = tmp_path / "floe.yaml", DocumentStore()
    files = Files(store)
    compilations = Compilations(files)
    compilations.add(compile_pipeline(path, dry_run=True, sources=files.sources).analysis)
    assert [each.code for each in compilations.found_in(path)] == ["E001"]
    text = DEFAULT_FILES["floe.yaml"]
    files.open(store.open(path.as_uri(), path, 1, text, on_disk=True))
    assert [*compilations.found_in(path)] == []
    assert compilations.drop_outdated(path) == {path}
