"""Diagnostics as GitHub annotations: workflow commands that a runner reads from a step's output.

Escapes as in GitHub's "Workflow commands" and the ``@actions/core`` package: ``%``, CR and LF in a
message; ``:`` and ``,`` as well in a property.
"""

from __future__ import annotations

import os
from pathlib import Path

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.reporting.cells import safe
from floe_lsp.reporting.record import CompilationError
from floe_lsp.reporting.renderer import ReportInput

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}


def render(given: ReportInput) -> str:
    """Return one workflow command a line.

    GitHub names files relative to the checkout, which matters when a step runs in a folder below;
    GITHUB_WORKSPACE tells where that is.
    """
    base = Path(os.environ.get("GITHUB_WORKSPACE") or given.base)
    return "".join(_annotation(each, base) for each in given.findings)


def _annotation(diagnostic: Diagnostic, base: Path) -> str:
    error = CompilationError.from_diagnostic(diagnostic, base)
    place = error.location
    properties: list[tuple[str, str | int]] = [
        ("file", error.file),
        ("line", place.line),
        ("endLine", place.end_line),
    ]
    # GitHub takes columns only for a range within one line (REST API, check runs).
    if place.line == place.end_line:
        properties += (("col", place.column), ("endColumn", place.end_column))
    properties.append(("title", f"{error.code} {diagnostic.info.title}"))
    message = [error.message]
    if error.suggestion:
        message.append(f"help: {error.suggestion}")
    if error.docs and error.docs.startswith(("https:", "http:")):
        message.append(f"docs: {error.docs}")
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties)
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{_data(chr(10).join(message))}\n"


def _data(text: str) -> str:
    """Escape a message; control characters other than line breaks are made visible."""
    rows = (safe(row) for row in text.replace("\r\n", "\n").split("\n"))
    return "%0A".join(row.replace("%", "%25") for row in rows)


def _property(text: str) -> str:
    """Escape the value of a property."""
    escaped = safe(text).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C")
