"""E125: a product where a manifest is expected, or the other way round."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import fields
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types import reflection

_KINDS: dict[type[BaseModel], tuple[str, str]] = {
    FloeSpec: ("FloeSpec", "a data product (floe.yaml)"),
    PlatformManifest: ("Manifest", "a platform manifest (manifest.yaml)"),
}


def wrong_kind(document: Document, model: type[BaseModel]) -> Diagnostic | None:
    """Report a file that is the other kind (E125); its fields would all be wrong then.

    Where a field belongs to this kind of file alone, only ``kind`` is wrong: the schema reports it.
    """
    node = document.node("kind")
    if node is None or not only_in(model).isdisjoint(fields(document.root)):
        return None
    for other, (kind, words) in _KINDS.items():
        if other is not model and node.value == kind:
            expected = _KINDS[model][1]
            return document.diagnostic(
                "E125",
                node,
                f"this file is {words}, where {expected} is expected",
                "name the other file, or check that the two are not swapped",
            )
    return None


@cache
def only_in(model: type[BaseModel]) -> frozenset[str]:
    """The fields at the root of one kind of file that the other lacks."""
    own, other = (
        frozenset(reflection.allowed_keys(each, (), every_spelling=True))
        for each in (model, next(other for other in _KINDS if other is not model))
    )
    return own - other
