"""``floe governance status``: what a product's manifests ask for, and how it last ended."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.options import (
    add_caller,
    add_manifest,
    caller,
    copies_used,
    is_wrong_environment,
    sources_of,
)
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation import Analysis, Stage, analyze
from floe_lsp.compilation.enforce.enforcer import EnforcementOutcome
from floe_lsp.compilation.enforce.ledger import LedgerEntry, Outcome
from floe_lsp.compilation.generate.output import DEFAULT_OUTPUT
from floe_lsp.compilation.generate.ownership import is_artifact_at
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.files.paths import absolute
from floe_lsp.files.reading import read_whole
from floe_lsp.files.status import is_folder, is_there
from floe_lsp.reporting import write
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.types.raw import is_mapping
from floe_lsp.wording.counting import counted

_MOST_BYTES = 16_000_000
"""Of an artifact that is read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe governance status``."""
    parser.add_argument(
        "path", nargs="?", type=named_path, default=Path(), metavar="PATH",
        help="the product, or its folder (default: floe.yaml in this folder)",
    )  # fmt: skip
    add_manifest(parser)
    add_caller(parser)


def run(options: argparse.Namespace) -> int:
    """Print a line for each field of governance that a manifest sets."""
    command = "governance status"
    if is_wrong_environment(command):
        return exit_codes.USAGE
    path = absolute(options.path)
    spec = product_in(path) if is_folder(path) else path
    sources = sources_of(options)
    analysis = analyze(
        spec,
        options.manifest,
        through=Stage.ENFORCE,
        sources=sources,
        caller=caller(options),
    )
    complain(*copies_used(options, sources))
    enforcement, resolved = analysis.enforcement, analysis.resolved
    if enforcement is None or resolved is None:
        write(analysis.diagnostics, "text", sys.stderr, base=Path.cwd())
        complain(f"floe {command}: the policies of this product could not be looked at")
        return exit_codes.of(analysis.diagnostics)
    say(*_lines(analysis, enforcement, resolved.platform))
    return 0


def _lines(
    analysis: Analysis, enforcement: EnforcementOutcome, platform: Platform
) -> Iterator[str]:
    spec = analysis.spec
    chain = ", which inherits from ".join(
        f"{file.manifest.metadata.name} {file.manifest.metadata.version}" for file in platform.chain
    )
    product = "" if spec is None else f"{spec.metadata.name} {spec.metadata.version}"
    level = enforcement.result.enforcement_level
    if platform.governance is None:
        yield f"{product} is governed by {chain}, which enforces nothing"
    else:
        yield f"{product} is governed by {chain}; level {level}"
    rows = [
        (each.field.name, _WORDS[each.verdict.outcome], _place(each), each.verdict.note)
        for each in enforcement.ledger
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=False))
        yield f"  {'  '.join(cells)}  {row[3]}".rstrip()
    errors, warnings = enforcement.result.error_count, enforcement.result.warning_count
    found = f"{counted(errors, 'error')} and {counted(warnings, 'warning')}"
    which = "; floe governance audit says which" if errors or warnings else ""
    yield f"Now: {found} of the policies{which}"
    yield _last(analysis.spec_path.parent / DEFAULT_OUTPUT)


_WORDS = {
    Outcome.CHECKED: "checked",
    Outcome.DECLARED: "kept at run time",
    Outcome.NOT_CHECKABLE: "not checkable here",
    Outcome.OFF: "off",
}


def _place(entry: LedgerEntry) -> str:
    document = entry.field.document
    start = document.location(entry.field.place).span.start
    line = document.text.position(start).line + 1
    return f"{document.address or display_path(document.path, Path.cwd())}:{line}"


def _last(artifact: Path) -> str:
    """Say how the last compile ended that wrote an artifact."""
    shown = display_path(artifact, Path.cwd())
    data: object = None
    if is_artifact_at(artifact):
        try:
            data = json.loads(read_whole(artifact, _MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            data = None
    result = data.get("enforcement_result") if is_mapping(data) else None
    if not is_mapping(result):
        there = f"{shown} holds none" if is_there(artifact) else f"there is no {shown} yet"
        return f"Last compile: no result, for {there}"
    ended = "passed" if result.get("passed") is True else "not passed"
    warnings, models = result.get("warning_count"), result.get("models_validated")
    counts = [
        counted(count, noun)
        for count, noun in ((models, "model"), (warnings, "warning"))
        if isinstance(count, int)
    ]
    return (
        f"Last compile: {ended}, {', '.join(counts)}, {result.get('timestamp', 'no time')}, {shown}"
    )
