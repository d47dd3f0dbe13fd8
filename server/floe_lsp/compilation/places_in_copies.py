"""Findings in a manifest of a registry, told where a file of the repository leads to it.

The copy lies in a cache folder of the user: no editor shows what is found there, and a report names
a file that nobody else has. So its place is the address in the nearest file that is no copy, with
the line of the manifest in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from floe_lsp.syntax import Span

from .diagnostics import NO_TEXT, Diagnostic, Location, Related
from .documents import Document
from .load.inputs import Inputs
from .load.manifests import FoundBy


def told_in_repository(found: Sequence[Diagnostic], inputs: Inputs) -> Sequence[Diagnostic]:
    """Return findings, those in copies at the place that leads to these.

    Args:
        found: The findings of a run.
        inputs: Its files.
    """
    copies = {each.path: each for each in inputs.chain.documents if each.address is not None}
    if not copies:
        return found
    places = _places(inputs)
    return [
        _told(each, copies[each.location.path], places[each.location.path])
        if each.location.path in copies
        else each
        for each in found
    ]


def _told(found: Diagnostic, copy: Document, place: Location) -> Diagnostic:
    address = copy.address
    if address is not None and address.tag is not None:
        address = replace(address, digest=None)  # What the repository names can be recognised.
    line = found.location.text.position(found.location.span.start).line + 1
    return replace(
        found,
        location=place,
        message=f"in {address}, line {line:,}: {found.message}",
        related=(*found.related, Related(found.location, "it is here in the copy of the manifest")),
    )


def _places(inputs: Inputs) -> dict[Path, Location]:
    """Return for each copy the place of the address, in the nearest file that is none."""
    places: dict[Path, Location] = {}
    last = None if inputs.product is None else _in_product(inputs.product.document, inputs)
    for document in inputs.chain.documents:
        if document.address is None:
            last = document.location(document.node("parent_manifest") or document.start)
        else:
            nowhere = Location(Path(str(document.address)), Span(0, 0), NO_TEXT)
            _ = places.setdefault(document.path, last or nowhere)
    return places


def _in_product(product: Document, inputs: Inputs) -> Location:
    """Return where a product names its manifest, its beginning where the caller names that."""
    named = product.node("platform", "manifest")
    if inputs.chain.found_by is FoundBy.FIELD and named is not None:
        return product.location(named)
    return product.location(product.key("apiVersion") or Span(0, 0))
