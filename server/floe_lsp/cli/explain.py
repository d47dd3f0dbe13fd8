"""``floe explain CODE``: the pages of error codes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from floe_lsp.compilation.codes import CODES, no_such_code
from floe_lsp.compilation.pages import page_path
from floe_lsp.reporting import write_page

from . import exit_codes
from .printing import complain, say

_WHAT_COUNTS = (
    "The severity comes first and is what counts: only an error stops a compilation.",
    "A code is a name; the E in it does not mean error.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe explain``."""
    parser.add_argument(
        "codes",
        nargs="*",
        metavar="CODE",
        help="such as E110; without one every code is listed",
    )


def run(options: argparse.Namespace) -> int:
    """Print the pages of codes, or the catalogue."""
    if not options.codes:
        for info in CODES.values():
            say(f"{info.severity.value:8} {info.code:10} {info.stage.value:9} {info.title}")
        say("", *_WHAT_COUNTS)
        return 0
    pages: list[Path] = []
    for given in options.codes:
        code = given.upper()
        page = page_path(code) if code in CODES else None
        if page is None:
            reason = no_such_code(given, otherwise="; floe explain lists every code")
            complain(f"floe explain: {reason}")
            return exit_codes.USAGE
        pages.append(page)
    for page in dict.fromkeys(pages):
        write_page(page.read_text(encoding="utf-8"), sys.stdout)
    return 0
