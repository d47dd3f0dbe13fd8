"""``floe manifest cache clear``: remove all copies."""

from __future__ import annotations

import argparse

from floe_lsp.cli.printing import say
from floe_lsp.cli.registry import asked
from floe_lsp.registries.cache import Cache
from floe_lsp.wording.counting import counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest cache clear``, of which there are none."""
    del parser


def run(options: argparse.Namespace) -> int:
    """Remove the copies, and say how many there were."""
    del options
    return asked("manifest cache clear", _clear)


def _clear() -> int:
    cache = Cache()
    copies = len(cache.kept())
    cache.clear()
    say(f"removed {counted(copies, 'copy')} from {cache.folder}")
    return 0
