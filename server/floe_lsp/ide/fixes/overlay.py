"""The findings in a text that nobody has typed yet."""

from __future__ import annotations

from pathlib import Path

from floe_lsp.compilation import Diagnostic, Document, Sources, analyze
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.load.manifests import FoundBy
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText

_MOST_PRODUCTS = 50
"""Products with which a changed manifest is tried; a manifest may govern tens of thousands."""


class _Overlay(Sources):
    """Other sources with one more buffer, which they never see."""

    def __init__(self, below: Sources, path: Path, text: SourceText) -> None:
        super().__init__(trusted=below.trusted)
        self._below = below
        self.path = path
        self.open(path, text)

    def document(self, path: Path) -> Document:
        return super().document(path) if path == self.path else self._below.document(path)

    def is_file(self, path: Path) -> bool:
        return path == self.path or self._below.is_file(path)


def findings(snapshot: Snapshot, text: str) -> tuple[Diagnostic, ...]:
    """Return what would be found in the snapshot's file if it held ``text``.

    A manifest is looked at with products that it governs, the first fifty.
    """
    source = SourceText(text)
    overlay = _Overlay(snapshot.sources, snapshot.path, source)
    found: list[Diagnostic] = []
    for spec, manifest in _products(snapshot):
        analysis = analyze(spec, manifest, sources=overlay, registry=snapshot.registry)
        found.extend(analysis.diagnostics)
    return in_order(
        each for each in found if each.location.text is source and each.code not in snapshot.off
    )


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
