"""Diagnostics one a line, for tools that look for ``file:line:column``: the form of compilers.

A line is never broken, whatever the width of the terminal, so that the problem matcher of an editor
reads each one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic

from .cells import safe
from .record import CompilationError


def render_concise(diagnostics: Sequence[Diagnostic], *, base: Path) -> str:
    """Return one line a finding, such as ``floe.yaml:22:17: error[E110]: 'x' is not ...``.

    Args:
        diagnostics: The findings.
        base: The working folder, absolute; files inside it are named relative to it. Line and
            column count from one, columns in characters.
    """
    return "".join(_line(diagnostic, base) for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic, base: Path) -> str:
    error = CompilationError.from_diagnostic(diagnostic, base)
    place = f"{error.file}:{error.location.line}:{error.location.column}"
    said = [error.message, *([f"help: {error.suggestion}"] if error.suggestion else [])]
    text = "; ".join(" ".join(each.split()) for each in said)
    return f"{safe(place)}: {diagnostic.severity.value}[{error.code}]: {safe(text)}\n"
