"""The remote of a repository as everybody may know it: the same as git's, without credentials."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from repositories import git, repository

from floe_lsp.compilation.compile.git import source_repository
from floe_lsp.git.remotes import MAX_BYTES, remote_of, without_credentials
from floe_lsp.git.repository import Repository, repository_of

pytestmark = pytest.mark.requirement("FR-008")


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://example.com/acme/sales.git", "example.com/acme/sales"),
        ("https://Example.com/acme/sales/", "example.com/acme/sales"),
        ("https://someone:hunter2@example.com/acme/sales.git", "example.com/acme/sales"),
        ("https://oauth2:abc@example.com:8443/acme/sales", "example.com:8443/acme/sales"),
        ("https://example.com/acme/sales.git?private=1#part", "example.com/acme/sales"),
        ("ssh://git@example.com:2222/acme/sales.git", "example.com:2222/acme/sales"),
        ("git@example.com:acme/sales.git", "example.com/acme/sales"),
        ("example.com:acme/sales", "example.com/acme/sales"),
        ("git://example.com/acme/sales.git", "example.com/acme/sales"),
        ("git+ssh://git@example.com/sales", "example.com/sales"),
        ("/srv/git/sales.git", None),
        ("../sales", None),
        ("file:///srv/git/sales.git", None),
        ("C:\\work\\sales", None),
        ("C:/work/sales", None),
        ("https://localhost/acme/sales", None),
        ("http://127.0.0.1:3000/acme/sales", None),
        ("http://[::1]/acme/sales", None),
        ("ext::sh -c whoami", None),
        ("https://example.com/", None),
        ("https:///acme/sales", None),
        ("https://example.com:port/acme/sales", None),
        ("https://example.com/acme/a b", None),
        ("", None),
    ],
)
def test_an_address_goes_without_what_is_nobodys_business(url: str, known: str | None) -> None:
    assert without_credentials(url) == known


def found(top: Path) -> str | None:
    known = repository_of(top)
    assert isinstance(known, Repository)
    return remote_of(known)


@pytest.mark.parametrize(
    "name", ["origin", 'a "quoted" one', "back\\slash", "semi;colon", "with # hash"]
)
def test_the_only_remote_is_the_one_of_git(tmp_path: Path, name: str) -> None:
    top = repository(tmp_path)
    assert found(top) is None
    git(top, "config", f"remote.{name}.url", "https://me:pw@example.com/acme/sales.git")
    assert git(top, "config", f"remote.{name}.url").endswith("/sales.git")
    assert found(top) == "example.com/acme/sales"


def test_of_several_remotes_origin_counts(tmp_path: Path) -> None:
    top = repository(tmp_path)
    git(top, "remote", "add", "backup", "https://example.com/backup/sales")
    git(top, "remote", "add", "fork", "https://example.com/fork/sales")
    assert found(top) is None
    git(top, "remote", "add", "origin", "https://example.com/acme/sales")
    git(top, "config", "--add", "remote.origin.url", "https://example.com/second/sales")
    git(top, "config", "remote.origin.pushurl", "https://example.com/push/sales")
    assert found(top) == "example.com/acme/sales"


@pytest.mark.parametrize(
    "text",
    [
        '[remote "origin"] url = https://example.com/acme/sales',
        '[REMOTE "origin"]\n\tURL=https://example.com/acme/sales # a comment\n',
        '[remote "origin"]\nurl = "https://example.com/acme/sales" ; a comment\n',
        '[remote "origin"]\nurl = https://example.com/\\\nacme/sales\n',
        '[core]\nurl = a\n[remote "origin"]\nurl = https://example.com/acme/sales\n[a]\nurl=b\n',
        '[include]\npath = nothing\n[remote "origin"]\nurl = https://example.com/acme/sales\n',
    ],
)
def test_the_forms_of_a_configuration(tmp_path: Path, text: str) -> None:
    top = repository(tmp_path)
    (top / ".git" / "config").write_text(text, encoding="utf-8")
    assert git(top, "config", "remote.origin.url") == "https://example.com/acme/sales"
    assert found(top) == "example.com/acme/sales"


def test_a_further_work_tree_has_the_remote_of_its_repository(tmp_path: Path) -> None:
    top = repository(tmp_path / "main")
    git(top, "remote", "add", "origin", "https://example.com/acme/sales")
    git(top, "worktree", "add", "--quiet", str(tmp_path / "other"))
    assert source_repository(tmp_path / "other" / "products") == "example.com/acme/sales"


@pytest.mark.requirement("security")
def test_what_cannot_or_may_not_be_read_is_not_known(tmp_path: Path) -> None:
    top = repository(tmp_path / "top")
    config = top / ".git" / "config"
    secret = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
    git(top, "remote", "add", "origin", f"https://example.com/{secret}/sales")
    assert found(top) == f"example.com/{secret}/sales"
    assert source_repository(top) == ""
    text = config.read_bytes()
    config.write_bytes(text + b"#" * MAX_BYTES)
    assert found(top) is None
    config.unlink()
    (tmp_path / "config").write_bytes(text)
    config.symlink_to(tmp_path / "config")
    assert found(top) is None
    shutil.rmtree(top / ".git")
    assert source_repository(top) == ""
