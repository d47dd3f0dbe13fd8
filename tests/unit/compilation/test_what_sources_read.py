"""Which files and folders are read, how much of them, and how long what was read counts."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from floe_lsp.compilation import folders, sources
from floe_lsp.compilation.folders import NOTHING, FolderCache
from floe_lsp.compilation.sources import Sources
from floe_lsp.compilation.territory import Territory
from floe_lsp.dbt import files as dbt_files
from floe_lsp.dbt.files import folders_below
from floe_lsp.files.elsewhere import is_elsewhere
from floe_lsp.files.reading import RefusedFile, names_in
from floe_lsp.syntax import ProblemKind, SourceText

pytestmark = pytest.mark.requirement("security")

SECOND = 1_000_000_000


# Folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one of each kind, that was changed long ago."""
    root = tmp_path / "folder"
    root.mkdir()
    for name in ("b", "a", "c"):
        (root / name).write_text("")
        (root / f"{name}.d").mkdir()
    (root / "to_file").symlink_to("a")
    (root / "to_folder").symlink_to("a.d")
    (root / "broken").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    age(root)
    return root


def age(path: Path, nanoseconds: int = 10 * SECOND) -> None:
    """Let a path be one that was changed so long ago."""
    then = time.time_ns() - nanoseconds
    os.utime(path, ns=(then, then))


