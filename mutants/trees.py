"""Copies of the checkout in which code is broken; the work tree is never touched."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SERVER = Path("server") / "floe_lsp"
TESTS = (
    "tests/test_corpus.py::test_case",
    "tests/test_editor.py",
    "tests/lsp/test_failing_commands.py",
    "tests/lsp/test_leaving.py",
    "tests/lsp/test_listening.py",
    "tests/lsp/test_served_methods.py",
    "tests/lsp/test_transports.py",
    "tests/unit/compilation",
    "tests/unit/dbt",
    "tests/unit/files",
    "tests/unit/git",
    "tests/unit/ide",
    "tests/unit/lsp",
    "tests/unit/plugins/test_plugin_credentials.py",
    "tests/unit/reporting",
    "tests/unit/schemas/secrets",
    "tests/unit/schemas/test_artifact_model.py",
    "tests/unit/schemas/test_generation.py",
    "tests/unit/schemas/test_released_layout.py",
    "tests/unit/syntax",
)
"""The tests that are about what is promised; only our own programs take part in them."""
_LEFT_OUT = (
    "tests/unit/compilation/test_schema_errors.py",
    "tests/unit/compilation/test_shared_cache.py",
    "tests/unit/ide/*_everywhere.py",
    "tests/unit/ide/test_large_files.py",
    "tests/unit/syntax/test_diagnosis.py",
    "tests/unit/syntax/test_graph.py",
    "tests/unit/syntax/test_parser_properties.py",
    "tests/unit/syntax/test_recovery.py",
    "tests/unit/syntax/test_tolerant_*.py",
    "tests/unit/syntax/test_yaml_test_suite.py",
)
"""Those among them that go through every document or every field, or are about the parser."""


def copy_tree(folder: Path) -> Path:
    """Copy what git knows or would add into a new folder; return the tree of the copy.

    What is written about a tree stands beside it.
    """
    tree = folder / "tree"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        source, copy = REPOSITORY / name, tree / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    _ = compileall.compile_dir(tree / "server", quiet=2)
    return tree


def enter(tree: Path) -> None:
    """Make this process, and those that it starts, one of the code in a tree, with its log."""
    server = str(tree / "server")
    os.chdir(tree)
    os.environ["PYTHONPATH"] = server
    # A server that a test starts would compile all of it each time.
    _ = os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    sys.path.insert(0, server)
    with tree.with_name("log").open("a", encoding="utf-8") as log:
        _ = os.dup2(log.fileno(), 1), os.dup2(log.fileno(), 2)


def arguments(tree: Path, *paths: str) -> list[str]:
    """Return pytest's arguments for the tests in some files of a tree."""
    return [
        *paths,
        *(f"--ignore-glob={tree}/{each}" for each in _LEFT_OUT),
        f"--rootdir={tree}",
        f"--basetemp={tree.with_name('tmp')}",
        "--capture=no",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
