"""``floe governance report``: what the policies said of one product, as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.dbt_parse import add_dbt_parse, parsed_sources, wrong_dbt_parse
from floe_lsp.cli.options import (
    add_caller,
    add_manifest,
    add_verbosity,
    caller,
    copies_used,
    fence,
    is_wrong_environment,
)
from floe_lsp.cli.printing import complain
from floe_lsp.cli.traced import traced
from floe_lsp.compilation import Stage, analyze
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder
from floe_lsp.files.streams import STANDARD_OUTPUT
from floe_lsp.reporting import write
from floe_lsp.reporting.enforcement import REPORT_FORMS, form_of

from .report_file import report_of, write_report, wrong_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe governance report``."""
    parser.add_argument(
        "path", nargs="?", type=named_path, default=Path(), metavar="PATH",
        help="the product, or its folder (default: floe.yaml in this folder)",
    )  # fmt: skip
    add_manifest(parser)
    add_caller(parser)
    add_dbt_parse(parser)
    parser.add_argument(
        "--format", choices=REPORT_FORMS, help="form (default: by the suffix of FILE, else json)"
    )
    parser.add_argument(
        "-o", "--output", type=named_path, metavar="FILE", help="the file (default: it is printed)"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a file that is not a report of floe"
    )
    add_verbosity(parser)


def run(options: argparse.Namespace) -> int:
    """Write the report; it ends as ``floe check`` would."""
    command = "governance report"
    if is_wrong_environment(command):
        return exit_codes.USAGE
    output: Path | None = options.output
    wrong = wrong_dbt_parse(options)
    if wrong is None and output is not None:
        wrong = wrong_file(output, options.format)
    if wrong is not None:
        complain(f"floe {command}: {wrong}")
        return exit_codes.USAGE
    with traced(command, options) as ended:
        return ended(_report(options, command))


def _report(options: argparse.Namespace, command: str) -> int:
    path = absolute(options.path)
    spec = product_in(path) if is_folder(path) else path
    with parsed_sources(options, command, spec) as (sources, dbt_failed):
        if dbt_failed:
            return exit_codes.USAGE
        analysis = analyze(
            spec,
            options.manifest,
            through=Stage.ENFORCE,
            sources=sources,
            guard=fence(options),
            caller=caller(options),
        )
        complain(*copies_used(options, sources))
    output: Path | None = options.output
    report = report_of(analysis)
    if report is None:
        write(analysis.diagnostics, "text", sys.stderr, base=Path.cwd())
        complain(f"floe {command}: no report, since the policies could not be looked at")
        return exit_codes.of(analysis.diagnostics)
    form = options.format or (None if output is None else form_of(output)) or "json"
    problem = write_report(report, output or STANDARD_OUTPUT, form, force=options.force)
    if problem is not None:
        complain(f"floe {command}: {problem}")
        return exit_codes.USAGE
    return exit_codes.of(analysis.diagnostics)
