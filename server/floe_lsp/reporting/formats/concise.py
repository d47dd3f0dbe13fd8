"""Diagnostics one a line, for tools that look for ``file:line:column``: the form of compilers.

A line is never broken, whatever the width of the terminal, so that the problem matcher of an editor
reads each one.
"""

from __future__ import annotations

from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.reporting.cells import safe
from floe_lsp.reporting.record import CompilationError
from floe_lsp.reporting.renderer import ReportInput


def render(given: ReportInput) -> str:
    """Return one line a finding, such as ``floe.yaml:22:17: error[E110]: 'x' is not ...``.

    Line and column count from one, columns in characters.
    """
    return "".join(_line(diagnostic, given.base) for diagnostic in given.findings)


def _line(diagnostic: Diagnostic, base: Path) -> str:
    error = CompilationError.from_diagnostic(diagnostic, base)
    place = f"{error.file}:{error.location.line}:{error.location.column}"
    said = [error.message, *([f"help: {error.suggestion}"] if error.suggestion else [])]
    text = "; ".join(" ".join(each.split()) for each in said)
    return f"{safe(place)}: {diagnostic.severity.value}[{error.code}]: {safe(text)}\n"
