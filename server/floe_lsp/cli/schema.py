"""``floe schema KIND``: the JSON Schema of a file format."""

from __future__ import annotations

import argparse
import sys

from floe_lsp.files.status import reason_of
from floe_lsp.schemas.json_schema import SCHEMA_FILES, schema_text, write_schemas

from . import exit_codes
from .arguments import named_path
from .printing import complain, say

_KINDS = tuple(SCHEMA_FILES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe schema``."""
    parser.add_argument("kind", nargs="?", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument(
        "--all", type=named_path, metavar="FOLDER", help="write all of them as files into a folder"
    )


def run(options: argparse.Namespace) -> int:
    """Print one schema, or write all of them."""
    if options.all is not None:
        try:
            written = write_schemas(options.all)
        except OSError as error:
            reason = f"{error.filename} cannot be written: {reason_of(error)}"
            complain(f"floe schema: {reason}")
            return exit_codes.USAGE
        say(*map(str, written))
        return 0
    if options.kind is None:
        complain("floe schema: name one, or --all FOLDER", f"Allowed: {', '.join(_KINDS)}")
        return exit_codes.USAGE
    sys.stdout.write(schema_text(options.kind))
    return 0
