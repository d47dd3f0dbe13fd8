"""What the status and the doctor say of a product alike."""

from __future__ import annotations

from typing import Any

from floe_lsp.compilation import Analysis
from floe_lsp.compilation.codes import Severity
from floe_lsp.lsp.state.session import Session


def product_status(session: Session, analysis: Analysis) -> dict[str, Any]:
    """Return the name of a product, how its manifest was found, and the counts of findings."""
    found_by = analysis.manifests_found_by
    severities = [session.severity_of(found) for found in analysis.diagnostics]
    return {
        "name": _shown(analysis),
        "manifestFoundBy": None if found_by is None else found_by.value,
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
    }


def _shown(analysis: Analysis) -> str | None:
    """Return the name of a product as it may be shown: a token has the form of one too."""
    if analysis.spec is None or analysis.product is None:
        return None
    return analysis.product.masked(analysis.spec.metadata.name)
