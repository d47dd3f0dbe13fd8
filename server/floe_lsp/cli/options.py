"""Options that more than one command takes."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path

from floe_lsp.compilation import telemetry
from floe_lsp.compilation.clock import wrong_epoch
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.pages import wrong_base_url
from floe_lsp.files.status import reason_of

from .arguments import named_path
from .printing import complain


def add_manifest(parser: argparse.ArgumentParser) -> None:
    """Add ``--manifest``."""
    parser.add_argument(
        "-m",
        "--manifest",
        type=named_path,
        metavar="FILE",
        help="platform manifest; found by platform.manifest or in a folder above otherwise",
    )


def add_verbosity(parser: argparse.ArgumentParser) -> None:
    """Add ``--verbose`` and ``--quiet``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "-v", "--verbose", action="store_true", help="log the stages with their timings on stderr"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print problems and nothing else")


def fence(options: argparse.Namespace) -> Fence:
    """Return what keeps a failure of ours with one file from all others.

    Its trace is for those who fix it: with ``--verbose``, or where ``FLOE_TRACEBACK`` is set.
    """
    if not (options.verbose or os.environ.get("FLOE_TRACEBACK")):
        return Fence()
    return Fence(lambda _, error: traceback.print_exception(error, file=sys.stderr))


def is_wrong_environment(command: str) -> bool:
    """Say on standard error what is wrong with what the shell gave, so that nothing can be done.

    That is a variable that changes what a compilation does, or a current folder that is gone.
    """
    if (ignored := wrong_base_url()) is not None:
        complain(f"floe {command}: {ignored}")
    wrong = wrong_epoch() or _wrong_folder()
    if wrong is not None:
        complain(f"floe {command}: {wrong}")
    return wrong is not None


def _wrong_folder() -> str | None:
    try:
        _ = Path.cwd()
    except OSError as error:
        return f"the current folder cannot be used: {reason_of(error)}; change to another one"
    return None


def start_telemetry(options: argparse.Namespace) -> None:
    """Turn on logs and traces as far as ``--verbose`` and the environment ask for them.

    ``FLOE_LOG_LEVEL`` is debug, info, warning or error; any other value is named and ignored.
    ``FLOE_LOG_FORMAT`` is json or console (console on a terminal, json elsewhere).
    """
    level = os.environ.get("FLOE_LOG_LEVEL", "").lower()
    if level and level not in telemetry.LEVELS:
        allowed = ", ".join(telemetry.LEVELS)
        complain(f"floe: FLOE_LOG_LEVEL={level} is ignored; allowed: {allowed}")
        level = ""
    if options.verbose and level != "debug":
        level = "info"
    if level:
        form = os.environ.get("FLOE_LOG_FORMAT", "").lower()
        as_json = form == "json" or (form != "console" and not sys.stderr.isatty())
        telemetry.configure_logging(level, as_json=as_json)
    telemetry.configure_tracing()
