"""E137: property files and templates that dbt refuses, for then it reads nothing of the project."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.diagnostics import Diagnostic, Location

from .paired import PairedProduct


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each mistake at its place; no text of the file is repeated."""
    for path, text, problem in paired.facts.problems():
        place = Location(path, problem.span, text)
        severity = CODES["E137"].severity
        yield Diagnostic("E137", problem.message, place, severity, problem.suggestion)
