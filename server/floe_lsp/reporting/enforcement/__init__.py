"""Reports on governance: what was really found of one product, in a form each file."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast, get_args

if TYPE_CHECKING:
    from floe_lsp.compilation.diagnostics import Diagnostic
    from floe_lsp.schemas.artifact.enforcement import EnforcementResult

ReportForm = Literal["json", "sarif", "html"]
REPORT_FORMS: tuple[ReportForm, ...] = get_args(ReportForm)


@dataclass(frozen=True)
class EnforcementReport:
    """A product and what its platform's policies said of it."""

    product: str
    version: str
    result: EnforcementResult
    findings: tuple[Diagnostic, ...]
    """The findings of ENFORCE, for forms that other programs know them by."""
    base: Path
    """The folder from which these findings name files; the record names them from the product's."""
    inputs: frozenset[Path] = frozenset()
    """The files that it is about, which no report may replace."""


class _Form(Protocol):
    def render(self, report: EnforcementReport) -> str:
        """Return the text of a file."""
        ...


def render_report(report: EnforcementReport, form: ReportForm) -> str:
    """Return a report as the text of a file, with a line break at its end."""
    return cast("_Form", import_module(f".{form}", __name__)).render(report)


def form_of(file: Path) -> ReportForm | None:
    """Return the form that the suffix of a file's name says, ``None`` for any other."""
    suffix = file.suffix.lower().lstrip(".")
    return next((form for form in REPORT_FORMS if form == suffix), None)
