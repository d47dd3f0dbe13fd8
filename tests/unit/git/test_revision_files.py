"""The files of a commit: what a checkout of it would hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import git, repository

from floe_lsp.git.objects import Objects
from floe_lsp.git.reading import Unreadable
from floe_lsp.git.repository import repository_of
from floe_lsp.git.revision_files import Kind, RevisionFiles

pytestmark = pytest.mark.requirement("FR-004")


def files(top: Path) -> RevisionFiles:
    found = repository_of(top)
    assert found is not None
    return RevisionFiles(Objects(found.common_folder), git(top, "rev-parse", "HEAD"))


def committed(top: Path) -> RevisionFiles:
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "next")
    return files(top)


def parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


def text(found: RevisionFiles, path: str) -> bytes:
    each = found.find(parts(path))
    assert each is not None
    assert each.kind is Kind.FILE
    return found.content(each)


def test_what_the_checkout_changed_does_not_count(tmp_path: Path) -> None:
    top = repository(tmp_path)
    found = files(top)
    (top / "manifest.yaml").write_text("other")
    (top / "new.yaml").write_text("new")
    assert text(found, "manifest.yaml") == b"kind: Manifest\n"
    assert found.find(parts("new.yaml")) is None
    assert found.find(parts("manifest.yaml/x")) is None
    folder = found.find(parts("products/sales"))
    assert folder is not None
    assert folder.kind is Kind.FOLDER
    assert found.names(folder) == [("floe.yaml", Kind.FILE, False)]
    root = found.find(())
    assert root is not None
    assert {name for name, _, _ in found.names(root)} == {"manifest.yaml", "products"}


def test_links_lead_where_they_lead_in_a_checkout(tmp_path: Path) -> None:
    top = repository(tmp_path)
    (top / "here").symlink_to("products/sales")
    (top / "products" / "up.yaml").symlink_to("../manifest.yaml")
    (top / "products" / "twice").symlink_to("../here/floe.yaml")
    found = committed(top)
    assert text(found, "here/floe.yaml") == (top / "here" / "floe.yaml").read_bytes()
    assert text(found, "products/up.yaml") == b"kind: Manifest\n"
    twice = found.find(parts("products/twice"))
    assert twice is not None
    assert twice.parts == ("products", "sales", "floe.yaml")
    assert found.left_out == {}


@pytest.mark.requirement("security")
@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "loop", "a/../../../outside"])
def test_no_link_leads_out(tmp_path: Path, target: str) -> None:
    top = repository(tmp_path / "inside")
    (tmp_path / "outside").write_text("secret")
    (top / "loop").symlink_to(target)
    found = committed(top)
    assert found.find(("loop",)) is None
    expected = {} if target.startswith("a/") else {("loop",): "a link leads out of the repository"}
    assert found.left_out == expected


def test_a_link_that_leads_out_is_said_once(tmp_path: Path) -> None:
    top = repository(tmp_path)
    (top / "products" / "shared").symlink_to("../../shared")
    (top / "short").symlink_to("products/shared")
    found = committed(top)
    for path in ("short/a.yaml", "short/b/c.yaml", "products/shared/a.yaml"):
        assert found.find(parts(path)) is None
    assert list(found.left_out) == [("products", "shared")]


def test_a_submodule_is_said_to_be_left_out(tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    top = repository(tmp_path / "top")
    git(top, "submodule", "--quiet", "add", str(other), "shared")
    found = committed(top)
    assert found.find(parts("shared/manifest.yaml")) is None
    assert found.find(parts("shared/products/sales")) is None
    assert list(found.left_out) == [("shared",)]


def test_a_pointer_of_git_lfs_is_not_the_file(tmp_path: Path) -> None:
    top = repository(tmp_path)
    (top / "big.json").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    )
    found = committed(top)
    with pytest.raises(Unreadable, match="Git LFS"):
        text(found, "big.json")
