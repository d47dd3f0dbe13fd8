"""Which repository a file belongs to, where HEAD leads, and whether the file is the commit's."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zlib
from io import FileIO
from pathlib import Path

import pytest

from floe_lsp.git import conversions, repository
from floe_lsp.git.comparison import differs
from floe_lsp.git.conversions import MAX_BYTES, MAX_FILES, MAX_LINES, Attributes
from floe_lsp.git.objects import Objects
from floe_lsp.git.reading import Unreadable, content, opened, read
from floe_lsp.git.repository import Repository, head_commit, repository_of

pytestmark = pytest.mark.requirement("security")

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LONG_COMMIT = COMMIT[:32] * 2


def checkout(top: Path, head: str = "ref: refs/heads/main\n", **files: str) -> Repository:
    """Make a repository of which there are HEAD and other files; ``__`` stands for a slash."""
    folder = top / ".git"
    for name, text in {"HEAD": head, **files}.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Repository(top, folder, folder)


# Reading


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert content(tmp_path / "file", tmp_path, 5) == b"12345"
    assert content(tmp_path / "file", tmp_path, 6) == b"12345"
    with pytest.raises(Unreadable, match="longer than 4 bytes"):
        content(tmp_path / "file", tmp_path, 4)
    (tmp_path / "empty").write_bytes(b"")
    assert content(tmp_path / "empty", tmp_path, 0) == b""


def test_a_file_is_read_in_as_many_pieces_as_it_comes(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    asked: list[int] = []

    class Slow(FileIO):
        def read(self, n: int | None = -1, /) -> bytes:
            assert n is not None
            asked.append(n)
            return b"x" * min(n, 400_000) if len(asked) < 6 else b""

    with Slow(tmp_path / "file") as file:
        assert len(read(file, 3 << 20)) == 5 * 400_000
        assert max(asked) == 1 << 20
        asked.clear()
        assert len(read(file, 500_000)) == 500_000
        assert asked == [500_000, 100_000]


def test_what_is_read_is_a_file_below_its_folder(tmp_path: Path) -> None:
    (tmp_path / "inside" / "folder").mkdir(parents=True)
    (tmp_path / "inside" / "folder" / "file").write_bytes(b"1")
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "inside" / "folder")
    (tmp_path / "inside" / "last").symlink_to(tmp_path / "inside" / "folder" / "file")
    (tmp_path / "way").symlink_to(tmp_path / "inside")
    inside = tmp_path / "inside"
    assert content(inside / "folder" / "file", inside, 9) == b"1"
    # A link on the way to the folder is the person's own.
    assert content(tmp_path / "way" / "folder" / "file", tmp_path / "way", 9) == b"1"
    for path, reason in (
        (inside / "link" / "file", "lies behind a link"),
        (inside / "last", "cannot be read"),
        (inside / "missing", "cannot be read"),
        (inside / "folder", "cannot be read"),
        (tmp_path / "outside", "cannot be read"),
        (inside / "a\0b", "cannot be read"),
    ):
        with pytest.raises(Unreadable, match=reason):
            content(path, inside, 9)


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"1")

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = descriptors()
    for name in ("pipe", "folder"):
        with pytest.raises(Unreadable, match="cannot be read"):
            content(tmp_path / name, tmp_path, 9)
    assert content(tmp_path / "file", tmp_path, 9) == b"1"
    assert descriptors() == before


def test_a_terminal_does_not_become_ours() -> None:
    """A process without a terminal that opens one without O_NOCTTY gets its signals from then."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from floe_lsp.git.reading import Unreadable, content\n"
        "master, slave = os.openpty()\n"
        "os.setsid()\n"
        "path = Path(os.ttyname(slave))\n"
        "try: content(path, path.parent, 1)\n"
        "except Unreadable as error: assert 'cannot be read' in str(error)\n"
        "try: os.open('/dev/tty', os.O_RDONLY)\n"
        "except OSError: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 7


def test_a_disk_that_fails_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1")
    with (
        pytest.raises(Unreadable, match="file cannot be read"),
        opened(tmp_path / "file", tmp_path),
    ):
        raise OSError(5, "Input/output error")


# Which repository


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


# HEAD


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


# What git would convert


