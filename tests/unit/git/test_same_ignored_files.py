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


EVERY = frozenset({"a.csv", "deep/b.csv", "models/deep/more/a.csv", "a.sql", "models/a.sql"})
OTHERS = EVERY - {"a.csv", "models/deep/more/a.csv"}


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        ("*\n!*/\n!*.csv\n", {"a.csv", "deep/b.csv", "models/deep/more/a.csv"}),
        ("models/**\n!models/**/\n", {"a.csv", "deep/b.csv", "a.sql"}),
        ("*\n!models/\n!models/**\n", {"models/a.sql", "models/deep/more/a.csv"}),
        ("*\n!**/\n!a.sql\n", {"a.sql", "models/a.sql"}),
        ("models/deep/\n!models/deep/more/\n", {"a.csv", "deep/b.csv", "models/a.sql", "a.sql"}),
        # Only a line feed ends a line, and git strips a blank at its end and no tab.
        ("a.x\fa.csv\n", EVERY),
        ("a.csv\t\n", EVERY),
        ("a.csv \r\n", OTHERS),
        ("a.csv  \n", OTHERS),
        ("a.csv\r\n", OTHERS),
        ("a.csv\u0085deep\u2028\n", EVERY),
        ("a.csv\u00a0\n", EVERY),
        ("a.csv\\ \n", EVERY),
        ("*\n!models\n", frozenset[str]()),
        ("models/deep/**\n", EVERY - {"models/deep/more/a.csv"}),
        ("/**/a.csv\n", OTHERS),
        ("*/a.*\n", EVERY - {"models/a.sql"}),
        ("m**s/\n", EVERY - {"models/a.sql", "models/deep/more/a.csv"}),
        ("**/more/**\n", EVERY - {"models/deep/more/a.csv"}),
    ],
)
def test_forms_of_patterns(tmp_path: Path, patterns: str, kept: frozenset[str]) -> None:
    ours, by_git = kept_by(tmp_path, patterns)
    assert ours == by_git == kept


def kept_by(top: Path, patterns: str) -> tuple[set[str], set[str]]:
    """Return which files are not ignored by the patterns: as we say, and as git says."""
    git(top, "init", "--quiet")
    for name in EVERY:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        _ = (top / name).write_text("", encoding="utf-8")
    _ = (top / ".gitignore").write_bytes(patterns.encode())
    listed = git(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    ignored = IgnoredFiles(top, Sources())
    ours = {name for name in EVERY if not ignored.holds(top / name)}
    return ours, set(EVERY.intersection(listed))


@pytest.mark.parametrize(
    "back",
    [
        "!*a*.*c*s*v",
        "!/m*o*d*e*ls/a.csv\n!*a*.*c*s*v",
        f"!{'[a]' * 200}\n",
        "\n" * 2_000 + "!a.csv",
    ],
)
def test_what_is_not_tried_hides_nothing_that_git_keeps(tmp_path: Path, back: str) -> None:
    ours, by_git = kept_by(tmp_path, f"*.csv\n{back}\n")
    assert by_git <= ours
    assert "a.csv" in ours


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


def test_without_a_repository_nothing_is_hidden(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.sql\n", encoding="utf-8")
    assert not IgnoredFiles(tmp_path, Sources()).holds(tmp_path / "a.sql")
    git(tmp_path, "init", "--quiet")
    assert IgnoredFiles(tmp_path, Sources()).holds(tmp_path / "a.sql")


def test_a_linked_file_of_patterns_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "patterns").write_text("a.csv\n", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".gitignore").symlink_to(tmp_path / "patterns")
    (tmp_path / "deep" / "a.csv").touch()
    ours, by_git = kept_by(tmp_path, "*.sql\n")
    assert ours == by_git
    assert not IgnoredFiles(tmp_path, Sources()).holds(tmp_path / "deep" / "a.csv")


def test_where_head_cannot_be_read_nothing_is_hidden(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    (top / ".gitignore").write_text("*.yaml\n", encoding="utf-8")
    head = top / ".git" / "HEAD"
    head.rename(top / ".git" / "elsewhere")
    head.symlink_to(top / ".git" / "elsewhere")
    assert not IgnoredFiles(top, Sources()).holds(top / "manifest.yaml")


def test_patterns_that_take_long_are_passed_over() -> None:
    patterns = IgnorePatterns("*a*a*a*a*a*a*a*a*b\n*a*b\n")
    assert patterns.ignores("a" * 255) is None
    assert patterns.ignores("ab") is True
