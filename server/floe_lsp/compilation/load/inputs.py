"""LOAD: the files that one run looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline, outline_of
from floe_lsp.compilation.sources import Sources
from floe_lsp.compilation.stages import Stage
from floe_lsp.registries.reference import Reference

from . import loader
from .manifests import FoundBy, ManifestChain, ManifestOption, chain_from, find_chain
from .registry_manifests import open_alone

_NO_CHAIN = ManifestChain((), None, ())


@dataclass(frozen=True)
class Inputs:
    """A product with the manifests that govern it, or the manifests alone, as they were read."""

    product: ProductOutline | None = None
    chain: ManifestChain = _NO_CHAIN
    unreadable: tuple[Diagnostic, ...] = ()
    """What LOAD finds in the file that the run is about."""

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All files, the product first."""
        product = () if self.product is None else (self.product.document,)
        return (*product, *self.chain.documents)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths of all files, the product's first."""
        return tuple(document.path for document in self.documents)

    @cached_property
    def broken(self) -> frozenset[Path]:
        """The files in which LOAD found an error, so that no other stage looks at them."""
        found = self.found_by(Stage.LOAD)
        return frozenset(each.location.path for each in found if each.is_error)

    def found_by(self, stage: Stage) -> list[Diagnostic]:
        """Return what reading the files has found for LOAD, or for a later stage about others."""
        found = (*self.unreadable, *self.chain.diagnostics)
        return [each for each in found if each.info.stage is stage]


def load_product(spec: Path, manifest: ManifestOption | None, sources: Sources) -> Inputs:
    """Read a floe.yaml and the manifests that govern it.

    Args:
        spec: Path of floe.yaml, absolute.
        manifest: The manifest, when the caller names one.
        sources: Where files are read.
    """
    document, found = loader.load(spec, sources)
    if document is None:
        return Inputs(unreadable=tuple(found))
    found += loader.misspelt(document)
    return Inputs(outline_of(document), find_chain(document, manifest, sources), tuple(found))


def load_platform(manifest: ManifestOption, sources: Sources) -> Inputs:
    """Read a manifest, by its absolute path or from a registry, and its parents."""
    if isinstance(manifest, Reference):
        about: list[Diagnostic] = []
        opened = open_alone(manifest, sources, about)
        if opened is None:
            return Inputs(unreadable=tuple(about))
        chain = chain_from(opened, FoundBy.OPTION, sources)
        return Inputs(chain=chain, unreadable=tuple(about))
    document, found = loader.load(manifest, sources)
    if document is None:
        return Inputs(unreadable=tuple(found))
    return Inputs(chain=chain_from(document, FoundBy.OPTION, sources))
