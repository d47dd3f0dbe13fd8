"""Diagnostics as one JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from floe_lsp import __version__
from floe_lsp.compilation.diagnostics import Diagnostic

from .record import ErrorData, errors_of
from .summary import Summary, SummaryData


class ReportData(TypedDict):
    """The report: findings in order of place, their counts, and the version of floe."""

    diagnostics: list[ErrorData]
    summary: SummaryData
    version: str


def report_data(diagnostics: Sequence[Diagnostic], *, base: Path) -> ReportData:
    """Return the report as plain data.

    Args:
        diagnostics: The findings.
        base: The working folder, absolute; files are named relative to it.
    """
    errors = errors_of(diagnostics, base)
    return {
        "diagnostics": [error.to_dict() for error in errors],
        "summary": Summary.of(diagnostics).to_dict(),
        "version": __version__,
    }


def render_json(diagnostics: Sequence[Diagnostic], *, base: Path) -> str:
    """Return the report as JSON with a line break at its end; see ``report_data``."""
    return dump(report_data(diagnostics, base=base))


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
