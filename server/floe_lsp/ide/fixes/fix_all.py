"""All safe fixes of a file together (``source.fixAll.floe``), and all of one code."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable

from floe_lsp.compilation.diagnostics import (
    Applicability,
    Diagnostic,
    Edit,
    Fix,
    Location,
)
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

from .overlay import findings
from .rounds import EditedText

_MOST_ROUNDS = 8
"""A fix can bring up what hid after its mistake; a chain of eight has not been seen."""

_MOST_CHARACTERS = 100_000
"""Analysed in all rounds together; two rounds are always done."""


def safe_fix(diagnostic: Diagnostic) -> Fix | None:
    """Return the first fix of a finding that may be applied unseen."""
    safe = (fix for fix in diagnostic.fixes if fix.applicability is Applicability.SAFE)
    return next(safe, None)


def together(diagnostics: Iterable[Diagnostic], snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return the edits of the safe fixes, without those that would overlap an earlier one.

    Fixes that edit another file as well are left out: they need a person's eye.
    """
    chosen: list[Edit] = []
    taken = _Taken()
    for diagnostic in diagnostics:
        fix = safe_fix(diagnostic)
        if fix is None or any(edit.location.path != snapshot.path for edit in fix.edits):
            continue
        spans = [edit.location.span for edit in fix.edits]
        if not any(map(taken.overlaps, spans)):
            taken.add(spans)
            chosen.extend(fix.edits)
    return tuple(sorted(chosen, key=lambda edit: edit.location.span))


def fix_all(snapshot: Snapshot) -> tuple[Edit, ...]:
    """Return edits that apply every safe fix, and then those for what comes up, until none is left.

    Rounds are bounded; a round after which more is wrong than before is not applied.
    """
    document = snapshot.document
    edits = together(snapshot.diagnostics, snapshot)
    if not edits:
        return ()
    edited = EditedText(document.text.text).apply(edits)
    found = findings(snapshot, edited.text)
    if _worse(found, snapshot.diagnostics):
        return ()
    for _ in range(_rounds(len(document.text)) - 1):
        more = together(found, snapshot)
        if not more:
            break
        changed = edited.apply(more)
        after = findings(snapshot, changed.text)
        if _worse(after, found):
            break
        edited, found = changed, after
    return tuple(
        Edit(Location(document.path, each.span, document.text), each.text)
        for each in edited.edits()
    )


def _rounds(length: int) -> int:
    """How often a text of so many characters is analysed."""
    return min(max(_MOST_CHARACTERS // max(length, 1), 2), _MOST_ROUNDS)


def _worse(after: tuple[Diagnostic, ...], before: tuple[Diagnostic, ...]) -> bool:
    """Whether the file cannot be read any more, or the same stage finds more than before."""
    errors = [each.info.stage.order for each in after if each.is_error]
    errors_before = [each.info.stage.order for each in before if each.is_error]
    if not errors:
        return False
    if not errors_before:
        return True
    first, first_before = min(errors), min(errors_before)
    return first < first_before or (
        first == first_before and errors.count(first) > errors_before.count(first)
    )


class _Taken:
    """Spans of which no two overlap; each is compared with its neighbours alone."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def add(self, spans: Iterable[Span]) -> None:
        """Add spans."""
        for span in spans:
            insort(self._spans, span)

    def overlaps(self, span: Span) -> bool:
        """Whether a span overlaps one of these, or is the same."""
        at = bisect_right(self._spans, Span(span.end, span.end)) - 1
        while at >= 0 and self._spans[at].end >= span.start:
            if _overlap(self._spans[at], span):
                return True
            at -= 1
        return False


def _overlap(one: Span, other: Span) -> bool:
    if one == other:
        return True
    return one.start < other.end and other.start < one.end
