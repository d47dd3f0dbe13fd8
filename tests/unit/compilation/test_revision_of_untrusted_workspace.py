"""Without trust nothing of git is read: a repository may lie above the workspace, or elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Sources, compile_pipeline

pytestmark = pytest.mark.requirement("security")

COMMIT = "0123456789" * 4


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product two folders below the top of a repository."""
    git = tmp_path / ".git"
    git.mkdir()
    (git / "HEAD").write_text(COMMIT, encoding="utf-8")
    folder = tmp_path / "products" / "orders"
    folder.mkdir(parents=True)
    for name in ("floe.yaml", "manifest.yaml"):
        (folder / name).write_text(DEFAULT_FILES[name], encoding="utf-8")
    return folder / "floe.yaml"


@pytest.mark.parametrize(("trusted", "commit"), [(True, COMMIT), (False, None)])
def test_the_revision_is_read_with_trust_alone(
    trusted: bool, commit: str | None, product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    really = os.open

    def watched(path: str, *given: int, **named: int) -> int:
        opened.append(os.fspath(path))
        return really(path, *given, **named)

    monkeypatch.setattr(os, "open", watched)
    found = compile_pipeline(product, dry_run=True, sources=Sources(trusted=trusted))
    assert found.artifacts is not None, found.diagnostics
    assert found.artifacts.metadata.git_commit == commit
    assert found.artifacts.metadata.git_dirty is None
    assert any(".git" in Path(each).parts for each in opened) is trusted
