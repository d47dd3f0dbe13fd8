"""``floe explain CODE``: the page of an error code."""

from __future__ import annotations

import argparse
import sys

from floe_lsp.compilation.codes import CODES, no_such_code
from floe_lsp.compilation.pages import page_path
from floe_lsp.reporting import write_page

from . import exit_codes
from .printing import complain, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe explain``."""
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="such as E110; without it every code is listed"
    )


def run(options: argparse.Namespace) -> int:
    """Print the page of a code, or the catalogue."""
    if options.code is None:
        for info in CODES.values():
            say(f"{info.code:10} {info.stage.value:9} {info.severity.value:8} {info.title}")
        return 0
    code = options.code.upper()
    page = page_path(code) if code in CODES else None
    if page is None:
        reason = no_such_code(options.code, otherwise="; floe explain lists every code")
        complain(f"floe explain: {reason}")
        return exit_codes.USAGE
    write_page(page.read_text(encoding="utf-8"), sys.stdout)
    return 0
