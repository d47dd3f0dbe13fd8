"""Builds diagnostics from marked text for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from floe_lsp.compilation.codes import CODES, Severity
from floe_lsp.compilation.diagnostics import Applicability, Diagnostic, Edit, Fix, Location, Related
from floe_lsp.syntax import SourceText, Span

BASE = Path("/srv/shop")
FILE = BASE / "floe.yaml"


def marked(source: str) -> tuple[SourceText, list[Span]]:
    """Return the text without its ``«»`` and the spans that stood between them, by their start."""
    plain: list[str] = []
    spans: list[Span] = []
    open_at: list[int] = []
    for char in source:
        if char == "«":
            open_at.append(len(plain))
        elif char == "»":
            spans.append(Span(open_at.pop(), len(plain)))
        else:
            plain.append(char)
    return SourceText("".join(plain)), sorted(spans)


def place(source: str, index: int = 0, path: Path = FILE) -> Location:
    """Return the location of a marked span of ``source``."""
    text, spans = marked(source)
    return Location(path, spans[index], text, text)


def related(location: Location, span: Span, message: str) -> Related:
    """Return a related place in the file of ``location``."""
    return Related(Location(location.path, span, location.text, location.shown), message)


def fix(title: str, *edits: tuple[Span, str], safe: bool = False, path: Path = FILE) -> Fix:
    """Return a fix that edits one file; ``finding`` gives it the file's text."""
    applicability = Applicability.SAFE if safe else Applicability.UNSAFE
    no_text = SourceText("")
    places = [(Location(path, span, no_text), text) for span, text in edits]
    return Fix(title, tuple(Edit(*place) for place in places), applicability)


def _in_text(fix: Fix, location: Location) -> Fix:
    """Return a fix whose edits of the finding's own file count in the finding's text."""
    edits = (
        replace(edit, location=replace(edit.location, text=location.text))
        if edit.location.path == location.path
        else edit
        for edit in fix.edits
    )
    return replace(fix, edits=tuple(edits))


def finding(
    location: Location,
    code: str = "E110",
    message: str = "'x' is not a transform of this product",
    suggestion: str | None = None,
    *,
    severity: Severity | None = None,
    related: tuple[Related, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """Return a diagnostic with the severity of its code unless another is given."""
    severity = severity or CODES[code].severity
    own = tuple(_in_text(fix, location) for fix in fixes)
    return Diagnostic(code, message, location, severity, suggestion, related, own)
