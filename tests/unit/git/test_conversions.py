"""Which files git would convert before it compares them."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import checkout

from floe_lsp.git import conversions
from floe_lsp.git.conversions import MAX_BYTES, MAX_FILES, MAX_LINES, Attributes
from floe_lsp.git.reading import content
from floe_lsp.git.repository import Repository

pytestmark = pytest.mark.requirement("security")


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
