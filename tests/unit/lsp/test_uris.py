"""URIs in every spelling that editors use, and the paths that they stand for."""

from __future__ import annotations

import ntpath
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.lsp.wire import uris

segments = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=12
).filter(lambda part: part not in (".", ".."))
paths = st.lists(segments, min_size=1, max_size=5).map(lambda parts: Path("/", *parts))


@given(paths)
def test_there_and_back(path: Path) -> None:
    uri = uris.from_path(path)
    assert uris.to_path(uri) == path
    assert uris.name(uri) == path.name


@given(paths, st.data())
def test_each_spelling_is_one_document(path: Path, data: st.DataObject) -> None:
    plain = str(path)
    escaped = data.draw(st.lists(st.booleans(), min_size=len(plain), max_size=len(plain)))
    uri = "file://" + "".join(
        # What must be escaped is; the rest as an editor likes it.
        quote(each, safe="/" if not all_of_it else "") if all_of_it or each in "%?#" else each
        for each, all_of_it in zip(plain, escaped, strict=True)
    ).replace("%2F", "/")
    assert uris.normalise(uri) == uris.normalise(uris.from_path(path))


@pytest.mark.parametrize(
    "uri",
    [
        "file:///C:/a b/floe.yaml",
        "file:///c:/a b/floe.yaml",
        "file:///c%3A/a%20b/floe.yaml",
        "file:///C%3a/a%20b/floe.yaml",
        "FILE:///C:/a%20b/floe.yaml",
        "file:/c:/a b/floe.yaml",
    ],
)
def test_drive_letters(uri: str) -> None:
    assert uris.normalise(uri) == "file:///c:/a b/floe.yaml"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file:///a/floe.yaml", "file:///A/floe.yaml"),
        ("file:///a/C:/floe.yaml", "file:///a/c:/floe.yaml"),
        ("file:///Ca/floe.yaml", "file:///ca/floe.yaml"),
        ("untitled:floe.yaml", "file:floe.yaml"),
    ],
)
def test_what_stays_different(one: str, other: str) -> None:
    assert uris.normalise(one) != uris.normalise(other)


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1",
        "git:/orders/floe.yaml?ref=HEAD",
        "http://example.com/floe.yaml",
        "vscode-notebook-cell:/floe.yaml#1",
        "",
        "floe.yaml",
        "file:///a%00b",
        "file://[broken/floe.yaml",
        "file:",
        "file:.",
        "file:floe.yaml",
        "file:../floe.yaml",
        "file://host",
        "file:///a/\ud800/floe.yaml",
        "file:///" + "a/" * 2_048 + "floe.yaml",
        "file:///" + "%C3%A4" * 2_048,
    ],
)
def test_what_is_no_file(uri: str) -> None:
    assert uris.to_path(uri) is None


def test_a_path_is_the_shortest_that_means_the_same() -> None:
    assert uris.to_path("file:///a/./b/../floe.yaml") == Path("/a/floe.yaml")


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("untitled:floe.yaml", "floe.yaml"),
        ("untitled:Untitled-1", "Untitled-1"),
        ("untitled:/orders/floe.yaml", "floe.yaml"),
        ("git:/orders/floe.yaml?ref=HEAD", "floe.yaml"),
        ("vscode-notebook-cell:/a/floe.yaml#W0/x", "floe.yaml"),
        ("file:///a/b%2Fc%3F.yaml", "b/c?.yaml"),
        ("file:///a/b:c.yaml", "b:c.yaml"),
        ("untitled:", ""),
    ],
)
def test_names(uri: str, name: str) -> None:
    assert uris.name(uri) == name


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c:/a%20b/floe.yaml", "c:\\a b\\floe.yaml"),
        ("file:///C%3A/a/../floe.yaml", "C:\\floe.yaml"),
        ("file:///c:", "c:\\"),
        ("file:///cd:/floe.yaml", "None"),
        ("file://server/share/floe.yaml", "\\\\server\\share\\floe.yaml"),
        ("file://ser%20ver/share/floe.yaml", "\\\\ser ver\\share\\floe.yaml"),
        ("file:///a/floe.yaml", "None"),
    ],
)
def test_paths_of_windows(uri: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uris, "os", SimpleNamespace(name="nt", path=ntpath))
    monkeypatch.setattr(uris, "Path", PureWindowsPath)
    assert str(uris.to_path(uri)) == path


def test_the_host_of_a_file_is_no_part_of_its_path_elsewhere() -> None:
    assert uris.to_path("file://localhost/a/floe.yaml") == Path("/a/floe.yaml")
    assert uris.to_path("FILE:///a%2fb/floe.yaml?x#y") == Path("/a/b/floe.yaml")


@pytest.mark.parametrize(
    ("uri", "normal"),
    [
        ("untitled:Untitled-1", "untitled:Untitled-1"),
        ("Untitled:/C:/a%20b", "untitled:/C:/a b"),
        ("git:/a/floe.yaml?ref=HEAD", "git:/a/floe.yaml?ref=HEAD"),
        ("file:///a/floe.yaml", "file:///a/floe.yaml"),
        ("file:/a/floe.yaml", "file:///a/floe.yaml"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_one_spelling(uri: str, normal: str) -> None:
    assert uris.normalise(uri) == normal
