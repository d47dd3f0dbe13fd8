"""A manifest by itself: the stages that need no product, for the people who own the platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from floe_lsp.files.paths import absolute

from .analysis_run import AnalysisRun
from .cache import AnalysisCache
from .diagnostics import Diagnostic
from .documents import Document
from .enforce.expiry import expired_exceptions
from .guarding import UNGUARDED, Guard
from .load.inputs import load_platform
from .load.manifests import ManifestOption
from .resolve.checked_platform import checked_platform
from .resolve.inheritance import Platform
from .stages import Stage
from .telemetry import span

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

    from .sources import Sources


class PlatformAnalysis(NamedTuple):
    """What is known of a manifest by itself."""

    manifests: tuple[Document, ...]
    """The manifest and its parents as they were read; none when it cannot be read."""
    platform: Platform | None
    """What they result in; ``None`` where one of them is missing or invalid."""
    diagnostics: tuple[Diagnostic, ...]
    misses_a_file: bool
    """Whether a parent could not be read, reported or not."""


def analyze_platform(
    manifest: ManifestOption,
    *,
    sources: Sources,
    registry: PluginRegistry,
    today: date,
    through: Stage = Stage.ENFORCE,
    guard: Guard = UNGUARDED,
    cache: AnalysisCache | None = None,
) -> PlatformAnalysis:
    """Check a manifest and the parents that it inherits from, up to ``through``.

    Args:
        manifest: The manifest, a path or something in a registry.
        sources: Where files are read.
        registry: The plugins.
        today: The day on which overrides expire.
        through: The last stage to run, at most ENFORCE.
        guard: Runs the rules.
        cache: What other analyses found.
    """
    option = absolute(manifest) if isinstance(manifest, Path) else manifest
    path = option if isinstance(option, Path) else Path(str(option))
    run = AnalysisRun(path, sources, registry, cache or AnalysisCache(), guard)
    merged: list[Platform] = []
    steps = {
        Stage.LOAD: lambda: run.load(load_platform(option, sources)),
        Stage.VALIDATE: run.validate,
        Stage.RESOLVE: lambda: merged.extend(_resolve(run)),
        Stage.ENFORCE: lambda: run.add(expired_exceptions(run.manifests, today, run.cache)),
    }
    with span("floe.analyze", spec=path.name):
        run.analyze(through, steps)
        run.tell()
    found = run.freeze()
    platform = merged[0] if merged else None
    return PlatformAnalysis(found.manifests, platform, found.diagnostics, found.misses_a_file)


def _resolve(run: AnalysisRun) -> Iterator[Platform]:
    """Check the chain, and yield what it results in where it has its top."""
    run.add(run.inputs.found_by(Stage.RESOLVE))
    if run.manifests:
        is_whole = run.inputs.chain.is_whole
        checked = checked_platform(run.manifests, run.registry, run.cache)
        run.add(checked.by_itself(is_whole=is_whole))
        if is_whole:
            yield checked.platform