@pytest.fixture
def scanned(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are looked into."""
    found: list[Path] = []

    def counted(path: Path) -> list[os.DirEntry[str]]:
        found.append(path)
        return names_in(path)

    monkeypatch.setattr(folders, "names_in", counted)
    return found


def test_files_and_folders_in_order_without_links_to_folders(folder: Path) -> None:
    assert FolderCache().list(folder) == (
        ("a", "b", "c", "to_file"),
        ("a.d", "b.d", "c.d"),
        ("to_file",),
    )


def test_a_folder_is_read_again_when_it_has_changed(folder: Path, scanned: list[Path]) -> None:
    cache = FolderCache()
    first = cache.list(folder)
    assert cache.list(folder) is first
    assert len(scanned) == 1
    # Of another time with the same names it is the same listing.
    age(folder, 20 * SECOND)
    assert cache.list(folder) is first
    assert len(scanned) == 2
    (folder / "new").write_text("")
    age(folder)
    second = cache.list(folder)
    assert "new" in second.files
    assert len(scanned) == 3


def test_a_folder_that_was_changed_just_now_is_read_again(
    folder: Path, scanned: list[Path]
) -> None:
    """The next change may be noted with the same time."""
    cache = FolderCache()
    age(folder, 0)
    first = cache.list(folder)
    assert cache.list(folder) is first
    assert len(scanned) == 2


@pytest.mark.parametrize(("after", "times"), [(50_000_000, 2), (50_000_001, 1)])
def test_after_some_ticks_of_the_clock_a_time_is_trusted(
    folder: Path, scanned: list[Path], after: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = folder.stat().st_mtime_ns
    monkeypatch.setattr(folders.time, "time_ns", lambda: changed + after)
    cache = FolderCache()
    for _ in range(2):
        assert cache.list(folder) is not NOTHING
    assert len(scanned) == times


def test_a_folder_that_is_gone_holds_nothing(
    folder: Path, scanned: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    cache = FolderCache()
    first = cache.list(folder)
    moved = folder.rename(folder.with_name("moved"))
    assert cache.list(folder) is NOTHING
    moved.rename(folder)
    again = cache.list(folder)
    assert again == first
    assert again is not first
    assert len(scanned) == 2
    assert cache.list(folder / "a") is NOTHING
    assert caplog.messages == []


def test_a_folder_that_may_not_be_read_is_told_of_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cache = FolderCache()

    def refuse(_: Path) -> object:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(folders, "names_in", refuse)
        assert cache.list(folder) is NOTHING
        assert caplog.messages == [f"{folder} cannot be read: permission denied"]
    assert cache.list(folder).files == ("a", "b", "c", "to_file")


def test_what_is_known_of_folders_is_dropped_with_them(folder: Path, scanned: list[Path]) -> None:
    cache = FolderCache()
    for _ in range(2):
        cache.list(folder)
        cache.keep(Territory([folder / "floe.yaml"], []))
    assert len(scanned) == 1
    cache.keep(Territory([], []))
    cache.list(folder)
    assert len(scanned) == 2


# The folders of a dbt project


def walked(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path, _ in folders_below(root, Sources())]


def test_a_walk_goes_in_order_parents_first(tmp_path: Path) -> None:
    for name in (
        "b/y",
        "b/x/deep",
        "a",
        ".git/x",
        "node_modules/x",
        "dbt_packages",
        "target/run",
        "environment/lib",
    ):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "environment" / "pyvenv.cfg").write_text("")
    (tmp_path / "a" / "link").symlink_to(tmp_path / "b")
    assert walked(tmp_path) == [".", "a", "b", "b/x", "b/x/deep", "b/y"]


@pytest.mark.parametrize(("most", "count"), [(1, 1), (3, 3), (4, 4), (9, 4)])
def test_a_walk_ends_after_so_many_folders(
    tmp_path: Path, most: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_files, "_MAX_FOLDERS", most)
    for name in "abc":
        (tmp_path / name).mkdir()
    assert len(walked(tmp_path)) == count


@pytest.mark.parametrize(("most", "count"), [(2, 1), (3, 2), (4, 2), (5, 3), (9, 4)])
def test_a_walk_ends_after_so_many_files(
    tmp_path: Path, most: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_files, "_MAX_FILES", most)
    for name in ("", "a/", "b/", "c/"):
        (tmp_path / name).mkdir(exist_ok=True)
        for number in range(2):
            (tmp_path / f"{name}{number}").write_text("")
    assert len(walked(tmp_path)) == count


# Files


def test_as_much_of_a_text_is_read_as_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_MAX_BYTES", 6)
    path = tmp_path / "floe.yaml"
    path.write_bytes(b"a: 123")
    assert Sources().text(path) == "a: 123"
    assert Sources().document(path).text.text == "a: 123"
    path.write_bytes(b"a: 12345678")
    assert Sources().text(path) is None
    # One byte more, so that it is known to be too long; how long is not.
    document = Sources().document(path)
    assert document.content == b"a: 1234"
    assert [each.message for each in document.problems] == [
        "the file has more than 6 bytes; a file that long is not read"
    ]
    path.write_bytes("a: 123ü".encode())
    assert [each.kind for each in Sources().document(path).problems] == [ProblemKind.TOO_LARGE]
    path.write_bytes("a: ü".encode("utf-16"))
    assert Sources().text(path) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"[1]", [1]),
        (b"null", None),
        ('{"a": "ü"}'.encode(), {"a": "ü"}),
        (b"[1, 2, 3]", [1, 2, 3]),
        (b"[[[1]]]", [[[1]]]),
        # More than the test lets be: three values.
        (b"[1, 2, 3, 4]", None),
        (b"[[[[]]]]", None),
        (b'{"a": {"b": {"c": {}}}}', None),
        (b"", None),
        (b"{", None),
        (b"\xff", None),
        (b"[" * 3, None),
    ],
)
def test_data_of_a_json_file(
    tmp_path: Path, content: bytes, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_MAX_JSON_VALUES", 3)
    path = tmp_path / "manifest.json"
    path.write_bytes(content)
    assert Sources().json(path) == expected
    assert Sources().json(tmp_path / "missing") is None


def test_a_json_file_that_is_too_long_or_too_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(b"[" * 200_000)
    assert Sources().json(path) is None
    path.write_text(json.dumps({"a": "x" * 92}))
    monkeypatch.setattr(sources, "_MAX_JSON_BYTES", 101)
    assert Sources().json(path) == {"a": "x" * 92}
    monkeypatch.setattr(sources, "_MAX_JSON_BYTES", 100)
    assert Sources().json(path) is None


def test_a_longer_file_on_disk_is_another_than_that_of_the_editor(tmp_path: Path) -> None:
    path, files = tmp_path / "floe.yaml", Sources()
    path.write_bytes(b"a: 1")
    _ = files.open(path, SourceText("a: 1"))
    assert not files.is_unsaved(path)
    path.write_bytes(b"a: 12")
    assert files.is_unsaved(path)
    path.write_bytes(b"a:")
    assert files.is_unsaved(path)
    path.unlink()
    assert files.is_unsaved(path)
    path.mkdir()
    assert files.is_unsaved(path)


def test_the_text_of_a_buffer_is_parsed_once(tmp_path: Path) -> None:
    files, text = Sources(), SourceText("a: \ud800")
    buffer = files.open(tmp_path / "floe.yaml", text)
    found = files.document(tmp_path / "floe.yaml")
    assert found is buffer.document()
    assert found is files.document(tmp_path / "floe.yaml")
    assert found.text is text
    assert found.content == b"a: \xed\xa0\x80"
    assert files.state(tmp_path / "floe.yaml") is buffer


def test_what_is_wrong_with_the_bytes_is_a_problem_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "floe.yaml"
    path.write_bytes(b"a: \xe9\nb: [\n")
    found = Sources().document(path)
    assert [each.span.start for each in found.problems] == sorted(
        each.span.start for each in found.problems
    )
    assert len(found.problems) == len(found.tree.problems) + 1
    assert found.text.text == "a: é\nb: [\n"


def test_what_was_read_of_files_is_dropped_with_them(tmp_path: Path) -> None:
    path, files = tmp_path / "floe.yaml", Sources()
    path.write_bytes(b"a: 1")
    first = files.document(path)
    files.keep(Territory([path], []))
    assert files.document(path) is first
    files.keep(Territory([], []))
    assert files.document(path) is not first


# Other computers

ASK: dict[str, Callable[[Sources, Path], object]] = {
    "is_file": Sources.is_file,
    "is_folder": Sources.is_folder,
    "exists": Sources.exists,
    "text": Sources.text,
    "json": Sources.json,
    "state": Sources.state,
}
NOTHING_FOUND = {"is_file": False, "is_folder": False, "exists": False}


@pytest.mark.parametrize("name", ASK)
def test_without_trust_nothing_of_another_computer_is_asked(name: str, tmp_path: Path) -> None:
    """On this system two slashes lead to the same file, so that it can be seen what is asked."""
    path = tmp_path / "data.json"
    path.write_bytes(b"[1]")
    there = Path(f"/{path}")
    assert PurePath(there).drive == ""
    assert is_elsewhere(str(there))
    ask = ASK[name]
    assert ask(Sources(), there) == ask(Sources(), path)
    assert ask(Sources(trusted=False), there) == NOTHING_FOUND.get(name)
    assert ask(Sources(trusted=False), path) == ask(Sources(), path)


def test_without_trust_no_document_and_no_folder_of_another_computer_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "floe.yaml").write_bytes(b"a: 1")
    there, careful = Path(f"/{tmp_path}"), Sources(trusted=False)
    with pytest.raises(RefusedFile) as caught:
        careful.document(there / "floe.yaml")
    reason = "it is on another computer, and this workspace is not trusted"
    assert caught.value.strerror == reason
    assert careful.folder(there) is NOTHING
    assert Sources().folder(there).files == ("floe.yaml",)
    assert careful.folder(tmp_path).files == ("floe.yaml",)
    assert careful.refuses("//server/share")
    assert not careful.refuses("/server/share")
    assert not Sources().refuses("//server/share")
    # What the editor holds is shown all the same; whether it is on the disk is not asked.
    _ = careful.open(there / "floe.yaml", SourceText("a: 1"))
    assert careful.document(there / "floe.yaml").text.text == "a: 1"
    assert careful.is_unsaved(there / "floe.yaml")
