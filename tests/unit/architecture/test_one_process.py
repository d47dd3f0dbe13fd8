"""Only ``--dbt-parse``, ``floe compile`` of many and credential helpers start one (invariant 5)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import floe_lsp

pytestmark = pytest.mark.requirement("security")

START_A_PROCESS = {"cli/dbt_process.py", "cli/compiling/crew.py", "registries/credentials.py"}
MODULES = {"subprocess", "multiprocessing", "pty", "popen2"}
CALLS = re.compile(
    r"(create_)?subprocess\w*|popen|system|startfile|spawn\w*|fork(pty)?|execv?[lpe]*|posix_spawnp?"
    r"|ProcessPoolExecutor",
    re.IGNORECASE,
)
OWNERS = {"os", "asyncio", "loop", "pty", "subprocess", "futures", "concurrent.futures"}


def starts(tree: ast.AST) -> Iterator[str]:
    """Yield what can start a process: modules that are imported, and calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Attribute):
            is_call = ast.unparse(node.value) in OWNERS and CALLS.fullmatch(node.attr)
            names = [f"{ast.unparse(node.value)}.{node.attr}"] if is_call else []
            yield from names
            continue
        else:
            continue
        for name in names:
            owner, _, last = name.rpartition(".")
            is_call = owner in OWNERS and CALLS.fullmatch(last)
            if name.partition(".")[0] in MODULES or is_call:
                yield name


def test_three_files_start_processes() -> None:
    assert floe_lsp.__file__ is not None
    root = Path(floe_lsp.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any(starts(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == START_A_PROCESS


def test_only_the_option_leads_to_it() -> None:
    assert floe_lsp.__file__ is not None
    root = Path(floe_lsp.__file__).parent
    naming = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "dbt_process"
        in {each.name.rpartition(".")[2] for each in node.names}
        | {(getattr(node, "module", None) or "").rpartition(".")[2]}
    }
    assert naming == {"cli/dbt_parse.py"}


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess",
        "from subprocess import run",
        "import multiprocessing.pool",
        "os.system('ls')",
        "os.execv(path, words)",
        "os.execlp(path, 'a')",
        "os.fork()",
        "os.posix_spawn(path, [], {})",
        "os.startfile(path)",
        "from os import system",
        "asyncio.create_subprocess_exec('ls')",
        "from concurrent.futures import ProcessPoolExecutor",
    ],
)
def test_a_way_to_start_one_is_seen(code: str) -> None:
    assert list(starts(ast.parse(code)))


@pytest.mark.parametrize("code", ["import os", "os.path.join(a)", "node.system()", "exec_(a)"])
def test_what_starts_none_is_passed(code: str) -> None:
    assert not list(starts(ast.parse(code)))
