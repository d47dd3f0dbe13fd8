"""Whether a file is the commit's."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest
from repositories import checkout

from floe_lsp.git.comparison import differs
from floe_lsp.git.conversions import Attributes
from floe_lsp.git.objects import Objects
from floe_lsp.git.reading import Unreadable

pytestmark = pytest.mark.requirement("security")


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
