"""Which repository a file belongs to, and where HEAD leads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repositories import checkout

from floe_lsp.git import repository
from floe_lsp.git.reading import Unreadable
from floe_lsp.git.repository import Repository, head_commit, repository_of

pytestmark = pytest.mark.requirement("security")

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LONG_COMMIT = COMMIT[:32] * 2


def test_the_nearest_folder_above_that_is_a_checkout(tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "outer" / "a" / "inner"
    for top in (outer, inner):
        checkout(top)
        (top / "b" / "c").mkdir(parents=True)
    for folder, top in (
        (outer, outer),
        (outer / "a", outer),
        (outer / "b" / "c", outer),
        (inner, inner),
        (inner / "b" / "c", inner),
    ):
        assert repository_of(folder) == Repository(top, top / ".git", top / ".git")


def test_a_bare_repository_among_the_files_is_none(tmp_path: Path) -> None:
    top = checkout(tmp_path / "top").work_tree
    bare = top / "bare"
    checkout(bare)
    (bare / ".git").rename(top / "bare.git")
    found = repository_of(top / "bare.git")
    assert found is not None
    assert found.git_folder == top / ".git"


def test_a_link_or_a_pipe_in_place_of_the_repository_hides_the_one_above(tmp_path: Path) -> None:
    top = checkout(tmp_path / "top").work_tree
    for name in ("link", "gone", "pipe"):
        (top / name).mkdir()
    (top / "link" / ".git").symlink_to(top / ".git")
    (top / "gone" / ".git").symlink_to(top / "nowhere")
    os.mkfifo(top / "pipe" / ".git")
    for name in ("link", "gone", "pipe"):
        assert repository_of(top / name) is None


def further(tmp_path: Path, line: str = "gitdir: {}\n", back: str = "{}/.git\n") -> Path:
    """Make a further work tree of a repository, as git does."""
    main = checkout(tmp_path / "main").git_folder
    work_tree, own = tmp_path / "further", main / "worktrees" / "further"
    own.mkdir(parents=True)
    work_tree.mkdir()
    (work_tree / ".git").write_text(line.format(own))
    (own / "gitdir").write_text(back.format(work_tree))
    return work_tree


@pytest.mark.parametrize(
    ("line", "back"),
    [
        ("gitdir: {}\n", "{}/.git\n"),
        ("gitdir:{}", "{}/.git"),
        ("gitdir: ../main/.git/worktrees/further\n", "../../../../further/.git\n"),
        ("gitdir: ../main/./.git/x/../worktrees/further\n", "{}/../further/.git\n"),
    ],
)
def test_a_further_work_tree_has_a_folder_of_its_own_in_the_repository(
    tmp_path: Path, line: str, back: str
) -> None:
    main = tmp_path / "main" / ".git"
    found = repository_of(further(tmp_path, line, back))
    assert found == Repository(tmp_path / "further", main / "worktrees" / "further", main)


@pytest.mark.parametrize(
    ("line", "back"),
    [
        ("{}\n", "{}/.git\n"),
        ("gitdir {}\n", "{}/.git\n"),
        (" gitdir: {}\n", "{}/.git\n"),
        # Each begins as a path of another machine does, and leads to the folder on this system.
        ("gitdir: /{}\n", "{}/.git\n"),
        ("gitdir: \\\\x/../../main/.git/worktrees/further\n", "{}/.git\n"),
        ("gitdir: /\\x/..{}\n", "{}/.git\n"),
        ("gitdir: \\/x/../../../main/.git/worktrees/further\n", "{}/.git\n"),
        ("gitdir: {}\0\n", "{}/.git\n"),
        ("gitdir: {}\n", "{}/other/.git\n"),
        ("gitdir: {}\n", "{}\n"),
        ("gitdir: {}\n", "/{}/.git\n"),
        ("gitdir: {}\n", ""),
        ("gitdir: {}\n", "\0"),
        ("gitdir: {}/..\n", "{}/.git\n"),
        ("gitdir: {}/../other\n", "{}/.git\n"),
        ("gitdir: ../main/.git\n", "{}/.git\n"),
        ("gitdir: {}" + " " * 4096, "{}/.git\n"),
    ],
)
def test_a_folder_that_does_not_name_the_work_tree_in_turn_is_a_strangers(
    tmp_path: Path, line: str, back: str
) -> None:
    assert repository_of(further(tmp_path, line, back)) is None


@pytest.mark.parametrize(
    ("folder", "read"),
    [
        ("worktrees/further", True),
        ("worktrees/a/further", False),
        ("further", False),
        ("Worktrees/further", False),
    ],
)
def test_the_folders_of_work_trees_lie_in_one(tmp_path: Path, folder: str, read: bool) -> None:
    work_tree = further(tmp_path)
    own = tmp_path / "main" / ".git" / folder
    own.mkdir(parents=True, exist_ok=True)
    (own / "gitdir").write_text(f"{work_tree}/.git")
    (work_tree / ".git").write_text(f"gitdir: {own}")
    assert (repository_of(work_tree) is not None) is read


@pytest.mark.parametrize("place", ["inner", "a/b/inner"])
@pytest.mark.parametrize("folder", ["modules/inner", "modules/a/modules/inner"])
def test_a_submodule_lies_in_the_repository_around_it(
    tmp_path: Path, place: str, folder: str
) -> None:
    outer = checkout(tmp_path / "outer").git_folder
    inner = tmp_path / "outer" / place
    inner.mkdir(parents=True)
    (outer / folder).mkdir(parents=True)
    (inner / ".git").write_text(f"gitdir: {outer / folder}\n")
    assert repository_of(inner) == Repository(inner, outer / folder, outer / folder)


def test_a_module_of_a_repository_that_is_not_around_it_is_a_strangers(tmp_path: Path) -> None:
    outer = checkout(tmp_path / "stranger").git_folder
    (outer / "modules" / "inner").mkdir(parents=True)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / ".git").write_text(f"gitdir: {outer}/modules/inner\n")
    assert repository_of(tmp_path / "inner") is None


@pytest.mark.parametrize("commit", [COMMIT, LONG_COMMIT])
@pytest.mark.parametrize(
    ("head", "files"),
    [
        ("{}\n", {}),
        ("{}", {}),
        (" {} \n", {}),
        ("ref: refs/heads/main\n", {"refs__heads__main": "{}\n"}),
        ("ref:refs/heads/main", {"refs__heads__main": "{}"}),
        ("ref: refs/heads/feature/a-b_c.d@e\n", {"refs__heads__feature__a-b_c.d@e": "{}\n"}),
        ("ref: refs/heads/main\n", {"packed-refs": "# pack-refs\n{} refs/heads/main\n^{}\n"}),
        (
            "ref: refs/heads/main\n",
            {"packed-refs": "0 refs/heads/mai\n0 1 refs/heads/m\n{} refs/heads/main\n"},
        ),
        (
            "ref: refs/heads/main\n",
            {"refs__heads__main": "{}\n", "packed-refs": f"{'1' * 40} refs/heads/main\n"},
        ),
        # A folder of further branches is no reference.
        (
            "ref: refs/heads/main\n",
            {"refs__heads__main__old": "0", "packed-refs": "{} refs/heads/main\n"},
        ),
    ],
)
def test_where_head_leads(tmp_path: Path, head: str, files: dict[str, str], commit: str) -> None:
    filled = {name: text.replace("{}", commit) for name, text in files.items()}
    made = checkout(tmp_path, head.replace("{}", commit), **filled)
    assert head_commit(made) == commit


@pytest.mark.parametrize(
    ("head", "files"),
    [
        ("ref: refs/heads/main\n", {}),
        ("ref: refs/heads/main\n", {"packed-refs": "0 refs/heads/other\n"}),
        ("ref: refs/heads/main\n", {"packed-refs": f"refs/heads/main {COMMIT}\n"}),
        ("ref: refs/heads/main\n", {"refs__heads__main": ""}),
        ("", {}),
        (COMMIT[:-1], {}),
        (COMMIT + "0", {}),
        (COMMIT.upper(), {}),
        (LONG_COMMIT + "0", {}),
        ("refs/heads/main\n", {"refs__heads__main": COMMIT}),
        ("Ref:refs/heads/main\n", {"refs__heads__main": COMMIT}),
        ("ref: heads/main\n", {"heads__main": COMMIT}),
        ("ref: refs/heads/.main\n", {"refs__heads__.main": COMMIT}),
        ("ref: refs/../refs/heads/main\n", {"refs__heads__main": COMMIT}),
        ("ref: refs//heads/main\n", {"refs__heads__main": COMMIT}),
        ("ref: refs/heads/main/\n", {"refs__heads__main": COMMIT}),
        ("ref: refs\n", {"refs__heads__main": COMMIT}),
        *(
            (f"ref: refs/heads/a{sign}b\n", {f"refs__heads__a{sign}b": COMMIT})
            for sign in "^~:?*[\\ \x7f\x01"
        ),
    ],
)
def test_where_head_leads_nowhere(tmp_path: Path, head: str, files: dict[str, str]) -> None:
    assert head_commit(checkout(tmp_path, head, **files)) is None


def test_a_reference_that_is_no_text_leads_nowhere(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    (made.git_folder / "HEAD").write_bytes(b"ref: refs/heads/\xff\n")
    assert head_commit(made) is None


def test_packed_references_have_a_limit(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    with (made.git_folder / "packed-refs").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(Unreadable, match="longer than 67108864 bytes"):
        head_commit(made)


@pytest.mark.parametrize("damage", ["a b", "ref:refs/heads/main", "", COMMIT[:-1]])
def test_a_packed_reference_that_names_no_commit_ends_the_search(
    tmp_path: Path, damage: str
) -> None:
    """A name stands there once, so a file of millions of such lines is not gone through."""
    lines = f"{damage} refs/heads/main\n{COMMIT} refs/heads/main\n"
    with pytest.raises(Unreadable, match="is damaged"):
        head_commit(checkout(tmp_path, **{"packed-refs": lines}))


@pytest.mark.parametrize(("links", "found"), [(1, True), (4, True), (5, False)])
def test_references_lead_to_each_other_so_often(tmp_path: Path, links: int, found: bool) -> None:
    """Five are followed, as git does (``SYMREF_MAXDEPTH``); HEAD is the first."""
    files = {f"refs__heads__b{row}": f"ref: refs/heads/b{row + 1}\n" for row in range(1, links)}
    made = checkout(tmp_path, "ref: refs/heads/b1\n", **files, **{f"refs__heads__b{links}": COMMIT})
    assert head_commit(made) == (COMMIT if found else None)


def test_references_of_a_further_work_tree_are_those_of_the_repository(tmp_path: Path) -> None:
    own = tmp_path / "main" / ".git" / "worktrees" / "further"
    made = repository_of(further(tmp_path))
    assert made is not None
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    (own / "refs" / "heads").mkdir(parents=True)
    (own / "refs" / "heads" / "main").write_text("1" * 40)
    (tmp_path / "main" / ".git" / "packed-refs").write_text(f"{COMMIT} refs/heads/main\n")
    assert head_commit(made) == COMMIT


@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "packed-refs"])
def test_a_reference_that_is_a_link_or_too_long_is_told_of(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = checkout(tmp_path / "top", refs__heads__main=COMMIT)
    monkeypatch.setattr(repository, "_PACKED_REFS", 4 * 1024)
    path = made.git_folder / name
    if name == "packed-refs":
        (made.git_folder / "refs" / "heads" / "main").unlink()
    path.unlink(missing_ok=True)
    path.write_text(" " * 4097)
    with pytest.raises(Unreadable, match="longer than 4096 bytes"):
        head_commit(made)
    path.unlink()
    (tmp_path / "aside").write_text(COMMIT)
    path.symlink_to(tmp_path / "aside")
    with pytest.raises(Unreadable, match="cannot be read"):
        head_commit(made)
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Unreadable, match="cannot be read"):
        head_commit(made)
