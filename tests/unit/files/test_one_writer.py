"""Everything that writes a file goes through ``files/atomic.py`` (invariant 5)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import floe_lsp

pytestmark = pytest.mark.requirement("one-writer")

WRITERS = {
    "files/atomic.py": {"replace", "unlink", "rmdir"},
    "files/temporary.py": {"write", "replace", "unlink"},
}
ALLOWED = {
    # A stream that the command was started with, an open descriptor.
    ("files/streams.py", "write"),
    # The editor's end of the conversation, an open descriptor.
    ("lsp/wire/transport.py", "write"),
    # What is printed to a stream that the shell has closed: the null device.
    ("cli/main.py", "open"),
    # The null device again, and the stream to the process that started it.
    ("cli/compiling/worker.py", "open"),
    ("cli/compiling/worker.py", "fdopen"),
    # Where dbt writes for one command, outside of the product.
    ("cli/dbt_process.py", "TemporaryDirectory"),
}
METHODS = {
    "write_text", "write_bytes", "touch", "unlink", "rmdir", "symlink_to", "hardlink_to",
    "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile",
    "TemporaryDirectory", "truncate", "ftruncate", "copyfile", "copy2", "copytree", "move",
    "rmtree", "removedirs", "renames", "mkfifo", "mknod",
}  # fmt: skip
"""Names that only what changes files has. Folders may be made where they are needed."""
OF_OS = {"rename", "replace", "remove", "link", "symlink", "write", "pwrite", "writev"}
"""Names that other things have too."""
MODE = re.compile(r"[rbt]*[wax+][wax+rbt]*")
FLAGS = re.compile(r"O_(WRONLY|RDWR|CREAT|APPEND|TRUNC)")


def writes(tree: ast.AST) -> Iterator[str]:
    """Yield the name of each call that may change a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", None) or getattr(function, "id", "")
            owner = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
            if (
                name in METHODS
                or (name in OF_OS and owner in ("os", "shutil"))
                # ``Path.replace`` takes one argument, that of a text two.
                or (name in ("rename", "replace") and len(node.args) == 1 and not node.keywords)
                or (name in ("open", "fdopen") and opens_to_write(node, f"{owner}.{name}"))
            ):
                yield name


def opens_to_write(call: ast.Call, name: str) -> bool:
    values = [*call.args, *(each.value for each in call.keywords)]
    if name == "os.open":
        return any(FLAGS.search(ast.unparse(each)) for each in values)
    texts = (each.value for each in values if isinstance(each, ast.Constant))
    return any(isinstance(text, str) and MODE.fullmatch(text) for text in texts)


def test_nothing_else_writes() -> None:
    assert floe_lsp.__file__ is not None
    root = Path(floe_lsp.__file__).parent
    found = {
        (path.relative_to(root).as_posix(), name)
        for path in root.rglob("*.py")
        for name in writes(ast.parse(path.read_text(encoding="utf-8")))
    }
    ours = {(path, name) for path, names in WRITERS.items() for name in names}
    assert found >= ours
    others = found - ours
    assert others == ALLOWED, "write through floe_lsp.files.atomic"


@pytest.mark.parametrize(
    "code",
    [
        "open(path, 'w')",
        "path.open('ab')",
        "open(path, mode='r+')",
        "os.open(path, os.O_RDWR | os.O_CREAT)",
        "os.fdopen(1, 'wb')",
        "path.write_text('')",
        "os.replace(a, b)",
        "path.replace(other)",
        "path.rename(other)",
        "tempfile.mkstemp()",
        "shutil.rmtree(path)",
        "path.unlink()",
    ],
)
def test_a_way_to_write_is_seen(code: str) -> None:
    assert list(writes(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "open(path)",
        "path.open('rb')",
        "os.open(path, os.O_RDONLY)",
        "text.replace('a', 'b')",
        "replace(value, name=1)",
        "store.open(uri, path, version, text, on_disk=True)",
        "rename(snapshot, subject, 'a')",
    ],
)
def test_what_does_not_write_is_passed(code: str) -> None:
    assert not list(writes(ast.parse(code)))
