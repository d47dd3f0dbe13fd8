"""The findings in a text that nobody has typed yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from floe_lsp.compilation import Diagnostic, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.fix_trials import Trials
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import FoundBy
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText

_MOST_PRODUCTS = 50
"""Products with which a changed manifest is tried; a manifest may govern tens of thousands."""


def trials_of(snapshot: Snapshot) -> Trials:
    """Return trials of fixes of the snapshot's file.

    A manifest is looked at by itself and with products that it governs, the first fifty.
    """
    document, cache = snapshot.document, AnalysisCache()
    # The editor may have a newer text by now.
    sources = ChangedFiles(snapshot.sources, {document.path: document.text})

    def analyse(changed: Sources) -> Iterator[Diagnostic]:
        return (
            each for each in _findings(snapshot, changed, cache) if each.code not in snapshot.off
        )

    return Trials(sources, analyse, found=_known(snapshot))


def _known(snapshot: Snapshot) -> list[Diagnostic] | None:
    """Return what is found in a product, if it has been analysed as it is."""
    analysis = snapshot.analysis
    if analysis is None or analysis.product is not snapshot.document:
        return None
    return [each for each in analysis.diagnostics if each.code not in snapshot.off]


def findings(snapshot: Snapshot, text: str) -> tuple[Diagnostic, ...]:
    """Return what would be found in the snapshot's file if it held ``text``."""
    source = SourceText(text)
    sources = ChangedFiles(snapshot.sources, {snapshot.path: source})
    return in_order(
        each
        for each in _findings(snapshot, sources, AnalysisCache())
        if each.location.text is source and (each.code not in snapshot.off or each.is_strict)
    )


def _findings(snapshot: Snapshot, sources: Sources, cache: AnalysisCache) -> Iterator[Diagnostic]:
    for spec, manifest in _products(snapshot):
        analysis = analyze(spec, manifest, sources=sources, registry=snapshot.registry, cache=cache)
        yield from analysis.diagnostics
    if snapshot.kind is FileKind.MANIFEST:
        yield from analyze_platform(
            snapshot.path,
            sources=sources,
            registry=snapshot.registry,
            today=snapshot.now.date(),
            cache=cache,
        ).diagnostics


def _products(snapshot: Snapshot) -> list[tuple[Path, Path | None]]:
    """Each product to analyse, with its manifest where an option had named one."""
    if snapshot.kind is FileKind.PRODUCT:
        known = [] if snapshot.analysis is None else [snapshot.analysis]
    else:
        known = list(snapshot.governed[:_MOST_PRODUCTS])
    return [
        (
            each.spec_path,
            each.manifests[0].path
            if each.manifests and each.manifests_found_by is FoundBy.OPTION
            else None,
        )
        for each in known
    ]
