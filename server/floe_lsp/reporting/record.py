"""``CompilationError``: one finding as plain data, the error model of the public API.

Everything that leaves the program as data is made from it: ``--format json`` and the GitHub
annotations. Lines and columns count from 1, columns in code points, and an end is exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Location
from floe_lsp.compilation.pages import docs_url
from floe_lsp.syntax import MappingNode, Node, SourceText, Span, parse
from floe_lsp.syntax.paths import path_at
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.paths import dotted

from .paths import display_path


class RangeData(TypedDict):
    """A range as it stands in JSON: counted from 1, in code points, end exclusive."""

    line: int
    column: int
    endLine: int
    endColumn: int


class RelatedData(TypedDict):
    """A related place as it stands in JSON."""

    file: str
    location: RangeData
    message: str


class EditData(TypedDict):
    """An edit as it stands in JSON: replace the range by ``text``."""

    file: str
    location: RangeData
    text: str


class FixData(TypedDict):
    """A fix as it stands in JSON; ``applicability`` is ``safe`` or ``unsafe``."""

    title: str
    applicability: str
    edits: list[EditData]


class ErrorData(TypedDict):
    """A ``CompilationError`` as it stands in JSON."""

    file: str
    location: RangeData
    field: str | None
    severity: str
    code: str
    stage: str
    message: str
    suggestion: str | None
    docs: str | None
    related: list[RelatedData]
    fixes: list[FixData]


@dataclass(frozen=True)
class ErrorRange:
    """Where in a file: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, text: SourceText, span: Span) -> ErrorRange:
        """Return the range of a span of ``text``."""
        start, end = text.position(span.start), text.position(max(span.start, span.end))
        return cls(start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def to_dict(self) -> RangeData:
        """Return the range as plain data."""
        return {
            "line": self.line,
            "column": self.column,
            "endLine": self.end_line,
            "endColumn": self.end_column,
        }


@dataclass(frozen=True)
class RelatedPlace:
    """Another place that explains an error."""

    file: str
    location: ErrorRange
    message: str

    def to_dict(self) -> RelatedData:
        """Return the place as plain data."""
        return {"file": self.file, "location": self.location.to_dict(), "message": self.message}


@dataclass(frozen=True)
class FixEdit:
    """Replace a range of a file by ``text``."""

    file: str
    location: ErrorRange
    text: str

    def to_dict(self) -> EditData:
        """Return the edit as plain data."""
        return {"file": self.file, "location": self.location.to_dict(), "text": self.text}


@dataclass(frozen=True)
class SuggestedFix:
    """A way to fix an error; its edits apply together."""

    title: str
    applicability: str
    edits: tuple[FixEdit, ...]

    def to_dict(self) -> FixData:
        """Return the fix as plain data."""
        return {
            "title": self.title,
            "applicability": self.applicability,
            "edits": [edit.to_dict() for edit in self.edits],
        }


@dataclass(frozen=True)
class CompilationError:
    """One finding of the compiler, whatever its severity, as plain data.

    ``file`` is relative to the working folder when it lies inside, else absolute, with ``/`` on
    every system. ``severity`` is ``error``, ``warning``, ``info`` or ``hint``; ``stage`` one of the
    six stages in upper case; ``docs`` the address of the page that explains the code. ``field`` is
    the dotted path of what stands there, such as ``transforms[0].name``, ``None`` for a whole file.
    """

    file: str
    location: ErrorRange
    severity: str
    code: str
    stage: str
    message: str
    suggestion: str | None = None
    docs: str | None = None
    field: str | None = None
    related: tuple[RelatedPlace, ...] = ()
    fixes: tuple[SuggestedFix, ...] = ()

    @classmethod
    def from_diagnostic(cls, diagnostic: Diagnostic, base: Path) -> CompilationError:
        """Return the plain data of a diagnostic.

        Args:
            diagnostic: The finding.
            base: The working folder, absolute.
        """
        place = diagnostic.location
        return cls(
            file=display_path(place.path, base),
            location=_range(place),
            severity=diagnostic.severity.value,
            code=diagnostic.code,
            stage=diagnostic.info.stage.value,
            message=diagnostic.message,
            suggestion=diagnostic.suggestion,
            docs=docs_url(diagnostic.code),
            field=_field(place),
            related=tuple(
                RelatedPlace(
                    display_path(related.location.path, base),
                    _range(related.location),
                    related.message,
                )
                for related in diagnostic.related
            ),
            fixes=tuple(_fix(fix, base) for fix in diagnostic.fixes if not fix.moves_a_secret),
        )

    def __str__(self) -> str:
        place = f"{self.file}:{self.location.line}:{self.location.column}"
        return f"{place}: {self.severity}[{self.code}]: {self.message}"

    def to_dict(self) -> ErrorData:
        """Return the error as plain data for JSON, keys always in the same order."""
        return {
            "file": self.file,
            "location": self.location.to_dict(),
            "field": self.field,
            "severity": self.severity,
            "code": self.code,
            "stage": self.stage,
            "message": self.message,
            "suggestion": self.suggestion,
            "docs": self.docs,
            "related": [related.to_dict() for related in self.related],
            "fixes": [fix.to_dict() for fix in self.fixes],
        }


def errors_of(diagnostics: Iterable[Diagnostic], base: Path) -> list[CompilationError]:
    """Return the plain data of diagnostics; see ``CompilationError.from_diagnostic``."""
    return [CompilationError.from_diagnostic(each, base) for each in diagnostics]


def _field(location: Location) -> str | None:
    """Return the dotted path of what stands at a place, unless a key on the way is a secret."""
    if not location.shown.text:
        return None
    root, secret = _root_of(location.text, location.shown)
    path = () if root is None else path_at(root, location.span.start).path
    return dotted(path) if path and secret.isdisjoint(path) else None


@lru_cache(maxsize=8)
def _root_of(text: SourceText, shown: SourceText) -> tuple[Node | None, frozenset[object]]:
    """Return the tree of a text, and those of its keys that may not be shown.

    All findings of a document share both texts, so each is read once for a report.
    """
    root = parse(text).root
    keys = (
        entry.key for node in walk(root) if isinstance(node, MappingNode) for entry in node.entries
    )
    secret = (
        each.value
        for each in keys
        if text.text[each.start : each.end] != shown.text[each.start : each.end]
    )
    return root, frozenset(each for each in secret if isinstance(each, str | int))


def _range(location: Location) -> ErrorRange:
    return ErrorRange.of(location.text, location.span)


def _fix(fix: Fix, base: Path) -> SuggestedFix:
    edits = tuple(
        FixEdit(display_path(edit.location.path, base), _range(edit.location), edit.text)
        for edit in fix.edits
    )
    return SuggestedFix(fix.title, fix.applicability.value, edits)
