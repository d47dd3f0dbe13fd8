"""Diagnostics as text for people: what is wrong, the line itself, what to do next.

The form is rustc's. This module only lays lines out; ``console`` brings them to a stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import (
    Applicability,
    Diagnostic,
    Location,
    Related,
)
from floe_lsp.compilation.pages import docs_url
from floe_lsp.reporting.cells import safe
from floe_lsp.reporting.frame import Frame
from floe_lsp.reporting.paths import display_path
from floe_lsp.reporting.preview import MAX_LINES, Hunk, hunks_of, preview
from floe_lsp.reporting.renderer import ReportInput
from floe_lsp.reporting.snippet import Mark, snippet
from floe_lsp.reporting.styled import Canvas, Chunk, Line, Role, paragraph, plain_text
from floe_lsp.reporting.summary import Summary
from floe_lsp.wording.counting import counted

MAX_PROSE = 100
"""Widest line of prose in cells; source lines use the whole console."""

MAX_RELATED = 10
"""Related places that are shown of one diagnostic."""

SEVERITY_ROLES = {
    Severity.ERROR: Role.ERROR,
    Severity.WARNING: Role.WARNING,
    Severity.INFO: Role.INFO,
    Severity.HINT: Role.HINT,
}


@dataclass
class TextReport:
    """A report that is laid out line by line; one object makes one report."""

    diagnostics: Sequence[Diagnostic]
    base: Path
    """The working folder, absolute."""
    canvas: Canvas = field(default_factory=Canvas)

    def __post_init__(self) -> None:
        """Collect what the diagnostics share."""
        self._prose = Canvas(min(self.canvas.width, MAX_PROSE), self.canvas.encoding)

    def lines(self, *, summary: bool = True) -> Iterator[Line]:
        """Yield the lines of the report: each diagnostic and an empty line, then the summary.

        Where to read more stands at its end, once for all: it is the same for each of a code.
        """
        for diagnostic in self.diagnostics:
            yield from self._diagnostic(diagnostic)
            yield ()
        if summary:
            yield from self._docs()
            yield summary_line(self.diagnostics)

    def _diagnostic(self, diagnostic: Diagnostic) -> Iterator[Line]:
        hunks = self._hunks(diagnostic)
        related = diagnostic.related[:MAX_RELATED]
        places = [diagnostic.location, *(each.location for each in related)]
        last = max(_line_number(place) for place in places)
        digits = len(str(max([last, *(hunk.last for hunk in hunks)])))
        frame = Frame(self.canvas, digits)
        role = SEVERITY_ROLES[diagnostic.severity]
        head = (
            Chunk(diagnostic.severity.value, role),
            Chunk(f"[{diagnostic.code}]", role, docs_url(diagnostic.code)),
            Chunk(": "),
        )
        yield from paragraph(self._prose, diagnostic.message, Role.MESSAGE, head)
        yield from self._snippets(frame, diagnostic, related, role)
        if diagnostic.location.shown.text:
            yield (frame.edge(),)
        more = len(diagnostic.related) - len(related)
        if more:
            yield from self._note(digits, "note", counted(more, "more related place"))
        if diagnostic.suggestion:
            yield from self._note(digits, "help", diagnostic.suggestion, Role.HELP)
        yield from self._fixes(frame, diagnostic, hunks)

    def _snippets(
        self, frame: Frame, diagnostic: Diagnostic, related: Sequence[Related], role: Role
    ) -> Iterator[Line]:
        """Lay out the place of a diagnostic and the related ones, those of a file together."""
        place = diagnostic.location
        marks: dict[Path, list[Mark]] = {place.path: [Mark(place.span, role=role)]}
        first: dict[Path, Location] = {place.path: place}
        for each in related:
            path = each.location.path
            first.setdefault(path, each.location)
            marks.setdefault(path, []).append(Mark(each.location.span, each.message))
        for path, location in first.items():
            if location is not place:
                yield (frame.edge(),)
            arrow = "-->" if location is place else ":::"
            yield from self._address(location, arrow, frame.digits)
            if location.shown.text:
                yield (frame.edge(),)
                yield from snippet(frame, location.shown, marks[path])
                continue
            for mark in marks[path]:
                if mark.label:
                    yield from self._note(frame.digits, "note", mark.label)

    def _address(self, location: Location, arrow: str, digits: int) -> Iterator[Line]:
        """Lay out ``file:line:column``."""
        column = location.text.position(location.span.start).column + 1
        file = display_path(location.path, self.base)
        lead = (Chunk(f"{'':>{digits}}{arrow} ", Role.GUTTER),)
        # A file that cannot be read has no line to go to.
        where = f"{file}:{_line_number(location)}:{column}" if location.text.text else file
        yield from paragraph(self.canvas, where, Role.PLAIN, lead, after="/\\")

    def _fixes(self, frame: Frame, diagnostic: Diagnostic, hunks: Sequence[Hunk]) -> Iterator[Line]:
        """Lay out the titles of the fixes, and the first as a diff when that is short.

        The values of a choice stand in the suggestion already.
        """
        if _is_a_choice(diagnostic):
            return
        for index, fix in enumerate(diagnostic.fixes):
            # One fix below a suggestion says the same again; the diff alone is clearer.
            if len(diagnostic.fixes) > 1 or not (diagnostic.suggestion and hunks):
                yield from self._note(frame.digits, "fix", fix.title, Role.HELP)
            if index == 0 and hunks:
                yield (frame.edge(),)
                yield from preview(frame, hunks)
                yield (frame.edge(),)

    def _hunks(self, diagnostic: Diagnostic) -> Sequence[Hunk]:
        """Return the diff of the first fix, if it is worth showing."""
        if not diagnostic.fixes or _is_a_choice(diagnostic):
            return ()
        fix = diagnostic.fixes[0]
        paths = {edit.location.path for edit in fix.edits}
        # A diff names no file, so it is shown for the one that stands above it.
        if paths != {diagnostic.location.path}:
            return ()
        if fix.moves_a_secret or not diagnostic.location.shown.text:
            return ()
        hunks = hunks_of(fix, diagnostic.location.shown)
        return hunks if sum(hunk.size for hunk in hunks) <= MAX_LINES else ()

    def _docs(self) -> Iterator[Line]:
        """Lay out the command that explains the codes; each leads to its page."""
        codes = {code: docs_url(code) for code in dict.fromkeys(e.code for e in self.diagnostics)}
        lead = "docs: floe explain"
        line = [Chunk(lead, Role.DIM)]
        for code, url in codes.items():
            if _width(line) + 1 + len(code) > self.canvas.width:
                yield tuple(line)
                line = [Chunk(" " * len(lead))]
            line += [Chunk(" "), Chunk(code, Role.DIM, url)]
        address = safe(next(iter(codes.values()), None) or "", self.canvas.encoding)
        if len(codes) != 1 or not address:
            # Of several the terminal's own links have to do.
            if codes:
                yield tuple(line)
            return
        if _width(line) + 3 + len(address) <= self.canvas.width:
            yield (*line, Chunk(f" - {address}", Role.DIM, address))
            return
        yield tuple(line)
        # Never broken, however narrow the screen: half an address can't be copied or clicked.
        yield (Chunk("      "), Chunk(address, Role.DIM, address))

    def _note(self, digits: int, word: str, text: str, role: Role = Role.MESSAGE) -> Iterator[Line]:
        yield from paragraph(self._prose, text, Role.PLAIN, self._lead(digits, word, role))

    def _lead(self, digits: int, word: str, role: Role = Role.MESSAGE) -> tuple[Chunk, ...]:
        return (Chunk(f"{'':>{digits}} = ", Role.GUTTER), Chunk(f"{word}: ", role))


def render(given: ReportInput) -> str:
    """Return a report as plain text."""
    canvas = given.canvas or Canvas()
    report = TextReport(given.findings, given.base, canvas)
    return plain_text(report.lines(summary=given.summary))


def summary_line(diagnostics: Sequence[Diagnostic]) -> Line:
    """Return the last line of a report, such as ``2 errors and 1 warning in 1 file``."""
    return tuple(
        Chunk(text, Role.PLAIN if severity is None else SEVERITY_ROLES[severity])
        for text, severity in Summary.of(diagnostics).words()
    )


def _width(line: Sequence[Chunk]) -> int:
    return sum(len(chunk.text) for chunk in line)


def _is_a_choice(diagnostic: Diagnostic) -> bool:
    """Whether fixes write one value or another at one place, and none is nearer than the others.

    A diff of the first would look like what was meant, which may be the opposite.
    """
    fixes, words = diagnostic.fixes, diagnostic.suggestion or ""
    places = {tuple(edit.location.sort_key() for edit in fix.edits) for fix in fixes}
    written = [edit for fix in fixes for edit in fix.edits]
    return (
        len(fixes) > 1
        and len(places) == 1
        and all(edit.text and edit.text.strip("\"' ") in words for edit in written)
        and not fixes[0].is_near_miss
        and fixes[0].applicability is Applicability.UNSAFE
    )


def _line_number(location: Location) -> int:
    return location.text.position(location.span.start).line + 1
