"""Hands the commands that are not ours to the ``floe`` of floe-core, where that is installed.

Both packages bring a command ``floe``, and whichever was installed last has the script.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from typing import Any

PACKAGE = "floe-core"
HINT = f"The commands of {PACKAGE}, which is installed, work too, such as floe platform --help."
_ITS_COMMANDS = ("helm", "network", "platform", "rbac", "run", "sla", "test", "validate")
"""What the release calls its commands and families, beside those that are called as ours."""


def is_installed() -> bool:
    """Whether floe-core is installed beside this package."""
    try:
        metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        return False
    return True


def advice_on(word: str) -> str:
    """Return what to do about a command that is not ours; nothing where it is not theirs either."""
    if word not in _ITS_COMMANDS or is_installed():
        return ""
    return f"; it is a command of {PACKAGE}, which is not installed: pip install {PACKAGE}"


def command_of(words: Sequence[str]) -> Callable[[], int] | None:
    """Return what runs words as a command of floe-core; nothing where it has no such command.

    Args:
        words: What follows ``floe``, such as ``["artifact", "sign", "--help"]``. The names of
            commands come first, as they do in all that floe-core documents.
    """
    if not words or words[0].startswith("-") or not is_installed():
        return None
    try:
        its: Any = import_module("floe_core.cli")
        is_known = _is_known(its.cli, words)
    except Exception:  # noqa: BLE001 - whatever keeps the other package from starting
        # Its command says itself what is wrong with it, where nothing else can be said.
        return None
    return (lambda: _run(its.main, words)) if is_known else None


def _is_known(group: Any, words: Sequence[str]) -> bool:
    """Whether words lead to a command; ``group`` is a ``click.Group``."""
    for word in words:
        commands = getattr(group, "commands", None)
        if commands is None or word.startswith("-"):
            break
        if word not in commands:
            return False
        group = commands[word]
    return True


def _run(main: Callable[[], object], words: Sequence[str]) -> int:
    # It reads the words of the process, and ends it.
    sys.argv = ["floe", *words]
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, int) or end.code is None:
            return end.code or 0
        raise
    return 0
