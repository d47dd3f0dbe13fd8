"""Diagnostics as one JSON object, for programs."""

from __future__ import annotations

import json
from typing import TypedDict

from floe_lsp import __version__
from floe_lsp.reporting.record import ErrorData, errors_of
from floe_lsp.reporting.renderer import ReportInput
from floe_lsp.reporting.summary import Summary, SummaryData


class ReportData(TypedDict):
    """The report: findings in order of place, their counts, and the version of floe."""

    diagnostics: list[ErrorData]
    summary: SummaryData
    version: str


def render(given: ReportInput) -> str:
    """Return the report as JSON with a line break at its end."""
    errors = errors_of(given.findings, given.base)
    summary = Summary.of(given.findings).to_dict()
    if given.checked is not None:
        summary["checked"] = given.checked
    report: ReportData = {
        "diagnostics": [error.to_dict() for error in errors],
        "summary": summary,
        "version": __version__,
    }
    return dump(report)


def dump(data: object) -> str:
    """Return plain data as indented ASCII JSON, keys in the order given.

    ASCII reaches any stream and carries no control character to a terminal. Lone surrogates, which
    strict readers refuse, become U+FFFD.
    """
    text = well_formed(json.dumps(data, ensure_ascii=False))
    return json.dumps(json.loads(text), indent=2, ensure_ascii=True) + "\n"


def well_formed(text: str) -> str:
    """Return ``text`` with each lone surrogate replaced by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
