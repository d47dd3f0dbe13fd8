"""Which files are ignored and not committed: the same as git says, without git."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import git, repository

from floe_lsp.compilation.enforce.scanning.ignored import IgnoredFiles
from floe_lsp.compilation.sources import Sources
from floe_lsp.git.committed import CommittedFiles
from floe_lsp.git.ignoring import IgnorePatterns

pytestmark = pytest.mark.requirement("secret scanning")

PATTERNS = {
    ".gitignore": "*.log\n!kept.log\n/build\nlocal/\n# a comment\n\n**/deep/*.csv\nout*[0-9]\n",
    "products/.gitignore": "profiles.yml\nscratch/\n!scratch/a.sql\n",
    "products/sales/.gitignore": "!profiles.yml\n*.tmp\n\\!odd\n",
    ".git/info/exclude": "notes.md\n*.tmp\n",
}
FILES = (
    "a.log",
    "kept.log",
    "build/a.sql",
    "products/build/a.sql",
    "products/local/a.sql",
    "products/deep/a.csv",
    "products/sales/deep/b.csv",
    "products/sales/deep/more/b.csv",
    "products/profiles.yml",
    "products/sales/profiles.yml",
    "products/scratch/a.sql",
    "products/sales/out7",
    "products/sales/a.tmp",
    "products/sales/!odd",
    "products/sales/notes.md",
    "products/sales/models/a.sql",
)


def test_the_same_as_git(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    for name in (*FILES, *PATTERNS):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _ = path.write_text(PATTERNS.get(name, ""), encoding="utf-8")
    ignored = IgnoredFiles(top / "products" / "sales", Sources())
    listed = git(top, "ls-files", "--others", "--ignored", "--exclude-standard", "-z").split("\0")
    by_git = set(filter(None, listed))
    ours = {name for name in FILES if ignored.holds(top / name)}
    assert ours == by_git
    assert {"a.log", "products/scratch/a.sql", "products/sales/notes.md"} <= ours


def test_what_was_committed_is_not_hidden(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    (top / ".gitignore").write_text("*.yml\n", encoding="utf-8")
    for name in ("committed.yml", "local.yml"):
        (top / name).write_text("a: b\n", encoding="utf-8")
    git(top, "add", "--force", "committed.yml")
    git(top, "commit", "--quiet", "-m", "second")
    ignored = IgnoredFiles(top, Sources())
    assert not ignored.holds(top / "committed.yml")
    assert ignored.holds(top / "local.yml")
    committed = CommittedFiles(top)
    assert committed.holds(top / "products" / "sales" / "floe.yaml")
    assert committed.holds(top / "manifest.yaml" / "a") is False
    assert committed.holds(tmp_path) is None


def test_without_trust_the_repository_around_says_nothing(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    (top / ".gitignore").write_text("*.sql\n", encoding="utf-8")
    product = top / "products" / "sales"
    (product / ".gitignore").write_text("*.tmp\n", encoding="utf-8")
    ignored = IgnoredFiles(product, Sources(trusted=False))
    assert not ignored.holds(product / "a.sql")
    assert ignored.holds(product / "a.tmp")


def test_patterns_that_take_long_are_passed_over() -> None:
    patterns = IgnorePatterns("*a*a*a*a*a*a*a*a*b\n*a*b\n")
    assert patterns.ignores("a" * 255) is None
    assert patterns.ignores("ab") is True