@pytest.mark.parametrize(
    ("attributes", "converted"),
    [
        ("", False),
        ("* text eol=crlf", False),
        ("* -text diff merge=lfs", False),
        ("# * filter=lfs", False),
        ("# filter\n* filter=lfs", True),
        ("  # * filter=lfs", False),
        ("* filters", False),
        ("* identity", False),
        ("* nofilter=lfs", False),
        ("*.parquet filter=lfs", False),
        ("**/*.parquet filter=lfs", False),
        ("*.y filter=lfs", False),
        ("* filter=lfs", True),
        ("* text filter=lfs", True),
        ("*\tfilter=lfs", True),
        ("* -filter", False),
        ("*.yaml ident", True),
        ("**/*.yaml ident", True),
        ("*.parquet filter=lfs\n*.yaml working-tree-encoding=UTF-16", True),
        ("a/floe.yaml filter=lfs", True),
        ("other filter=lfs", True),
        ("*.y* filter=lfs", True),
        ("*.yaml/x filter=lfs", True),
        ("[attr]mine filter=lfs", True),
        ("[attr]mine text", True),
        ("   * filter=lfs", True),
    ],
)
def test_which_attributes_may_convert_a_file(
    tmp_path: Path, attributes: str, converted: bool
) -> None:
    made = checkout(tmp_path)
    (tmp_path / ".gitattributes").write_text(attributes)
    assert Attributes(made).may_convert(("a", "floe.yaml")) is converted


@pytest.mark.parametrize(
    ("place", "converted"),
    [
        (".gitattributes", True),
        ("a/.gitattributes", True),
        ("a/b/.gitattributes", True),
        (".git/info/attributes", True),
        ("a/b/c/.gitattributes", False),
        ("b/.gitattributes", False),
        ("attributes", False),
    ],
)
def test_where_attributes_stand(tmp_path: Path, place: str, converted: bool) -> None:
    made = checkout(tmp_path)
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("* filter=lfs\n")
    assert Attributes(made).may_convert(("a", "b", "floe.yaml")) is converted


