"""The commit and whether inputs differ from it: the same as git says, without git."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import git, repository

from floe_lsp.compilation.compile.git import SourceRevision, source_revision

PRODUCT = Path("products/sales/floe.yaml")
MANIFEST = Path("manifest.yaml")


def revision(top: Path) -> SourceRevision | None:
    return source_revision([top / PRODUCT, top / MANIFEST])


def by_git(top: Path) -> SourceRevision:
    """What git says; it compares with the index too."""
    changed = git(top, "status", "--porcelain", "--", str(PRODUCT), str(MANIFEST))
    return SourceRevision(git(top, "rev-parse", "HEAD"), bool(changed))


def nothing(top: Path) -> None:
    """A checkout as it was committed."""


def modified(top: Path) -> None:
    (top / PRODUCT).write_text("kind: Other\n")


def staged(top: Path) -> None:
    modified(top)
    git(top, "add", ".")


def other_file(top: Path) -> None:
    (top / "README.md").write_text("new")
    git(top, "add", ".")
    (top / "products" / "sales" / "target").mkdir()
    (top / "products" / "sales" / "target" / "made.json").write_text("{}")


def untracked(top: Path) -> None:
    git(top, "rm", "--quiet", "--cached", str(MANIFEST))
    git(top, "commit", "--quiet", "-m", "without")


def collected(top: Path) -> None:
    for number in range(40):
        (top / "many" / f"folder{number}").mkdir(parents=True)
        (top / "many" / f"folder{number}" / "file").write_text(str(number))
        (top / f"file{number}").write_text(str(number))
        git(top, "add", ".")
        git(top, "commit", "--quiet", "-m", str(number))
    git(top, "gc", "--quiet", "--aggressive")
    assert not list((top / ".git" / "objects").glob("[0-9a-f][0-9a-f]"))


def collected_and_modified(top: Path) -> None:
    collected(top)
    modified(top)


def old_deltas(top: Path) -> None:
    collected(top)
    git(top, "-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f")
    git(top, "checkout", "--quiet", "HEAD~20")


def detached(top: Path) -> None:
    git(top, "checkout", "--quiet", "--detach")


def renamed_branch(top: Path) -> None:
    git(top, "branch", "-m", "feature/sales")
    git(top, "pack-refs", "--all", "--prune")


def old_index(top: Path) -> None:
    git(top, "update-index", "--index-version", "4")


def split_index(top: Path) -> None:
    git(top, "update-index", "--split-index")


def no_conversion(top: Path) -> None:
    (top / ".gitattributes").write_text("*.parquet filter=lfs diff=lfs merge=lfs -text\n")
    modified(top)


@pytest.mark.requirement("security")
@pytest.mark.parametrize("objects", ["sha1", "sha256"])
@pytest.mark.parametrize(
    "change",
    [
        nothing,
        modified,
        staged,
        other_file,
        untracked,
        collected,
        collected_and_modified,
        old_deltas,
        detached,
        renamed_branch,
        old_index,
        split_index,
        no_conversion,
    ],
)
def test_as_git_says(tmp_path: Path, change: Callable[[Path], None], objects: str) -> None:
    top = repository(tmp_path / "repository", f"--object-format={objects}")
    change(top)
    assert revision(top) == by_git(top)


@pytest.mark.requirement("security")
def test_further_work_trees_shallow_clones_and_submodules(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    git(top, "worktree", "add", "--quiet", "../further")
    git(top, "commit", "--quiet", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "--quiet", "--depth=1", top.as_uri(), "shallow")
    outer = repository(tmp_path / "outer")
    git(outer, "submodule", "--quiet", "add", str(top), "inner")
    for checkout in (tmp_path / "further", tmp_path / "shallow", outer / "inner"):
        assert revision(checkout) == by_git(checkout)
        modified(checkout)
        assert revision(checkout) == by_git(checkout)
    git(outer, "commit", "--quiet", "-m", "with a submodule")
    # Which commit of the submodule the outer repository means is no question of a file.
    assert source_revision([outer / MANIFEST, outer / "inner" / MANIFEST]) == SourceRevision(
        git(outer, "rev-parse", "HEAD"), None
    )


@pytest.mark.requirement("security")
def test_where_no_commit_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "floe.yaml").write_text("")
    assert source_revision([tmp_path / "plain" / "floe.yaml"]) is None
    git(tmp_path / "plain", "init", "--quiet")
    assert source_revision([tmp_path / "plain" / "floe.yaml"]) is None
    top = repository(tmp_path / "repository")
    assert source_revision([top / PRODUCT, tmp_path / "plain" / "floe.yaml"]) is None


@pytest.mark.requirement("security")
def test_the_text_counts_and_not_how_git_keeps_it(tmp_path: Path) -> None:
    """Where this differs from ``git status``: the artifact is made from the text."""
    top = repository(tmp_path / "repository")
    text = (top / PRODUCT).read_bytes()
    modified(top)
    git(top, "add", ".")
    (top / PRODUCT).write_bytes(text)
    (top / PRODUCT).chmod(0o755)
    git(top, "rm", "--quiet", "--cached", str(MANIFEST))
    assert revision(top) == SourceRevision(git(top, "rev-parse", "HEAD"), False)
    # Git is told not to look, or does not list it; the artifact is of another text all the same.
    git(top, "reset", "--quiet", "--hard")
    git(top, "update-index", "--assume-unchanged", str(PRODUCT))
    modified(top)
    assert revision(top) == SourceRevision(git(top, "rev-parse", "HEAD"), True)
    git(top, "update-index", "--no-assume-unchanged", str(PRODUCT))
    git(top, "checkout", "--quiet", ".")
    untracked(top)
    (top / ".gitignore").write_text("manifest.yaml\n")
    assert revision(top) == SourceRevision(git(top, "rev-parse", "HEAD"), True)


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "attributes",
    [
        "* filter=anything",
        "floe.yaml ident",
        "*.yaml filter=lfs -text",
        "products/** working-tree-encoding=UTF-16LE",
        "[attr]mine filter=lfs",
    ],
)
@pytest.mark.parametrize(
    "place", [".gitattributes", "products/.gitattributes", ".git/info/attributes"]
)
def test_a_changed_file_that_git_may_convert_is_unknown(
    tmp_path: Path, attributes: str, place: str
) -> None:
    top = repository(tmp_path / "repository")
    (top / place).write_text(f"# none\n{attributes}\n")
    commit = git(top, "rev-parse", "HEAD")
    assert revision(top) == SourceRevision(commit, False)
    (top / PRODUCT).write_text("version https://git-lfs.github.com/spec/v1\n")
    assert revision(top) == SourceRevision(commit, None)


@pytest.mark.requirement("security")
def test_other_ends_of_lines_are_unknown(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    text = (top / PRODUCT).read_bytes()
    (top / PRODUCT).write_bytes(text.replace(b"\n", b"\r\n"))
    assert revision(top) == SourceRevision(commit, None)
    git(top, "commit", "--quiet", "-am", "with carriage returns")
    (top / PRODUCT).write_bytes(text)
    assert revision(top) == SourceRevision(git(top, "rev-parse", "HEAD"), None)
    (top / PRODUCT).write_bytes(text + b"more: x\r\n")
    assert revision(top) == SourceRevision(git(top, "rev-parse", "HEAD"), True)


@pytest.mark.requirement("security")
def test_objects_that_are_elsewhere_are_not_fetched(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    commit = git(top, "rev-parse", "HEAD")
    git(tmp_path, "clone", "--quiet", "--shared", str(top), "borrowing")
    assert revision(tmp_path / "borrowing") == SourceRevision(commit, None)
    git(top, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=tree:0", top.as_uri(), "partial")
    shutil.rmtree(tmp_path / "partial" / ".git" / "objects" / "pack")
    assert revision(tmp_path / "partial") == SourceRevision(commit, None)
