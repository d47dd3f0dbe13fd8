"""Keeps, from start to start, the code that classes generate while their modules are imported.

attrs (554 classes of the protocol) and dataclasses (150 of ours) write Python for each class and
compile it, which is a third of the server's start and a fifth of the compiler's
(docs/benchmarks.md has the figures). What was compiled is kept where Python keeps the compiled
form of this module, under the same rules, and is taken again for the same source to the letter.

Neither package is touched: for the time of the imports the built-in ``compile`` and ``exec`` are
ones that remember. When a package generates its classes in another way one day, nothing is saved
and nothing else changes.
"""

from __future__ import annotations
import __future__

import builtins
import contextlib
import marshal
import sys
from collections.abc import Generator, Mapping
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, cast

_FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
"""The flags of ``from __future__ import`` among those of a code object."""

_Key = tuple[str, str, str, int]
"""Source, name of its file, what it is compiled for, and the flags of the code that asks."""


@contextlib.contextmanager
def kept(name: str) -> Generator[None]:
    """Take what is compiled meanwhile from an earlier start; no other thread may run yet.

    Args:
        name: What is imported, for the name of the file; each start must import the same.
    """
    if not sys.implementation.cache_tag:
        yield
        return
    with kept_in(Path(cache_from_source(__file__)).with_suffix(f".{name}")):
        yield


@contextlib.contextmanager
def kept_in(file: Path) -> Generator[None]:
    """Take compiled code from a file, and put into it what the file does not hold."""
    known = _read(file)
    used: dict[_Key, CodeType] = {}
    genuine_compile: Any = builtins.compile
    genuine_exec: Any = builtins.exec

    def code(source: str, filename: str, mode: str, caller: FrameType) -> CodeType:
        # As the built-in functions do it: the caller's future features hold for its text too.
        flags = caller.f_code.co_flags & _FUTURE
        key = (source, filename, mode, flags)
        found = known.get(key)
        if not isinstance(found, CodeType):
            found = genuine_compile(source, filename, mode, flags, dont_inherit=True)
        used[key] = found
        return found

    def compile_once(source: Any, filename: Any, mode: str, *rest: Any, **named: Any) -> Any:
        if rest or named or not isinstance(source, str):
            # Such as a module that Python compiles, which it keeps itself.
            return genuine_compile(source, filename, mode, *rest, **named)
        return code(source, str(filename), mode, _caller())

    def exec_once(source: Any, scope: Any = None, own: Any = None, /, **named: Any) -> None:
        caller = _caller()
        if isinstance(source, str):
            source = code(source, "<string>", "exec", caller)
        # Python 3.13 takes both by name too.
        scope, own = named.pop("globals", scope), named.pop("locals", own)
        if scope is None:
            scope, own = caller.f_globals, caller.f_locals if own is None else own
        genuine_exec(source, scope, own, **named)

    builtins.compile = compile_once
    builtins.exec = exec_once
    try:
        yield
    finally:
        builtins.compile = genuine_compile
        builtins.exec = genuine_exec
    if used.keys() - known.keys() and not sys.dont_write_bytecode:
        _write(file, used)


def _caller() -> FrameType:
    """Return the frame of the code that called our caller."""
    return sys._getframe(2)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - inspect costs 6 ms


def _read(file: Path) -> Mapping[object, object]:
    """Return compiled code by its key; none from a file of another Python."""
    try:
        content = file.read_bytes()
        if not content.startswith(MAGIC_NUMBER):
            return {}
        codes: object = marshal.loads(content[len(MAGIC_NUMBER) :])  # noqa: S302 - as .pyc files
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return cast("dict[object, object]", codes) if isinstance(codes, dict) else {}


def _write(file: Path, codes: dict[_Key, CodeType]) -> None:
    from floe_lsp.files.atomic import write_atomically  # noqa: PLC0415 - at the first start alone

    with contextlib.suppress(OSError):
        write_atomically(file, MAGIC_NUMBER + marshal.dumps(codes))
