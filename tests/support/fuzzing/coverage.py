"""Which branches of the program have been reached, by atheris's changes to its bytecode.

Only those changes are used: each basic block calls ``atheris._trace_branch`` with its number, for
which a set of ours is put. libFuzzer's own loop would end the process, and needs bytes for inputs.
atheris is made for few systems; where it is missing, what the inputs show is the only guide.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, redirect_stderr
from importlib import import_module
from io import TextIOBase
from typing import Any, TextIO

PACKAGE = "floe_lsp"


class Edges:
    """The blocks that have run since the program was imported under ``traced``."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def __len__(self) -> int:
        return len(self.seen)


class _WithoutModules(TextIOBase):
    """Standard error without the line that atheris writes of each module."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str, /) -> int:
        """Write what is no such line."""
        return 0 if text.startswith("INFO: Instrumenting") else self._stream.write(text)


def traced(stack: ExitStack) -> Edges | None:
    """Follow what is imported of the program until the stack ends; ``None`` without atheris."""
    try:
        atheris: Any = import_module("atheris")
        hooks: Any = import_module("atheris.import_hook")
    except ImportError:
        return None
    edges = Edges()
    stack.enter_context(hooks.HookManager({PACKAGE}, set(), False, False))
    stack.enter_context(redirect_stderr(_WithoutModules(sys.stderr)))
    atheris._trace_branch = edges.seen.add
    return edges
