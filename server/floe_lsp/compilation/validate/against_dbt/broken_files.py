"""E137: property files and templates that dbt refuses, for then it reads nothing of the project."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.diagnostics import Diagnostic, Location
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.dbt.facts import ProjectFacts


def check(_: ProductOutline, facts: ProjectFacts) -> Iterator[Diagnostic]:
    """Report each mistake at its place; no text of the file is repeated."""
    for path, text, problem in facts.problems():
        place = Location(path, problem.span, text)
        severity = CODES["E137"].severity
        yield Diagnostic("E137", problem.message, place, severity, problem.suggestion)
