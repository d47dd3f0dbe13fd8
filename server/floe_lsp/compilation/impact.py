"""E217: how many products a platform manifest breaks (shown to those who edit the manifest)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from floe_lsp.wording.counting import counted

from .diagnostics import Diagnostic, Related
from .documents import Document
from .masking import masked_findings
from .results import Analysis
from .stages import Stage

MOST_NAMED = 20
"""Nobody reads the names of more products in one message."""


def impact(manifest: Document, analyses: Iterable[Analysis]) -> Diagnostic | None:
    """Return how many of the products that a manifest governs fail on this platform.

    A product counts when its own files are valid and RESOLVE or ENFORCE finds an error in them: one
    in the manifest is told there, and needs no second finding. ``None`` when there is no such
    product.
    """
    governed = [each for each in analyses if _governs(manifest, each)]
    broken = sorted((each for each in governed if is_broken(each)), key=lambda it: it.spec_path)
    return impact_of(
        manifest, governed=len(governed), broken=len(broken), first=broken[:MOST_NAMED]
    )


def impact_of(
    manifest: Document, *, governed: int, broken: int, first: Sequence[Analysis]
) -> Diagnostic | None:
    """Say that so many of the products that a manifest governs fail, and name the first of them."""
    if not broken:
        return None
    verb = "does" if broken == 1 else "do"
    found = manifest.diagnostic(
        "E217",
        manifest.name_node or manifest.start,
        f"{broken} of {counted(governed, 'product')} on this platform {verb} not pass its checks",
        "see what is reported in each product that is named here: change it there, or change what "
        "this manifest asks for",
        related=tuple(_related(each) for each in first),
    )
    # It shows lines of files in which more is secret than they tell by themselves.
    products = (each.product for each in first if each.product is not None)
    telling = [told for each in first for told in each.diagnostics]
    return masked_findings([found], [manifest, *products], telling)[0]


def impacts(analyses: Iterable[Analysis]) -> list[Diagnostic]:
    """Return the impact of every manifest that governs one of the products.

    Not of those that come from a registry: nobody who reads this edits them.
    """
    known = list(analyses)
    governing = (document for each in known for document in each.manifests)
    manifests = {each.path: each for each in governing if each.address is None}
    found = (impact(document, known) for document in manifests.values())
    return [each for each in found if each is not None]


def _governs(manifest: Document, analysis: Analysis) -> bool:
    return any(document.path == manifest.path for document in analysis.manifests)


def is_broken(analysis: Analysis) -> bool:
    """Whether a product fails on its platform, though its own files are valid by themselves."""
    if analysis.failed_stage not in (Stage.RESOLVE, Stage.ENFORCE):
        return False
    return any(True for _ in _errors(analysis))


def _errors(analysis: Analysis) -> Iterator[Diagnostic]:
    """Yield the errors of a product that do not stand in a manifest."""
    manifests = {document.path for document in analysis.manifests}
    return (
        found
        for found in analysis.diagnostics
        if found.is_error and found.location.path not in manifests
    )


def _related(analysis: Analysis) -> Related:
    first = next(_errors(analysis))
    product = analysis.product
    if product is None:
        return Related(first.location, first.message)
    name = "" if analysis.spec is None else f"{analysis.spec.metadata.name}: "
    return product.related(
        product.name_node or product.start, f"{name}{first.code} {first.message}"
    )
