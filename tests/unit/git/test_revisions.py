"""Which commit a word stands for: the same as git says, without git."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import git, repository

from floe_lsp.git.objects import Objects
from floe_lsp.git.repository import repository_of
from floe_lsp.git.revisions import NoRevision, commit_of

pytestmark = pytest.mark.requirement("FR-004")


def commit(top: Path, written: str) -> str:
    found = repository_of(top)
    assert found is not None
    return commit_of(found, Objects(found.common_folder), written)


def with_history(top: Path) -> Path:
    repository(top)
    for name in ("second", "third"):
        (top / name).write_text(name)
        git(top, "add", ".")
        git(top, "commit", "--quiet", "-m", name)
        git(top, "tag", f"v-{name}")
    git(top, "switch", "--quiet", "-c", "feature/one", "HEAD~1")
    (top / "other").write_text("other")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "other")
    git(top, "switch", "--quiet", "main")
    git(top, "merge", "--quiet", "-m", "merged", "feature/one")
    git(top, "tag", "-a", "-m", "annotated", "release")
    git(top, "tag", "-a", "-m", "of a tag", "again", "release")
    git(top, "update-ref", "refs/remotes/origin/main", "HEAD~2")
    git(top, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return top


WORDS = [
    *("HEAD", "@", "HEAD~", "HEAD~1", "HEAD~2", "HEAD^", "HEAD^2", "HEAD^2~1", "HEAD~0", "HEAD^0"),
    *("main", "main~3", "feature/one", "heads/main", "refs/heads/main", "v-second", "tags/v-third"),
    *("release", "again", "again~1", "origin/main", "origin", "origin/main~1", "HEAD^^"),
]


@pytest.mark.parametrize("collected", [False, True])
def test_words_mean_what_they_mean_to_git(tmp_path: Path, *, collected: bool) -> None:
    top = with_history(tmp_path)
    if collected:
        git(top, "gc", "--quiet", "--prune=now")
    for word in WORDS:
        assert commit(top, word) == git(top, "rev-parse", f"{word}^{{commit}}"), word
    whole = git(top, "rev-parse", "HEAD~1")
    for length in (7, 12, 40):
        assert commit(top, whole[:length]) == whole
    assert commit(top, f"{whole[:9]}~1") == git(top, "rev-parse", "HEAD~2")
    # The beginning of a tag's id stands for the commit that the tag does.
    assert commit(top, git(top, "rev-parse", "release")[:10]) == git(top, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("mian", "'mian' is not a commit, a branch or a tag of this repository; did you mean main"),
        ("v-secnd", "did you mean v-second"),
        ("feature/two", "did you mean feature/one"),
        ("deadbeef", "'deadbeef' is not a commit"),
        ("HEAD~9", "there is no commit before it: [0-9a-f]{12} has none"),
        ("HEAD^3", "there is no parent 3: [0-9a-f]{12} has 2"),
        ("HEAD@{1}", "is not read as a revision"),
        (":/fix", "is not read as a revision"),
        ("main..HEAD", "is not a commit"),
        ("../../etc", "is not a commit"),
        ("", "is not read as a revision"),
    ],
)
def test_words_that_mean_no_commit(tmp_path: Path, word: str, reason: str) -> None:
    top = with_history(tmp_path)
    with pytest.raises(NoRevision, match=reason):
        commit(top, word)


def test_a_file_is_not_a_commit(tmp_path: Path) -> None:
    top = with_history(tmp_path)
    for what in ("HEAD:manifest.yaml", "HEAD^{tree}"):
        with pytest.raises(NoRevision, match="is not a commit"):
            commit(top, git(top, "rev-parse", what))


def test_a_beginning_that_several_commits_have(tmp_path: Path) -> None:
    top = repository(tmp_path)
    commits = [git(top, "rev-parse", "HEAD")]
    # Of 400 commits two begin alike, whatever their ids are made of.
    tree = git(top, "rev-parse", "HEAD^{tree}")
    while len({each[:4] for each in commits}) == len(commits):
        commits.append(git(top, "commit-tree", tree, "-m", str(len(commits))))
    with pytest.raises(NoRevision, match="is the beginning of several commits; write more of it"):
        commit(top, commits[-1][:4])
    assert commit(top, commits[-1]) == commits[-1]


def test_a_shallow_clone_says_where_it_ends(tmp_path: Path) -> None:
    top = with_history(tmp_path / "whole")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{top}", "shallow")
    shallow = tmp_path / "shallow"
    assert commit(shallow, "HEAD") == git(top, "rev-parse", "HEAD")
    with pytest.raises(NoRevision, match=r"this clone is shallow and ends at .*fetch-depth: 0"):
        commit(shallow, "HEAD~1")
    git(shallow, "fetch", "--quiet", "--unshallow")
    assert commit(shallow, "HEAD~1") == git(top, "rev-parse", "HEAD~1")


def test_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(NoRevision, match="is there one yet"):
        commit(tmp_path, "HEAD")


@pytest.mark.parametrize("leads_to", ["loop", "gone"])
def test_a_reference_that_leads_nowhere(tmp_path: Path, leads_to: str) -> None:
    top = repository(tmp_path)
    loop = top / ".git" / "refs" / "heads" / "loop"
    loop.write_text(f"ref: refs/heads/{leads_to}\n", encoding="utf-8")
    with pytest.raises(NoRevision, match="'loop' is a reference that leads to no commit") as said:
        commit(top, "loop")
    assert "did you mean" not in str(said.value)


@pytest.mark.requirement("security")
def test_a_commit_that_is_gone(tmp_path: Path) -> None:
    top = repository(tmp_path)
    number = git(top, "rev-parse", "HEAD")
    (top / ".git" / "objects" / number[:2] / number[2:]).unlink()
    with pytest.raises(NoRevision, match="cannot be read from this clone: an object is not here"):
        commit(top, "HEAD")
