"""``floe artifact diff``: what differs between two artifacts, by whom it concerns."""

from __future__ import annotations

import argparse
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.options import add_manifest, manifests_of
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation.generate.artifact_changes import artifact_changes
from floe_lsp.compilation.generate.written_artifact import Unusable, WholeArtifact, whole_artifact
from floe_lsp.reporting.artifact_changes import change_lines
from floe_lsp.schemas.versions import ArtifactContract

from .operand import Operand, file_beside, operand
from .past import past_artifact

DIFFERENT = 1
"""Exit code where there is a difference."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe artifact diff``."""
    parser.add_argument(
        "old", type=operand, metavar="A",
        help="an artifact, or git:REV for what a git revision has, such as git:HEAD~1",
    )  # fmt: skip
    parser.add_argument(
        "new", type=operand, metavar="B", help="the artifact to compare it with, named likewise"
    )
    add_manifest(parser)


def run(options: argparse.Namespace) -> int:
    """Print what differs; the exit code says whether anything does."""
    try:
        old, new = _artifacts(options.old, options.new, options)
    except Unusable as error:
        complain(f"floe artifact diff: {error}")
        return exit_codes.USAGE
    found = artifact_changes(old, new)
    complain(*(f"note: {why}" for why in found.notes))
    say(*change_lines(found.changes))
    return DIFFERENT if found.changes else 0


def _artifacts(
    old: Operand, new: Operand, options: argparse.Namespace
) -> tuple[WholeArtifact, WholeArtifact]:
    """Return both; files first, since the past is compiled in the layout that they have."""
    files = {each: whole_artifact(each) for each in (old, new) if isinstance(each, Path)}
    if {old, new} == files.keys() and options.manifest is not None:
        raise Unusable("--manifest is for git:REV; two files are compared as they are")
    contracts: list[ArtifactContract] = [each.artifacts.contract for each in files.values()]

    def whole(each: Operand, other: Operand) -> WholeArtifact:
        if isinstance(each, Path):
            return files[each]
        past = past_artifact(
            each,
            file_beside(other),
            contract=contracts[0] if contracts else None,
            manifest=options.manifest,
            manifests=manifests_of(options),
        )
        complain(*(f"note: {note}" for note in past.notes))
        return past.whole

    return whole(old, new), whole(new, old)
