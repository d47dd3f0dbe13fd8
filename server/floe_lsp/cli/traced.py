"""The logs and traces of a command: begun by what the environment asks, handed over at its end."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from floe_lsp.compilation import telemetry

from .printing import complain

Ended = Callable[[int], int]
"""Takes what a command exits with, for its span, and returns it."""


@contextmanager
def traced(command: str, options: argparse.Namespace) -> Generator[Ended]:
    """Run a command in a span of its own, and hand over all spans when it ends.

    That spans were lost is said once, and changes no exit code.

    Args:
        command: Its name, such as ``compile``.
        options: Those of the command.
    """
    start_telemetry(options)
    try:
        with telemetry.span(f"floe {command}"):
            yield _ended
    finally:
        # Also of a command that was interrupted.
        lost = telemetry.close()
        if lost is not None:
            _note("traces_not_sent", f"traces were not delivered: {lost}", options)


def _ended(code: int) -> int:
    telemetry.annotate(exit_code=code)
    if code:
        telemetry.fail(f"exit code {code}")
    return code


def _note(event: str, what: str, options: argparse.Namespace) -> None:
    """Say something of the traces: in the log where there is one, else in a line for people."""
    if telemetry.logs("warning"):
        telemetry.log("warning", event, reason=what)
    elif not options.quiet:
        complain(f"note: {what}")


def start_telemetry(options: argparse.Namespace, *, is_told: bool = False) -> None:
    """Turn on logs and traces as far as ``--verbose`` and the environment ask for them.

    ``FLOE_LOG_LEVEL`` is debug, info, warning or error; any other value is named and ignored.
    ``FLOE_LOG_FORMAT`` is json or console (console on a terminal, json elsewhere).

    Args:
        options: Those of the command.
        is_told: Whether another process of the command has said what is ignored.
    """
    level = os.environ.get("FLOE_LOG_LEVEL", "").lower()
    if level and level not in telemetry.LEVELS:
        allowed = ", ".join(telemetry.LEVELS)
        if not is_told:
            complain(f"floe: FLOE_LOG_LEVEL={level} is ignored; allowed: {allowed}")
        level = ""
    if options.verbose and level != "debug":
        level = "info"
    if level:
        form = os.environ.get("FLOE_LOG_FORMAT", "").lower()
        as_json = form == "json" or (form != "console" and not sys.stderr.isatty())
        telemetry.configure_logging(level, as_json=as_json)
    wrong = telemetry.configure_tracing()
    if wrong is not None and not is_told:
        _note("traces_wrong", wrong, options)
