"""E137: property files and templates that dbt refuses, for then it reads nothing of the project."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.diagnostics import Diagnostic, Location
from floe_lsp.dbt.facts import ProjectFacts

from .paired import PairedProduct


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each mistake at its place; no text of the file is repeated."""
    yield from paired.facts.once(_found)


def _found(facts: ProjectFacts) -> tuple[Diagnostic, ...]:
    severity = CODES["E137"].severity
    return tuple(
        Diagnostic(
            "E137",
            problem.message,
            Location(path, problem.span, text),
            severity,
            problem.suggestion,
        )
        for path, text, problem in facts.problems()
    )