def test_attributes_that_cannot_be_read_may_say_anything(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    path = tmp_path / ".gitattributes"
    path.symlink_to(tmp_path / "nowhere")
    assert Attributes(made).may_convert(("floe.yaml",))
    path.unlink()
    path.mkdir()
    assert Attributes(made).may_convert(("floe.yaml",))
    path.rmdir()
    path.write_text("#" * (1 << 20))
    assert not Attributes(made).may_convert(("floe.yaml",))
    path.write_text("#" * ((1 << 20) + 1))
    assert Attributes(made).may_convert(("floe.yaml",))


@pytest.mark.parametrize("kind", ["dangling link", "folder", "behind a link"])
def test_attributes_that_cannot_be_opened_leave_the_limit_to_others(
    tmp_path: Path, kind: str
) -> None:
    made = checkout(tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/.gitattributes").write_text("*.png filter=lfs\n")
    if kind == "behind a link":
        (tmp_path / "a").symlink_to("b")
    else:
        (tmp_path / "a").mkdir()
        path = tmp_path / "a/.gitattributes"
        path.mkdir() if kind == "folder" else path.symlink_to("nowhere")
    for asked in (["a", "b"], ["b", "a"]):
        attributes = Attributes(made)
        found = {each: attributes.may_convert((each, "x.yaml")) for each in asked}
        assert found == {"a": True, "b": False}


def deep(top: Path, text: str, depth: int) -> tuple[Repository, tuple[str, ...]]:
    """Put attributes in each of some folders below each other; return a file in the last one."""
    made, folders = checkout(top), ("a",) * (depth - 1)
    for count in range(depth):
        folder = top.joinpath(*folders[:count])
        folder.mkdir(exist_ok=True)
        (folder / ".gitattributes").write_text(text)
    return made, (*folders, "floe.yaml")


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("#" * (MAX_BYTES // 4), 4),
        ("\n" * (MAX_LINES // 4), 4),
        ("\r" * (MAX_LINES // 4), 4),
        ("\r\n" * (MAX_LINES // 4), 4),
        ("*.b filter\n", MAX_FILES),
    ],
    ids=["bytes", "lines", "old lines", "lines of Windows", "files"],
)
def test_attributes_of_all_folders_have_one_limit(tmp_path: Path, text: str, most: int) -> None:
    made, file = deep(tmp_path, text, most)
    assert not Attributes(made).may_convert(file)
    made, file = deep(tmp_path, text, most + 1)
    attributes = Attributes(made)
    assert attributes.may_convert(file)
    assert not attributes.may_convert(("floe.yaml",))


def test_a_file_of_attributes_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, file = deep(tmp_path, "*.b filter\n", 3)
    (tmp_path / "a" / ".gitattributes").write_text("#" * MAX_BYTES)
    (made.git_folder / "info").mkdir()
    (made.git_folder / "info" / "attributes").write_text("")
    asked: list[tuple[Path, int]] = []

    def counted(path: Path, folder: Path, limit: int) -> bytes:
        asked.append((path, limit))
        return content(path, folder, limit)

    monkeypatch.setattr(conversions, "content", counted)
    attributes = Attributes(made)
    for _ in range(3):
        assert not attributes.may_convert(("floe.yaml",))
        assert attributes.may_convert(("a", "floe.yaml"))
        assert attributes.may_convert(file)
    # What is too long leaves nothing for the others.
    assert asked == [
        (tmp_path / ".gitattributes", MAX_BYTES),
        (made.git_folder / "info" / "attributes", MAX_BYTES - len("*.b filter\n")),
        (tmp_path / "a" / ".gitattributes", MAX_BYTES - len("*.b filter\n")),
    ]


# Whether a file is the commit's


def blob(text: bytes, digest: str = "sha1") -> str:
    return hashlib.new(digest, b"blob %d\0" % len(text) + text).hexdigest()


def trees(top: Path, *entries: tuple[str, str, str], digest: str = "sha1") -> str:
    """Store a tree of mode, name and id of each entry, and return its id."""
    text = b"".join(
        b"%s %s\0" % (mode.encode(), name.encode()) + bytes.fromhex(of)
        for mode, name, of in entries
    )
    stored = b"tree %d\0" % len(text) + text
    number = hashlib.new(digest, stored).hexdigest()
    path = top / ".git" / "objects" / number[:2] / number[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(stored))
    return number


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
@pytest.mark.parametrize("mode", ["100644", "100755", "100664"])
@pytest.mark.parametrize(
    ("committed", "now", "expected"),
    [
        (b"a: 1\n", b"a: 1\n", False),
        (b"", b"", False),
        (b"a: 1\n", b"a: 2\n", True),
        (b"a: 1\n", b"a: 1", True),
        (b"a: 1\nb: 2\n", b"a: 1\r\nb: 2\r\n", None),
        (b"a: 1\r\nb: 2\r\n", b"a: 1\nb: 2\n", None),
        (b"a: 1\nb: 2\n", b"a: 1\r\nb: 2\n", None),
        (b"a: 1\r\nb: 2\r\n", b"a: 1\r\nb: 2\n", None),
        (b"a: 1\nb: 2\n", b"a: 1\rb: 2\r", True),
    ],
)
def test_a_file_and_that_of_the_commit(
    tmp_path: Path, mode: str, digest: str, committed: bytes, now: bytes, expected: bool | None
) -> None:
    made = checkout(tmp_path)
    inner = trees(tmp_path, (mode, "floe.yaml", blob(committed, digest)), digest=digest)
    root = trees(tmp_path, ("100644", "a", inner), ("40000", "b", inner), digest=digest)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "floe.yaml").write_bytes(now)
    objects = Objects(made.git_folder)
    assert differs(made, objects, Attributes(made), root, ("b", "floe.yaml")) is expected
    (tmp_path / ".gitattributes").write_text("*.yaml filter=lfs\n")
    # A filter may make the committed text of any other, but the same text is the same.
    expected = None if expected else expected
    assert differs(made, objects, Attributes(made), root, ("b", "floe.yaml")) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("new",), True),
        (("folder", "new"), True),
        (("new", "file"), True),
        (("folder", "file"), False),
        # Whose commit is another one, what git stores of a link, and a folder in place of a file.
        (("module", "file"), None),
        (("module",), None),
        (("link",), None),
        (("folder",), None),
        (("file", "below"), None),
    ],
)
def test_what_is_no_file_of_the_commit(
    tmp_path: Path, parts: tuple[str, ...], expected: bool | None
) -> None:
    made = checkout(tmp_path)
    of = blob(b"text")
    folder = trees(tmp_path, ("100644", "file", of))
    root = trees(
        tmp_path,
        ("100644", "file", of),
        ("40000", "folder", folder),
        ("120000", "link", of),
        ("160000", "module", "1" * 40),
    )
    for each in (("file",), ("folder", "file"), ("module", "file"), ("link",), ("new",)):
        path = tmp_path.joinpath(*each)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"text")
    assert differs(made, Objects(made.git_folder), Attributes(made), root, parts) is expected


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    root = trees(tmp_path, ("100644", "floe.yaml", blob(b"")))
    objects = Objects(made.git_folder)
    with pytest.raises(Unreadable):
        differs(made, objects, Attributes(made), root, ("floe.yaml",))
    with (tmp_path / "floe.yaml").open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    with pytest.raises(Unreadable, match="longer than 16777216 bytes"):
        differs(made, objects, Attributes(made), root, ("floe.yaml",))
