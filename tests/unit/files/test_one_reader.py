"""Everything that reads a file of a repository goes through ``files/opening.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import floe_lsp

pytestmark = pytest.mark.requirement("security")

READERS = {("files/opening.py", "os.open"), ("files/reading.py", "os.scandir")}
ALLOWED = {
    # It opens what it writes.
    ("files/temporary.py", "os.open"),
    # Its own temporary files.
    ("files/temporary.py", "os.scandir"),
    # Packs; they are opened in the same way.
    ("git/objects.py", "(folder / 'objects' / 'pack').glob"),
    ("git/objects.py", "folder.glob"),
    # Names of branches and tags, for the nearest one; they are opened in the same way.
    ("git/repository.py", "refs.rglob"),
    # Pages and tables that come with the package.
    ("cli/explain.py", "page.read_text"),
    ("compilation/pages.py", "page.read_text"),
    ("compilation/validate/time_zones.py", "(files('tzdata') / 'zones').read_text"),
    ("lsp/handlers/commands/explain.py", "page.read_text"),
    ("schemas/odcs/standard.py", "source.read_text"),
    ("reporting/enforcement/html.py", "_TEMPLATE.read_text"),
    ("reporting/formats/sarif.py", "page.read_text"),
    # What Python would keep of this package itself.
    ("cli/generated_code.py", "file.read_bytes"),
    # The null device.
    ("cli/main.py", "open"),
    ("cli/compiling/worker.py", "os.open"),
    ("lsp/wire/transport.py", "os.open"),
    # What a process that floe started itself says to it.
    ("cli/compiling/worker.py", "os.fdopen"),
    # Whether the editor's process is alive.
    ("lsp/wire/parent.py", "open"),
}
METHODS = {
    "read_text", "read_bytes", "fdopen", "mmap", "iterdir", "glob", "rglob", "walk", "scandir",
    "listdir", "open_code", "copyfile", "copyfileobj", "fromfile",
}  # fmt: skip
"""Names of methods that only what reads files or folders has."""
OPENS = {"open", "os.open", "io.open"}


def reads(tree: ast.AST) -> Iterator[str]:
    """Yield each call that may read a file or a folder, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            written = ast.unparse(node.func)
            name = written.rpartition(".")[2]
            # ``Path.open`` takes a mode or nothing; ``open`` of others takes what it is about.
            modes = [each for each in node.args if is_mode(each)]
            opens_path = written.endswith(".open") and len(modes) == len(node.args)
            keywords = {each.arg for each in node.keywords}
            opens_path = opens_path and keywords <= {"mode", "encoding", "errors", "newline"}
            if (
                (name in METHODS and "." in written and not written.startswith("ast."))
                or written in OPENS
                or opens_path
            ):
                yield written


def is_mode(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_nothing_else_reads() -> None:
    assert floe_lsp.__file__ is not None
    root = Path(floe_lsp.__file__).parent
    found = {
        (path.relative_to(root).as_posix(), name)
        for path in root.rglob("*.py")
        for name in reads(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found >= READERS
    assert found - READERS == ALLOWED, "read through floe_lsp.files"


@pytest.mark.parametrize(
    "code",
    [
        "open(path)",
        "path.open()",
        "path.open('rb')",
        "path.open(encoding='utf-8')",
        "io.open(path)",
        "os.open(path, os.O_RDONLY)",
        "path.read_text()",
        "Path(a).read_bytes()",
        "os.scandir(folder)",
        "os.walk(folder)",
        "folder.iterdir()",
        "folder.rglob('*.yaml')",
    ],
)
def test_a_way_to_read_is_seen(code: str) -> None:
    assert list(reads(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "store.open(uri, path, version, text, on_disk=True)",
        "sources.open(path, text)",
        "session.files.open(document)",
        "walk(root)",
        "names_in(folder)",
        "read_bytes(path, most)",
    ],
)
def test_what_does_not_read_is_passed(code: str) -> None:
    assert not list(reads(ast.parse(code)))
