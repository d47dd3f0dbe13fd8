"""E321: policy overrides for models that no product of the platform has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from floe_lsp.syntax import child_of, items_of
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import quote

from .diagnostics import Diagnostic
from .documents import Document
from .enforce.globs import GlobTooLong, glob_fits
from .results import Analysis

_FIELD = ("governance", "policy_overrides")
_MOST_COMPARED = 1_000_000
"""Names that are held against patterns; it takes a second, and nobody has so many models."""


def unused_overrides(analyses: Iterable[Analysis], below: Collection[str]) -> list[Diagnostic]:
    """Return what overrides of manifests are for none of the models that there are.

    Args:
        analyses: What is known of products.
        below: The folders of which all products are among them, as POSIX paths. Where a manifest
            or a product of it stands elsewhere, other products may have such a model.
    """
    governed: dict[str, tuple[Document, list[Analysis]]] = {}
    for analysis in analyses:
        for document in analysis.manifests:
            if _is_in(document.path, below):
                found = governed.setdefault(str(document.path), (document, []))
                found[1].append(analysis)
    return [
        finding
        for manifest, products in governed.values()
        for finding in _of(manifest, products, below)
    ]


def _is_in(file: Path, below: Collection[str]) -> bool:
    return any(folder.as_posix() in below for folder in file.parents)


def _of(
    manifest: Document, products: list[Analysis], below: Collection[str]
) -> Iterator[Diagnostic]:
    # Of a product that could not be read nobody knows which models it has.
    if any(each.enforcement is None for each in products):
        return
    files = [manifest.path, *(each.spec_path for each in products)]
    if not any(all(_is_in(file, {folder}) for file in files) for folder in below):
        return
    models = {name for each in products if each.outline for name in each.outline.by_name}
    patterns = [child_of(entry, "pattern") for entry in items_of(manifest.node(*_FIELD))]
    if len(patterns) * len(models) > _MOST_COMPARED:
        return
    for place in patterns:
        pattern = None if place is None else place.value
        if pattern is None or not isinstance(pattern.value, str):
            continue
        try:
            is_used = any(glob_fits(pattern.value, model) for model in models)
        except GlobTooLong:
            continue  # E307 says so.
        if not is_used:
            yield manifest.diagnostic(
                "E321",
                pattern,
                f"no model fits {quote(pattern.value)}: this manifest governs "
                f"{counted(len(products), 'product')} here, with {counted(len(models), 'model')}",
                "remove the override, if no product elsewhere needs it",
            )
