"""What ``--emit-lineage`` tells of a compilation, and to whom the platform wants it told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

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
    is_platform_known: bool = True
    """Whether the manifests were used: an error in a file ends a compilation before that."""


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
    return ToldLineage(lineage, platform, is_platform_known=resolved is not None)


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
