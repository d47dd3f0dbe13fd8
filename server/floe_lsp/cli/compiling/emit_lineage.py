"""``--emit-lineage``: the option, and what the command says of what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.util import find_spec

from floe_lsp.cli.printing import complain
from floe_lsp.wording.counting import counted

from .lineage import ToldLineage


def add_emit_lineage(parser: argparse.ArgumentParser) -> None:
    """Add ``--emit-lineage``."""
    parser.add_argument(
        "--emit-lineage", action="store_true",
        help=(
            "send what the products read and make as OpenLineage events, to OPENLINEAGE_URL or "
            "where the manifest says; needs floe-lsp[lineage]"
        ),
    )  # fmt: skip


def wrong_emit_lineage(options: argparse.Namespace) -> str | None:
    """Return why ``--emit-lineage`` cannot be done, ``None`` where it can or is not asked for."""
    if not options.emit_lineage:
        return None
    given = {"--dry-run": options.dry_run, "--validate-only": options.validate_only}
    for name, is_given in given.items():
        if is_given:
            return f"--emit-lineage tells of what is compiled, and {name} compiles nothing"
    if find_spec("openlineage") is None:
        return "--emit-lineage needs OpenLineage's client; pip install 'floe-lsp[lineage]'"
    return None


def send_lineage(told: Sequence[ToldLineage | None], options: argparse.Namespace) -> None:
    """Send what is told of compilations, and say on standard error what came of it."""
    from .lineage_delivery import deliver  # noqa: PLC0415 - needs the extra

    named = [each for each in told if each is not None]
    done, lost = deliver(named)
    if not options.quiet:
        complain(*done)
    unnamed = len(told) - len(named)
    if unnamed:
        lost.append(f"no lineage was sent of {counted(unnamed, 'product')} without a name")
    complain(*(f"note: {each}" for each in lost))
