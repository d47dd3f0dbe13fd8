"""What ``--emit-lineage`` tells of a compilation, and to whom the platform wants it told."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.util import find_spec
from typing import TYPE_CHECKING

from floe_lsp.cli.printing import complain
from floe_lsp.compilation import Analysis, Compilation, Sources
from floe_lsp.schemas.manifest.observability import LineageConfig
from floe_lsp.schemas.types.secrets.doubtful import may_hold_secret
from floe_lsp.wording.counting import counted

if TYPE_CHECKING:
    from floe_lsp.lineage.plan import Lineage


@dataclass(frozen=True)
class ToldLineage:
    """The lineage of a compilation, and what the manifest says of lineage, where it is known."""

    lineage: Lineage
    platform: LineageConfig | None


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


def moment() -> datetime:
    """Return the time by the clock, whatever SOURCE_DATE_EPOCH says: it is that of a run."""
    return datetime.now(timezone.utc)


def told_of(result: Compilation, sources: Sources, started: datetime) -> ToldLineage | None:
    """Return what is told of a compilation, ``None`` of a product without a name.

    Args:
        result: How it ended.
        sources: What it has read.
        started: When it began.
    """
    # Only who sends lineage pays for it.
    from floe_lsp.lineage.plan import Lineage, lineage_of  # noqa: PLC0415

    analysis = result.analysis
    resolved = analysis.resolved
    observed = None if resolved is None else resolved.platform.observability
    platform = None if observed is None else observed.lineage
    if result.artifacts is not None:
        dbt = sources.dbt_facts(analysis.spec_path.parent)
        return ToldLineage(lineage_of(result.artifacts, dbt, started, moment()), platform)
    name = _name(analysis)
    if name is None:
        return None
    lineage = Lineage(name, started, moment(), failure=_failure(analysis))
    return ToldLineage(lineage, platform)


def send_lineage(told: Sequence[ToldLineage | None], options: argparse.Namespace) -> None:
    """Send what is told of compilations, and say on standard error what came of it."""
    from floe_lsp.cli.lineage_delivery import deliver  # noqa: PLC0415 - needs the extra

    named = [each for each in told if each is not None]
    done, lost = deliver(named)
    if not options.quiet:
        complain(*done)
    unnamed = len(told) - len(named)
    if unnamed:
        lost.append(f"no lineage was sent of {counted(unnamed, 'product')} without a name")
    complain(*(f"note: {each}" for each in lost))


def _name(analysis: Analysis) -> str | None:
    if analysis.spec is not None:
        name = analysis.spec.metadata.name
    elif analysis.product is not None and analysis.product.name_node is not None:
        name = str(analysis.product.name_node.value)
    else:
        return None
    return None if may_hold_secret(name) else name


def _failure(analysis: Analysis) -> str:
    """Say what stopped a compilation, without the words of findings: they quote documents."""
    errors = [each for each in analysis.diagnostics if each.is_error]
    codes = ", ".join(sorted({f"{each.code} ({each.info.title})" for each in errors}))
    return f"{counted(len(errors), 'error')}: {codes}"
