"""The one way in which a command prints lines of its own; findings go through ``reporting``."""

from __future__ import annotations

import sys

from floe_lsp.wording.quoting import printable


def say(*lines: str) -> None:
    """Print lines to standard output, if there are any."""
    # A name may hold what a terminal obeys, and whoever made the repository chose it.
    if lines:
        print(*map(printable, lines), sep="\n")


def complain(*lines: str) -> None:
    """Print lines to standard error, if there are any."""
    if lines:
        print(*map(printable, lines), sep="\n", file=sys.stderr)
