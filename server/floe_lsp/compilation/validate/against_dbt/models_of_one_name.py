"""E146: several models of the dbt project with one name, of which dbt takes none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from floe_lsp.compilation.codes import CODES
from floe_lsp.compilation.diagnostics import Diagnostic, Location, Related
from floe_lsp.compilation.secrecy import hide_shapes
from floe_lsp.dbt.facts import ProjectFacts
from floe_lsp.syntax import SourceText, Span
from floe_lsp.wording.quoting import quote_name

from .paired import PairedProduct


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report each file after the first, where dbt is sure to refuse the project for it."""
    yield from paired.facts.once(_found)


def _found(facts: ProjectFacts) -> tuple[Diagnostic, ...]:
    package = facts.package
    if package is None:
        return ()
    return tuple(
        Diagnostic(
            "E146",
            hide_shapes(
                f"the dbt project has another model {quote_name(name)}, and dbt takes none"
            ),
            _place(*other),
            CODES["E146"].severity,
            "rename one of the two files, or disable it with {{ config(enabled=false) }}",
            (Related(_place(*first), "the other one is here"),),
        )
        for name, (first, *others) in package.models_of_one_name.items()
        for other in others
    )


def _place(path: Path, text: SourceText) -> Location:
    return Location(path, text.first_line(Span(0, len(text.text))), text)
