"""A manifest by itself: the stages that need no product, for the people who own the platform."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .diagnostics import Diagnostic, in_order
from .enforce import enforcer
from .guarding import UNGUARDED, Guard
from .load import loader
from .load.manifests import FILE_NAME, FoundBy, chain_from
from .resolve import resolver
from .stages import Stage
from .telemetry import span, stage_span
from .validate.manifest_file import ManifestFile
from .validate.validator import validate_manifest

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
) -> tuple[Diagnostic, ...]:
    """Check a manifest and the parents that it inherits from, up to ``through``.

    Args:
        manifest: Path of the manifest.
        sources: Where files are read.
        registry: The plugins.
        today: The day on which overrides expire.
        through: The last stage to run, at most ENFORCE.
        guard: Runs the rules.
    """
    path = Path(os.path.abspath(manifest))  # noqa: PTH100 - keeps links as they were named
    with span("floe.analyze", spec=path.name):
        return in_order(_analyze(path, sources, registry, today, through, guard))


def _analyze(
    path: Path,
    sources: Sources,
    registry: PluginRegistry,
    today: date,
    through: Stage,
    guard: Guard,
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
                model, problems = validate_manifest(each, guard)
                found.extend(problems)
                if model is not None:
                    files.append(ManifestFile(each, model))
    if _failed(found) or not through.reaches(Stage.RESOLVE):
        return found
    with stage_span(Stage.RESOLVE, spec=path.name):
        found.extend(each for each in chain.diagnostics if each.info.stage is Stage.RESOLVE)
        found.extend(resolver.check_platform(tuple(files), registry))
    if _failed(found) or not through.reaches(Stage.ENFORCE):
        return found
    with stage_span(Stage.ENFORCE, spec=path.name):
        found.extend(enforcer.expired_overrides(tuple(files), today))
    return found


def _failed(found: list[Diagnostic]) -> bool:
    return any(each.is_error for each in found)
