"""Manifests at ``oci://`` addresses: from a registry, or from the copies of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.sources import Sources
from floe_lsp.registries.failures import Failure, RegistryError
from floe_lsp.registries.reference import InvalidReference, Reference, parse_reference
from floe_lsp.syntax import Node, Span
from floe_lsp.wording.quoting import quote_name

from .manifest_lock import ManifestLock
from .signature_checks import SIGNATURE_CODES, signature_finding, wrong_signature

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


@dataclass(frozen=True)
class Demands:
    """What is demanded of a manifest of a registry before it counts."""

    lock: ManifestLock | None = None
    """Which content it has to be."""
    asking: tuple[Document, ...] = ()
    """The manifests that inherit from it, which may ask for signatures."""

    def broken(
        self,
        document: Document,
        place: Node | Span,
        reference: Reference,
        opened: Document,
        sources: Sources,
    ) -> Iterator[Diagnostic]:
        """Yield what is not as it has to be, at the place of the file that names the manifest."""
        if self.lock is not None:
            drift = self.lock.complaint(document, place, reference, opened, sources)
            yield from () if drift is None else (drift,)
        found = signature_finding(document, place, reference, opened, self.asking, sources)
        yield from () if found is None else (found,)


def open_address(
    document: Document,
    place: Node | Span,
    address: str,
    sources: Sources,
    demands: Demands,
    diagnostics: list[Diagnostic],
) -> Document | None:
    """Open the manifest at an address that a file holds, or report there what is wrong.

    Args:
        document: The file.
        place: Where the address stands in it.
        address: The address, beginning with ``oci://`` in whatever case.
        sources: Where manifests are read.
        demands: What is demanded of it.
        diagnostics: Gets what is found.
    """
    try:
        reference = parse_reference(address)
    except InvalidReference as error:
        diagnostics.append(document.diagnostic("E206", place, error.message, error.suggestion))
        return None
    return open_reference(document, place, reference, sources, demands, diagnostics)


def open_reference(
    document: Document,
    place: Node | Span,
    reference: Reference,
    sources: Sources,
    demands: Demands,
    diagnostics: list[Diagnostic],
) -> Document | None:
    """Open the manifest of a registry, or report at a place of a file what is wrong with it."""
    opened = _opened(reference, sources)
    if not isinstance(opened, Document):
        diagnostics.append(document.diagnostic(opened[0], place, *opened[1:]))
        return None
    found = tuple(demands.broken(document, place, reference, opened, sources))
    diagnostics.extend(found)
    return None if any(each.is_error for each in found) else opened


def open_alone(
    reference: Reference, sources: Sources, diagnostics: list[Diagnostic]
) -> Document | None:
    """Open the manifest of a registry that no file names; what is wrong is said of the address."""
    opened, path = _opened(reference, sources), Path(str(reference))
    if not isinstance(opened, Document):
        diagnostics.append(about_file(opened[0], path, *opened[1:]))
        return None
    wrong = wrong_signature(reference, opened, (), sources)
    if wrong is None:
        return opened
    error, severity = wrong
    code = SIGNATURE_CODES[error.failure]
    found = about_file(code, path, error.message, error.suggestion)
    diagnostics.append(replace(found, severity=severity))
    return None if severity is Severity.ERROR else opened


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
