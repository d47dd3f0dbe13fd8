"""A manifest by itself: the stages that need no product, for the people who own the platform."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .cache import AnalysisCache
from .diagnostics import Diagnostic, in_order
from .enforce import enforcer
from .guarding import UNGUARDED, Guard
from .load import loader
from .load.manifests import FILE_NAME, FoundBy, chain_from
from .resolve.checked_platform import check_platform
from .stages import Stage
from .telemetry import span, stage_span
from .validate.manifest_file import ManifestFile
from .validate.validator import CheckedManifest, validate_manifest

if TYPE_CHECKING:
    from floe_lsp.plugins.registry import PluginRegistry

    from .sources import Sources

_NAMES = (FILE_NAME, "manifest.yml")


def is_manifest(path: Path, sources: Sources) -> bool:
    """Whether a file is a manifest: by its ``kind``, or by its name where it has none."""
    try:
        document = sources.document(Path(os.path.abspath(path)))  # noqa: PTH100 - keeps links
    except OSError:
        return False
    kind = document.node("kind")
    if kind is None or not isinstance(kind.value, str):
        return path.name in _NAMES
    return kind.value == "Manifest"


def analyze_platform(
    manifest: Path,
    *,
    sources: Sources,
    registry: PluginRegistry,
    today: date,
    through: Stage = Stage.ENFORCE,
    guard: Guard = UNGUARDED,
    cache: AnalysisCache | None = None,
) -> tuple[Diagnostic, ...]:
    """Check a manifest and the parents that it inherits from, up to ``through``.

    Args:
        manifest: Path of the manifest.
        sources: Where files are read.
        registry: The plugins.
        today: The day on which overrides expire.
        through: The last stage to run, at most ENFORCE.
        guard: Runs the rules.
        cache: What other analyses found.
    """
    path = Path(os.path.abspath(manifest))  # noqa: PTH100 - keeps links as they were named
    with span("floe.analyze", spec=path.name):
        return in_order(
            _analyze(path, sources, registry, today, through, guard, cache or AnalysisCache())
        )


def _analyze(
    path: Path,
    sources: Sources,
    registry: PluginRegistry,
    today: date,
    through: Stage,
    guard: Guard,
    cache: AnalysisCache,
) -> list[Diagnostic]:
    with stage_span(Stage.LOAD, spec=path.name):
        document, unreadable = loader.load(path, sources)
        if document is None:
            return unreadable
        chain = chain_from(document, FoundBy.OPTION, sources)
        found = [each for each in chain.diagnostics if each.info.stage is Stage.LOAD]
    if not through.reaches(Stage.VALIDATE):
        return found
    files: list[ManifestFile] = []
    with stage_span(Stage.VALIDATE, spec=path.name):
        broken = {each.location.path for each in found if each.is_error}
        for each in chain.documents:
            if each.path not in broken:
                checked = cache.of_document(
                    CheckedManifest, each, partial(validate_manifest, each, guard)
                )
                found.extend(checked.diagnostics)
                if checked.manifest is not None:
                    files.append(ManifestFile(each, checked.manifest))
    if _failed(found) or not through.reaches(Stage.RESOLVE):
        return found
    with stage_span(Stage.RESOLVE, spec=path.name):
        found.extend(each for each in chain.diagnostics if each.info.stage is Stage.RESOLVE)
        found.extend(check_platform(tuple(files), registry, cache))
    if _failed(found) or not through.reaches(Stage.ENFORCE):
        return found
    with stage_span(Stage.ENFORCE, spec=path.name):
        found.extend(enforcer.expired_overrides(tuple(files), today, cache))
    return found


def _failed(found: list[Diagnostic]) -> bool:
    return any(each.is_error for each in found)
