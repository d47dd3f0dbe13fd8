"""The findings in a text that nobody has typed yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from floe_lsp.compilation import Diagnostic, Sources, analyze
from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.fix_trials import Allowance, Trials
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import ManifestOption
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.ide.snapshot import Snapshot

_MOST_PRODUCTS = 50
"""Products with which a changed manifest is tried; a manifest may govern tens of thousands."""

_MOST_UNASKED = 100_000
"""Characters that are analysed in the trials of one request that only a move of the caret made."""
_MOST_PRODUCTS_UNASKED = 5
"""Products with which a changed manifest is tried then."""


def trials_of(
    snapshot: Snapshot,
    *,
    automatic: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> Trials:
    """Return trials of fixes of the snapshot's file.

    A manifest is looked at by itself and with products that it governs, the first ones.

    Args:
        snapshot: The file.
        automatic: Whether nobody has asked, so that it has to cost little.
        cancelled: Whether nobody waits for the answer any more.
    """
    allowance = Allowance(_MOST_UNASKED if automatic else None, cancelled)
    products = _products(snapshot, _MOST_PRODUCTS_UNASKED if automatic else _MOST_PRODUCTS)
    document, cache = snapshot.document, AnalysisCache()
    # The editor may have a newer text by now.
    sources = ChangedFiles(snapshot.sources, {document.path: document.text})

    def analyse(changed: Sources) -> Iterator[Diagnostic]:
        return (
            each for each in _findings(snapshot, products, changed, cache) if snapshot.shows(each)
        )

    beside = sum(each.length for each in products if each.spec != document.path)
    return Trials(sources, analyse, allowance, _known(snapshot), beside)


def _known(snapshot: Snapshot) -> list[Diagnostic] | None:
    """Return what is found in a product, if it has been analysed as it is."""
    analysis = snapshot.analysis
    if analysis is None or analysis.product is not snapshot.document:
        return None
    return [each for each in analysis.diagnostics if snapshot.shows(each)]


def _findings(
    snapshot: Snapshot, products: Iterable[_Product], sources: Sources, cache: AnalysisCache
) -> Iterator[Diagnostic]:
    # What breaks a rule of ours is a finding of its text: the fix is refused, and no other one.
    fence = Fence()
    for each in products:
        analysis = analyze(
            each.spec,
            each.manifest,
            through=snapshot.through,
            sources=sources,
            registry=snapshot.registry,
            cache=cache,
            guard=fence,
            caller=snapshot.caller,
        )
        yield from analysis.diagnostics
    if snapshot.kind is FileKind.MANIFEST:
        yield from analyze_platform(
            snapshot.path,
            sources=sources,
            registry=snapshot.registry,
            today=snapshot.now.date(),
            through=snapshot.through,
            guard=fence,
            cache=cache,
        ).diagnostics


class _Product(NamedTuple):
    """A product to analyse."""

    spec: Path
    manifest: ManifestOption | None
    """Where an option had named one."""
    length: int
    """Characters."""


def _products(snapshot: Snapshot, most: int) -> list[_Product]:
    """Return the product that the file is, or the first ones that a manifest governs."""
    if snapshot.kind is FileKind.PRODUCT:
        known = [] if snapshot.analysis is None else [snapshot.analysis]
    else:
        known = list(snapshot.governed[:most])
    return [
        _Product(
            each.spec_path,
            each.named_manifest,
            0 if each.product is None else len(each.product.text),
        )
        for each in known
    ]
