"""The findings of ENFORCE as SARIF, as ``floe check --format sarif`` has them."""

from __future__ import annotations

from floe_lsp.reporting import render as render_findings
from floe_lsp.reporting.enforcement import EnforcementReport


def render(report: EnforcementReport) -> str:
    """Return a SARIF log."""
    return render_findings(report.findings, "sarif", base=report.base)
