"""Signatures of manifests that come from registries: who asks for them, and what is said of one.

A manifest asks by ``artifacts.registry.verification``. It is asked of itself and of all above it,
so that a parent cannot excuse itself; what the user or the pipeline says counts before all of them
(``registries/trust.py``), for a repository may not lower what its reader demands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.sources import Sources
from floe_lsp.registries.failures import Failure, RegistryError
from floe_lsp.registries.reference import Reference
from floe_lsp.registries.trust import Enforcement
from floe_lsp.schemas.manifest.signing import is_off
from floe_lsp.schemas.types.raw import field
from floe_lsp.syntax import Node, Span

SIGNATURE_CODES: Final = {
    Failure.NOT_SIGNED: "E229",
    Failure.NOT_VERIFIED: "E230",
    Failure.NOT_LOOKED_AT: "E230",
}

_VERIFICATION: Final = ("artifacts", "registry", "verification")


def signature_finding(
    document: Document,
    place: Node | Span,
    reference: Reference,
    opened: Document,
    asking: Sequence[Document],
    sources: Sources,
) -> Diagnostic | None:
    """Return what is wrong with the signature of a manifest, at the place that names it.

    Args:
        document: The file that names the manifest.
        place: Where.
        reference: The address, as it is written.
        opened: The manifest.
        asking: The manifests that inherit from it.
        sources: Where manifests of registries come from.
    """
    wrong = wrong_signature(reference, opened, asking, sources)
    if wrong is None:
        return None
    error, severity = wrong
    return document.diagnostic(
        SIGNATURE_CODES[error.failure],
        place,
        error.message,
        error.suggestion,
        related=tuple(_who_asks((*asking, opened), sources)),
        severity=severity,
    )


def wrong_signature(
    reference: Reference, opened: Document, asking: Sequence[Document], sources: Sources
) -> tuple[RegistryError, Severity] | None:
    """Return why the signature of a manifest does not do, and how much that matters."""
    manifests = sources.manifests
    asked = [each for each in map(_asked_by, (*asking, opened)) if each is not None]
    enforcement = manifests.trust.enforcement(asked)
    if enforcement is Enforcement.OFF:
        return None
    try:
        manifests.check_signature(sources.copy_of(reference))
    except RegistryError as error:
        return error, _severity(error.failure, enforcement)
    return None


def _severity(failure: Failure, enforcement: Enforcement) -> Severity:
    if failure is Failure.NOT_LOOKED_AT:
        return Severity.INFO
    return Severity.ERROR if enforcement is Enforcement.ENFORCE else Severity.WARNING


def _asked_by(manifest: Document) -> Enforcement | None:
    """Return what a manifest asks for, ``None`` where it says nothing of signatures.

    What cannot be read is as strict as the default: a misspelling lowers nothing.
    """
    verification = manifest.node(*_VERIFICATION)
    if verification is None or is_off(field(verification.value, "enabled")):
        return None
    said = field(verification.value, "enforcement")
    return next((each for each in Enforcement if each.value == said), Enforcement.ENFORCE)


def _who_asks(manifests: Iterable[Document], sources: Sources) -> list[Related]:
    """Return the place of the manifest that asks for signatures, where nobody here has chosen."""
    trust = sources.manifests.trust
    if trust.chosen is not None or trust.key is not None:
        return []
    for manifest in manifests:
        key = manifest.key(*_VERIFICATION)
        if key is not None and _asked_by(manifest) not in (None, Enforcement.OFF):
            return [manifest.related(key, "the platform asks for signatures here")]
    return []
