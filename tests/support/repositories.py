"""Git repositories for tests, made by git itself without a person's configuration."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from floe_lsp.git.repository import Repository

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "someone",
    "GIT_AUTHOR_EMAIL": "someone@example.com",
    "GIT_COMMITTER_NAME": "someone",
    "GIT_COMMITTER_EMAIL": "someone@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    # A hook that runs the tests says by variables in which repository git is.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder,
        env={**kept, **_ENVIRONMENT},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def repository(folder: Path, *options: str) -> Path:
    """Make a repository with two committed files, one of them in a folder; return its work tree."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main", *options)
    (folder / "products" / "sales").mkdir(parents=True)
    (folder / "products" / "sales" / "floe.yaml").write_bytes(b"kind: FloeSpec\nname: sales\n")
    (folder / "manifest.yaml").write_bytes(b"kind: Manifest\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    return folder


def checkout(top: Path, head: str = "ref: refs/heads/main\n", **files: str) -> Repository:
    """Make a repository of which there are HEAD and other files; ``__`` stands for a slash."""
    folder = top / ".git"
    for name, text in {"HEAD": head, **files}.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Repository(top, folder, folder)
