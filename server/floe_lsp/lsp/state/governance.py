"""Which products each manifest governs, and which of them it breaks, kept result by result."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from pathlib import Path

from floe_lsp.compilation import Analysis, Diagnostic, Document
from floe_lsp.compilation.impact import MOST_NAMED, impact_of, is_broken


class Governance:
    """Counts the products of each manifest, for the finding that says what it does to them."""

    def __init__(self) -> None:
        self._manifests: dict[Path, _Governed] = {}
        self._above: dict[Path, tuple[Path, ...]] = {}

    def __contains__(self, manifest: object) -> bool:
        return manifest in self._manifests

    def set(self, analysis: Analysis) -> set[Path]:
        """Take a product's newest analysis; return the manifests of which something changes."""
        product, broken = analysis.spec_path, is_broken(analysis)
        before = self._above.get(product, ())
        above = tuple(dict.fromkeys(document.path for document in analysis.manifests))
        changed = self._leave(product, set(before).difference(above))
        self._above[product] = above
        for path in above:
            governed = self._manifests.setdefault(path, _Governed())
            if governed.add(product, broken=broken):
                changed.add(path)
        return changed

    def drop(self, product: Path) -> set[Path]:
        """Forget a product; return the manifests of which something changes."""
        return self._leave(product, self._above.pop(product, ()))

    def impact(self, manifest: Document, analyses: Mapping[Path, Analysis]) -> Diagnostic | None:
        """Return what a manifest does to the products below it, the same until that changes."""
        governed = self._manifests.get(manifest.path)
        return None if governed is None else governed.impact(manifest, analyses)

    def _leave(self, product: Path, manifests: Iterable[Path]) -> set[Path]:
        left = {path for path in manifests if path in self._manifests}
        for path in left:
            self._manifests[path].remove(product)
            if self._manifests[path].is_empty:
                del self._manifests[path]
        return left


class _Governed:
    """The products of one manifest."""

    def __init__(self) -> None:
        self._all: set[Path] = set()
        self._broken: list[Path] = []
        """Sorted, so that the first of them are known at any time."""
        self._said: tuple[Document, Diagnostic | None] | None = None

    @property
    def is_empty(self) -> bool:
        return not self._all

    def add(self, product: Path, *, broken: bool) -> bool:
        """Take a product; return whether anything may be said of it, or may have been."""
        if broken or product not in self._all or self._is_broken(product):
            self.remove(product)
            self._all.add(product)
            if broken:
                insort(self._broken, product)
            return True
        return False

    def remove(self, product: Path) -> None:
        self._said = None
        self._all.discard(product)
        if self._is_broken(product):
            del self._broken[bisect_left(self._broken, product)]

    def _is_broken(self, product: Path) -> bool:
        at = bisect_left(self._broken, product)
        return at < len(self._broken) and self._broken[at] == product

    def impact(self, manifest: Document, analyses: Mapping[Path, Analysis]) -> Diagnostic | None:
        if self._said is None or self._said[0] is not manifest:
            first = [analyses[product] for product in self._broken[:MOST_NAMED]]
            said = impact_of(
                manifest, governed=len(self._all), broken=len(self._broken), first=first
            )
            self._said = manifest, said
        return self._said[1]
