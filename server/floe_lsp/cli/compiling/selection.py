"""Whether ``floe compile`` is asked for one product or for many."""

from __future__ import annotations

import argparse
from pathlib import Path

from floe_lsp.files.status import is_folder

MOST_PROCESSES = 64
"""Processes that ``--jobs`` may ask for; more would wait for the disk."""


def is_of_many(options: argparse.Namespace) -> bool:
    """Whether a run is over many products, or is to be told of as such a run is."""
    paths: list[Path] = options.paths
    is_one = len(paths) < 2 and not any(map(is_folder, paths))
    return bool(options.all or not is_one or options.summary == "json")


def wrong_selection(options: argparse.Namespace) -> str | None:
    """Return what is wrong with how the products are named."""
    given = {
        "--spec": options.spec is not None,
        "PATH": bool(options.paths),
        "--all": options.all,
    }
    named = [name for name, is_given in given.items() if is_given]
    if len(named) > 1:
        return f"{' and '.join(named)} name the products twice; leave one out"
    return None
