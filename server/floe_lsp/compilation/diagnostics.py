"""A diagnostic: one finding, with the place where a person can fix it.

It is made in one place and shown everywhere: the editor converts it to the protocol, ``reporting``
prints it. Spans are code-point offsets into the text of ``document``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from floe_lsp.syntax import SourceText, Span

from .codes import CODES, CodeInfo, Severity


class Applicability(str, Enum):
    """Whether a fix may be applied unseen."""

    SAFE = "safe"
    """Keeps what was meant; ``--fix`` and fix-all may apply it."""
    UNSAFE = "unsafe"
    """Likely right, but a person has to agree."""


NOTHING = SourceText("")
"""What is shown of a file of which nothing may be shown, or that has no text."""


@dataclass(frozen=True)
class Location:
    """A span of a file. ``text`` is what the span counts in; it takes no part in comparisons."""

    path: Path
    span: Span
    text: SourceText
    shown: SourceText = field(default=NOTHING, compare=False, repr=False)
    """The text as a report may show it, with stars for secrets: equally long, or nothing."""

    def sort_key(self) -> tuple[str, int, int]:
        """Order by file, then place."""
        return (str(self.path), self.span.start, self.span.end)


@dataclass(frozen=True)
class Edit:
    """Replace what stands at ``location`` with ``text``."""

    location: Location
    text: str


@dataclass(frozen=True)
class Fix:
    """A way to fix a finding: ``title`` is an imperative such as "Rename to 'dependsOn'"."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.UNSAFE
    moves_a_secret: bool = False
    """Whether what it writes holds a secret of its file, so that only an editor may be given it."""


@dataclass(frozen=True)
class Related:
    """Another place that explains a finding."""

    location: Location
    message: str


@dataclass(frozen=True)
class Diagnostic:
    """One finding of the compiler.

    ``message`` says what is wrong and names the value; ``suggestion`` says what to do. Stage,
    title and documentation page follow from ``code``.
    """

    code: str
    message: str
    location: Location
    severity: Severity
    suggestion: str | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()

    @property
    def info(self) -> CodeInfo:
        """The catalogue entry of the code."""
        return CODES[self.code]

    @property
    def is_error(self) -> bool:
        """Whether this finding stops the stages after its own."""
        return self.severity is Severity.ERROR

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by file, line, column, code, then message: the same in every run."""
        return (*self.location.sort_key(), self.code, self.message)


def about_file(code: str, path: Path, message: str, suggestion: str | None = None) -> Diagnostic:
    """Return a finding about a file that has no text, about a folder, or about a whole file."""
    nowhere = Location(path, Span(0, 0), NOTHING)
    return Diagnostic(code, message, nowhere, CODES[code].severity, suggestion)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place and drop repetitions.

    A mistake inside an anchored value is found once for every alias but was made once.
    """
    unique: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        unique.setdefault(diagnostic.sort_key(), diagnostic)
    return tuple(unique[key] for key in sorted(unique))


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` after the edits of one file; an edit that overlaps an earlier one is left.

    Spans count in ``text`` as it is before any of them.
    """
    done = len(text)
    for edit in sorted(edits, key=lambda edit: edit.location.span, reverse=True):
        start, end = edit.location.span
        if end <= done:
            text = text[:start] + edit.text + text[end:]
            done = start
    return text
