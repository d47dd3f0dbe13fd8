"""Imports lsprotocol's types, keeping the code that attrs compiles for them.

They are 554 classes; attrs writes Python for each and compiles it, which is a fifth of a start
(docs/benchmarks.md has the figures). What was compiled is kept where Python keeps the compiled form
of this module, under the same rules, and is used again for exactly the same source.

Nothing of attrs or lsprotocol is named here but the module to import: for the time of that import
the built-in ``compile`` is one that remembers. Should attrs compile in another way one day, nothing
is saved and nothing else changes.
"""

from __future__ import annotations

import builtins
import contextlib
import marshal
import sys
from collections.abc import Generator, Mapping
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any, cast


def import_types() -> None:
    """Import ``lsprotocol.types``; no other thread may run yet."""
    # Brings attrs, whose own classes have another source at each start.
    _ = import_module("cattrs")
    with contextlib.ExitStack() as stack:
        if sys.implementation.cache_tag:
            file = Path(cache_from_source(__file__)).with_suffix(".types")
            stack.enter_context(keeping(file))
        _ = import_module("lsprotocol.types")


@contextlib.contextmanager
def keeping(file: Path) -> Generator[None]:
    """Take compiled code from a file, and put into it what the file does not hold."""
    known = _read(file)
    used: dict[tuple[str, str, str], CodeType] = {}
    genuine: Any = builtins.compile

    def compile_once(source: Any, filename: Any, mode: str, *rest: Any, **named: Any) -> Any:
        if rest or named or not isinstance(source, str):
            # Such as a module that Python compiles, which it keeps itself.
            return genuine(source, filename, mode, *rest, **named)
        key = (source, str(filename), mode)
        code = known.get(key)
        used[key] = code if isinstance(code, CodeType) else genuine(source, filename, mode)
        return used[key]

    builtins.compile = compile_once
    try:
        yield
    finally:
        builtins.compile = genuine
    if used.keys() - known.keys() and not sys.dont_write_bytecode:
        _write(file, used)


def _read(file: Path) -> Mapping[object, object]:
    """Return compiled code by its source, the name of its file, and what it was compiled for."""
    try:
        codes: object = marshal.loads(file.read_bytes())  # noqa: S302 - as modules are trusted
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return cast("dict[object, object]", codes) if isinstance(codes, dict) else {}


def _write(file: Path, codes: dict[tuple[str, str, str], CodeType]) -> None:
    from floe_lsp.files.atomic import write_atomically  # noqa: PLC0415 - at the first start alone

    with contextlib.suppress(OSError):
        write_atomically(file, marshal.dumps(codes))
