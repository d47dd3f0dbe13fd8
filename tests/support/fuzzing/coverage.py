"""Which branches of the program have been reached, by atheris's changes to its bytecode.

Only those changes are used: each basic block calls ``atheris._trace_branch`` with its number, for
which a set of ours is put. libFuzzer's own loop would end the process, and needs bytes for inputs.
atheris is made for few systems; where it is missing, what the inputs show is the only guide.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

PACKAGE = "floe_lsp"


class Edges:
    """The blocks that have run since the program was imported under ``traced``."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def __len__(self) -> int:
        return len(self.seen)


def traced(stack: ExitStack) -> Edges | None:
    """Follow what is imported of the program until the stack ends; ``None`` without atheris."""
    try:
        import atheris
        from atheris.import_hook import HookManager
    except ImportError:
        return None
    edges = Edges()
    hooks: Any = HookManager({PACKAGE}, set(), False, False)
    stack.enter_context(hooks)
    changed: Any = atheris
    changed._trace_branch = edges.seen.add
    return edges
