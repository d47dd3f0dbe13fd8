"""Imports lsprotocol's types, keeping the code that attrs generates for them.

They are 550 classes, and attrs writes Python for each and compiles it: 0.1 s, a fifth of every
start. What was compiled is kept where Python keeps compiled modules, under the same rules, and is
taken again when attrs asks for the same source to the letter.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from collections.abc import Generator, Mapping
from importlib import import_module
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from types import CodeType
from typing import cast

import attr._make  # pyright: ignore[reportPrivateUsage] - where attrs compiles

_COMPILE = "compile"


def import_types() -> None:
    """Import ``lsprotocol.types``."""
    with contextlib.ExitStack() as stack:
        spec = find_spec("lsprotocol")
        if spec is not None and spec.origin is not None and sys.implementation.cache_tag:
            file = Path(cache_from_source(spec.origin)).with_suffix(".attrs")
            stack.enter_context(keeping(file))
        _ = import_module("lsprotocol.types")


@contextlib.contextmanager
def keeping(file: Path) -> Generator[None]:
    """Let attrs take compiled code from a file, and put into it what the file does not hold."""
    known = _read(file)
    used: dict[tuple[str, str], CodeType] = {}

    def compile_once(source: str, name: str, mode: str) -> CodeType:
        key = (source, name)
        code = known.get(key)
        used[key] = code if isinstance(code, CodeType) else compile(source, name, mode)
        return used[key]

    # A name of the module hides the built-in one from the functions that stand there.
    setattr(attr._make, _COMPILE, compile_once)
    try:
        yield
    finally:
        delattr(attr._make, _COMPILE)
    if used.keys() - known.keys() and not sys.dont_write_bytecode:
        _write(file, used)


def _read(file: Path) -> Mapping[object, object]:
    """Return compiled code by its source and the name of the file that it says it comes from."""
    try:
        codes: object = marshal.loads(file.read_bytes())  # noqa: S302 - as modules are trusted
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return cast("dict[object, object]", codes) if isinstance(codes, dict) else {}


def _write(file: Path, codes: dict[tuple[str, str], CodeType]) -> None:
    from floe_lsp.files.atomic import write_atomically  # noqa: PLC0415 - seldom needed

    with contextlib.suppress(OSError):
        write_atomically(file, marshal.dumps(codes))
