"""``floe artifact show``: what an artifact holds, and in which layout."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation.generate.written_artifact import Unusable, read_artifact
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.wording.quoting import printable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe artifact show``."""
    parser.add_argument("file", type=named_path, metavar="FILE", help="the artifact")


def run(options: argparse.Namespace) -> int:
    """Print the summary; what should be known of the file goes to standard error."""
    try:
        artifacts = read_artifact(options.file)
    except Unusable as error:
        complain(f"floe artifact show: {error}")
        return exit_codes.USAGE
    complain(*(f"note: {notice}" for notice in artifacts.notices))
    say(*(printable(line) for line in _lines(artifacts)))
    return 0


def _lines(artifacts: CompiledArtifacts) -> Iterator[str]:
    metadata = artifacts.metadata
    yield f"{metadata.product_name} {metadata.product_version}"
    yield f"  layout       {artifacts.contract}, contract {artifacts.version}"
    yield f"  compiled     {metadata.compiled_at.isoformat()} by floe {metadata.floe_version}"
    yield f"  identity     {artifacts.identity.product_id}"
    if artifacts.identity.repository:
        yield f"  repository   {artifacts.identity.repository}"
    for name, plugin in artifacts.plugins or ():
        if plugin is not None:
            yield f"  {name:12} {plugin.type} {plugin.version}"
    if artifacts.transforms is not None:
        names = [model.name for model in artifacts.transforms.models]
        yield f"  transforms   {len(names)}: {', '.join(names)}"
    if artifacts.schedule is not None:
        yield f"  schedule     {artifacts.schedule.cron} ({artifacts.schedule.timezone})"
    if artifacts.enforcement_result is not None:
        found = artifacts.enforcement_result
        ended = "passed" if found.passed else "did not pass"
        yield f"  governance   {ended} ({found.enforcement_level}), errors: {found.error_count}"
