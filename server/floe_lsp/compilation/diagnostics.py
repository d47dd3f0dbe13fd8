"""A diagnostic: one finding, with the place where a person can fix it.

It is made in one place and shown everywhere: the editor converts it to the protocol, ``reporting``
prints it. Spans are code-point offsets into the text of ``document``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from floe_lsp.syntax import SourceText, Span
from floe_lsp.wording.counting import more_of_this_kind

from .codes import CODES, CodeInfo, Severity
from .stages import Stage

MAX_OF_A_CODE = 500
"""This many findings of one code are shown in one file; the rest are counted. Nobody reads so many,
and each costs an editor, a log and whoever reads that."""


class Applicability(str, Enum):
    """Whether a fix may be applied unseen."""

    SAFE = "safe"
    """Keeps what was meant; ``--fix`` and fix-all may apply it."""
    UNSAFE = "unsafe"
    """Likely right, but a person has to agree."""


NO_TEXT = SourceText("")
"""What is shown of a file of which nothing may be shown, or that has no text."""


@dataclass(frozen=True)
class Location:
    """A span of a file. ``text`` is what the span counts in; it takes no part in comparisons."""

    path: Path
    span: Span
    text: SourceText
    shown: SourceText = field(default=NO_TEXT, compare=False, repr=False)
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
    of_all: bool = False
    """Whether it fixes all findings of its kind in a file. It stands on the first of them alone: on
    each, a report would grow with the square of their number."""
    is_near_miss: bool = False
    """Whether it writes the word that what stands there is a misspelling of."""


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
    more: int = 0
    """How many of its kind are only counted in its file, which the end of ``message`` says."""

    @property
    def own_message(self) -> str:
        """What is wrong here, without how many more of its kind there are."""
        return self.message.removesuffix(more_of_this_kind(self.more))

    @property
    def info(self) -> CodeInfo:
        """The catalogue entry of the code."""
        return CODES[self.code]

    @property
    def is_error(self) -> bool:
        """Whether this finding stops the stages after its own."""
        return self.severity is Severity.ERROR

    @property
    def is_strict(self) -> bool:
        """Whether it breaks what the platform is strict about; nothing in an editor hides that."""
        return self.is_error and self.info.stage is Stage.ENFORCE

    def is_shown_without(self, off: Container[str]) -> bool:
        """Whether an editor shows it in which some codes are off."""
        return self.code not in off or self.is_strict

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by file, line, column, code, then message: the same in every run."""
        return (*self.location.sort_key(), self.code, self.message)


def about_file(code: str, path: Path, message: str, suggestion: str | None = None) -> Diagnostic:
    """Return a finding about a file that has no text, about a folder, or about a whole file."""
    nowhere = Location(path, Span(0, 0), NO_TEXT)
    return Diagnostic(code, message, nowhere, CODES[code].severity, suggestion)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place and drop repetitions.

    A mistake inside an anchored value is found once for every alias but was made once.
    """
    unique: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        unique.setdefault(diagnostic.sort_key(), diagnostic)
    return tuple(unique[key] for key in sorted(unique))


def shown(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings in order; of a code the first in each file, and how many more there are."""
    ordered = in_order(diagnostics)
    if len(ordered) <= MAX_OF_A_CODE:
        return ordered
    more = Counter((each.location.path, each.code) for each in ordered)
    if max(more.values()) <= MAX_OF_A_CODE:
        return ordered
    left = dict.fromkeys(more, MAX_OF_A_CODE)
    found: list[Diagnostic] = []
    for each in ordered:
        key = (each.location.path, each.code)
        left[key] -= 1
        if left[key] == 0:
            found.append(and_more(each, more[key] - MAX_OF_A_CODE))
        elif left[key] > 0:
            found.append(each)
    return tuple(found)


def first_of(making: Sequence[Callable[[], Diagnostic]]) -> Iterator[Diagnostic]:
    """Make as many findings of one code as are shown; the last says how many more there are."""
    most = MAX_OF_A_CODE
    yield from (make() for make in making[: most - 1])
    for make in making[most - 1 : most]:
        yield and_more(make(), len(making) - most)


def and_more(diagnostic: Diagnostic, count: int) -> Diagnostic:
    """Return the last of many findings of a kind, with how many follow it."""
    if count <= 0:
        return diagnostic
    more = diagnostic.more + count
    message = f"{diagnostic.own_message}{more_of_this_kind(more)}"
    return replace(diagnostic, message=message, more=more)


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
