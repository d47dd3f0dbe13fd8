"""Manifests at ``oci://`` addresses: from a registry, or from the copies of its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.sources import Sources
from floe_lsp.registries.failures import Failure, RegistryError
from floe_lsp.registries.reference import InvalidReference, Reference, parse_reference
from floe_lsp.syntax import Node, Span
from floe_lsp.wording.quoting import quote_name

from .manifest_lock import ManifestLock

_CODES: Final = {
    Failure.UNREACHABLE: "E218",
    Failure.REFUSED: "E219",
    Failure.NOT_FOUND: "E220",
    Failure.NOT_A_MANIFEST: "E221",
    Failure.DIGEST_MISMATCH: "E222",
    Failure.TOO_LARGE: "E223",
    Failure.REDIRECT_REFUSED: "E224",
    Failure.NOT_CACHED: "E225",
    Failure.CACHE_UNUSABLE: "E226",
}


def open_address(
    document: Document,
    place: Node | Span,
    address: str,
    sources: Sources,
    lock: ManifestLock | None,
) -> Document | Diagnostic:
    """Open the manifest at an address that a file holds, or report there what is wrong.

    Args:
        document: The file.
        place: Where the address stands in it.
        address: The address, beginning with ``oci://`` in whatever case.
        sources: Where manifests are read.
        lock: Which content it has to be.
    """
    try:
        reference = parse_reference(address)
    except InvalidReference as error:
        return document.diagnostic("E206", place, error.message, error.suggestion)
    return open_reference(document, place, reference, sources, lock)


def open_reference(
    document: Document,
    place: Node | Span,
    reference: Reference,
    sources: Sources,
    lock: ManifestLock | None,
) -> Document | Diagnostic:
    """Open the manifest of a registry, or report at a place of a file what is wrong with it."""
    opened = _opened(reference, sources)
    if not isinstance(opened, Document):
        return document.diagnostic(opened[0], place, *opened[1:])
    drift = lock and lock.complaint(document, place, reference, opened, sources)
    return drift or opened


def open_alone(reference: Reference, sources: Sources) -> Document | Diagnostic:
    """Open the manifest of a registry that no file names; what is wrong is said of the address."""
    opened = _opened(reference, sources)
    if isinstance(opened, Document):
        return opened
    return about_file(opened[0], Path(str(reference)), *opened[1:])


def _opened(reference: Reference, sources: Sources) -> Document | tuple[str, str, str]:
    """Return the manifest, or the code, the message and what to do."""
    try:
        found = sources.downloaded(reference)
    except RegistryError as error:
        return _CODES[error.failure], error.message, error.suggestion
    if not found.is_foreign:
        return found
    return (
        "E221",
        f"what is at {reference} does not say that it is a platform manifest",
        "push one with 'floe manifest push', or name another address",
    )


def local_parent(child: Document, place: Node, address: str) -> Diagnostic:
    """Report a manifest of a registry that names a file, which only its writer has."""
    return child.diagnostic(
        "E228",
        place,
        f"this manifest comes from {child.address}, so its parent {quote_name(address)} is no "
        "file here",
        "push the parent to a registry too, and name its oci:// address in this manifest",
    )
