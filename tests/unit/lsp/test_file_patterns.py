"""Which files an editor sends of a folder, whatever system it and the folder are on."""

from __future__ import annotations

import re
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest
from lsprotocol import types

from floe_lsp.lsp.handlers.file_patterns import files_below

pytestmark = pytest.mark.requirement("dbt files")

SUFFIXES = (".sql", ".py")
PARTS = re.compile(r"\*\*/|\*|\?|\{[^{}]*\}|.", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a path is one of a pattern (LSP 3.17, "Pattern"), with either slash as in editors."""
    meanings = {"**/": r"(?:.*[/\\])?", "*": r"[^/\\]*", "?": r"[^/\\]", "/": r"[/\\]"}
    made = ""
    for part in PARTS.findall(pattern):
        if part in meanings:
            made += meanings[part]
        elif part.startswith("{") and part.endswith("}"):
            made += f"(?:{'|'.join(map(re.escape, part[1:-1].split(',')))})"
        else:
            made += re.escape(part)
    return re.fullmatch(made, path) is not None


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        (PurePosixPath("/a b/shop"), "/a b/shop/models/x.sql"),
        (PurePosixPath("/a b/shop"), "/a b/shop/x.py"),
        (PurePosixPath("/a b/shop"), "/a b/shop/models/deep/X.SQL"),
        (PurePosixPath("/"), "/models/x.sql"),
        (PureWindowsPath(r"C:\a b\shop"), r"c:\a b\shop\models\x.sql"),
        (PureWindowsPath(r"C:\a b\shop"), r"C:\a b\shop\models\x.sql"),
        (PureWindowsPath(r"c:\a b\shop"), "C:/a b/shop/models/x.py"),
        (PureWindowsPath("C:\\"), r"c:\models\x.sql"),
        (PureWindowsPath(r"\\host\share\shop"), r"\\host\share\shop\models\x.sql"),
    ],
)
def test_a_file_below(folder: PurePath, path: str) -> None:
    pattern = files_below(folder, SUFFIXES)
    assert isinstance(pattern, str)
    assert "\\" not in pattern, "a pattern has forward slashes"
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        (PurePosixPath("/shop"), "/shop2/models/x.sql"),
        (PurePosixPath("/shop"), "/other/shop/x.sql"),
        (PurePosixPath("/shop"), "/shop/models/x.yml"),
        (PureWindowsPath(r"C:\shop"), r"d:\shop\x.sql"),
        (PureWindowsPath(r"C:\shop"), r"c:\other\shop\x.sql"),
    ],
)
def test_a_file_elsewhere(folder: PurePath, path: str) -> None:
    pattern = files_below(folder, SUFFIXES)
    assert isinstance(pattern, str)
    assert not matches(pattern, path)


@pytest.mark.parametrize(
    ("folder", "uri"),
    [
        (PurePosixPath("/a b/[shop]"), "file:///a%20b/%5Bshop%5D"),
        (PureWindowsPath(r"C:\a b\shop"), "file:///C:/a%20b/shop"),
        (PureWindowsPath(r"c:\a b\shop"), "file:///c%3A/a%20b/shop"),
        (PureWindowsPath(r"\\host\share\{shop}"), "file://host/share/%7Bshop%7D"),
    ],
)
def test_a_pattern_that_counts_from_a_uri(folder: PurePath, uri: str) -> None:
    pattern = files_below(folder, SUFFIXES, uri)
    assert pattern == types.RelativePattern(uri, "**/*.{sql,py,SQL,PY}")


@pytest.mark.parametrize("name", ["[shop]", "{shop}", "sh*p", "shop?"])
def test_no_pattern_names_a_folder_that_looks_like_one(name: str) -> None:
    assert files_below(PurePosixPath("/", name), SUFFIXES) is None
