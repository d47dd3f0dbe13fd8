"""``floe governance audit``: products against their platform's governance; nothing is compiled."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from floe_lsp.cli import check, exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.options import add_verbosity
from floe_lsp.cli.printing import complain
from floe_lsp.compilation import Stage
from floe_lsp.compilation.clock import now
from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_there, reason_of
from floe_lsp.reporting import FORMATS
from floe_lsp.reporting.paths import display_path
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import quote

from .overrides_to_write import overrides_text

_DAYS = 90
"""How long an override that is written holds, when no date is given."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe governance audit``."""
    check.add_paths(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the findings (default: text)"
    )
    parser.add_argument(
        "--by-model", action="store_true", help="end with a line a model, and not a line a policy"
    )
    group = parser.add_argument_group("for rules that are new to products that stand")
    group.add_argument(
        "--write-overrides", type=named_path, metavar="FILE",
        help=(
            "write the violations that are there as policy_overrides into a new file, for the "
            "platform's manifest"
        ),
    )  # fmt: skip
    group.add_argument(
        "--reason", metavar="TEXT", help="why they are let through, which each override says"
    )
    group.add_argument(
        "--expires", type=_day, metavar="DATE",
        help=f"the last day on which they hold, such as 2027-03-31 (default: in {_DAYS} days)",
    )  # fmt: skip
    add_verbosity(parser)
    parser.set_defaults(stage=Stage.ENFORCE.value)


def run(options: argparse.Namespace) -> int:
    """Check, report, and write the overrides that were asked for."""
    file: Path | None = options.write_overrides
    today = now().date()
    wrong = _wrong(options, today)
    if wrong is not None:
        complain(f"floe governance audit: {wrong}")
        return exit_codes.USAGE
    code, analyses = check.look(
        options, "governance audit", is_audit=True, by_model=options.by_model
    )
    if file is None:
        return code
    if analyses is None:
        complain(f"{file} is not written, since not all could be looked at as was asked")
        return code
    expires = options.expires or today + timedelta(days=_DAYS)
    outcomes = [each.enforcement for each in analyses if each.enforcement is not None]
    text, count = overrides_text(outcomes, options.reason, expires)
    try:
        write_atomically(absolute(file), text.encode())
    except OSError as error:
        complain(f"floe governance audit: {file} cannot be written: {reason_of(error)}")
        return exit_codes.USAGE
    if not options.quiet:
        shown = display_path(absolute(file), Path.cwd())
        holds = f"{shown} holds {counted(count, 'override')} until {expires}"
        # What is printed is the report, which another program may read.
        complain(f"{holds}; move them into the manifest")
        unread = len(analyses) - len(outcomes)
        if unread:
            complain(f"{counted(unread, 'product')} could not be looked at, as is said above")
    return code


def _day(text: str) -> date:
    try:
        # Later versions of Python read other forms, too.
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc).date()
    except ValueError:
        wrong = f"{quote(text)} is not a day; write it as 2027-03-31"
        raise argparse.ArgumentTypeError(wrong) from None


def _wrong(options: argparse.Namespace, today: date) -> str | None:
    """Return what is wrong with the options, ``None`` for nothing."""
    file: Path | None = options.write_overrides
    if file is None:
        given = {"--reason": options.reason, "--expires": options.expires}
        unused = [name for name, value in given.items() if value is not None]
        return f"{unused[0]} is for --write-overrides" if unused else None
    if not (options.reason or "").strip():
        return "--write-overrides needs --reason, which each override says"
    if options.expires is not None and options.expires < today:
        return f"--expires {options.expires} has passed"
    if str(file) == "-":
        return "--write-overrides needs the name of a file"
    if is_there(file):
        return f"{file} is there already; name a new file"
    return None
