"""The record of the artifact as a file of its own (docs/contracts)."""

from __future__ import annotations

from floe_lsp.reporting.enforcement import EnforcementReport


def render(report: EnforcementReport) -> str:
    """Return the record as JSON."""
    return report.result.model_dump_json(indent=2, exclude_none=True) + "\n"
