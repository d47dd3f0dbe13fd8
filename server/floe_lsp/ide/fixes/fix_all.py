"""All safe fixes of a file together (``source.fixAll.floe``), and all of one code."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import (
    Applicability,
    Diagnostic,
    Edit,
    Fix,
    Location,
)
from floe_lsp.compilation.fix_promise import Outcome
from floe_lsp.compilation.fix_trials import Trials
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

from .rounds import EditedText

_MOST_ROUNDS = 8
"""A fix can bring up what hid after its mistake; a chain of eight has not been seen."""

_MOST_CHARACTERS = 100_000
"""Analysed in all rounds together; two rounds are always done."""


Choice = Callable[[Diagnostic], "Fix | None"]
"""Which fix of a finding is applied with those of others, if any."""


@dataclass(frozen=True)
class FixedAll:
    """Many fixes, applied together."""

    edits: tuple[Edit, ...]
    fixed: tuple[Diagnostic, ...]
    """The findings of the text as it is that they are for."""
    left: tuple[Diagnostic, ...]
    """What is found in the file afterwards."""


def safe_fix(diagnostic: Diagnostic) -> Fix | None:
    """Return the first fix of a finding that may be applied unseen."""
    safe = (fix for fix in diagnostic.fixes if fix.applicability is Applicability.SAFE)
    return next(safe, None)


def near_miss_fix(diagnostic: Diagnostic) -> Fix | None:
    """Return the fix of a finding that writes the word which is nearly what is written."""
    return next((fix for fix in diagnostic.fixes if fix.is_near_miss), None)


def together(
    diagnostics: Iterable[Diagnostic], snapshot: Snapshot, choice: Choice = safe_fix
) -> tuple[Edit, ...]:
    """Return the edits of the chosen fixes, without those that would overlap an earlier one.

    Fixes that edit another file as well are left out: they need a person's eye.
    """
    chosen: list[Edit] = []
    taken = _Taken()
    for diagnostic in diagnostics:
        fix = choice(diagnostic)
        if fix is None or any(edit.location.path != snapshot.path for edit in fix.edits):
            continue
        spans = [edit.location.span for edit in fix.edits]
        if not any(map(taken.overlaps, spans)):
            taken.add(spans)
            chosen.extend(fix.edits)
    return tuple(sorted(chosen, key=lambda edit: edit.location.span))


def fix_all(snapshot: Snapshot, trials: Trials, choice: Choice = safe_fix) -> FixedAll | None:
    """Apply every chosen fix, and then those for what comes up, until none is left.

    Rounds are bounded. All together keep what one fix promises; where they do not, those are left
    out that do not by themselves.

    Returns:
        What is done, ``None`` where nothing can be.
    """
    chosen = tuple(each for each in snapshot.diagnostics if choice(each) is not None)
    done = _in_rounds(snapshot, trials, choice, chosen)
    if done is None and len(chosen) > 1:
        done = _in_rounds(
            snapshot, trials, choice, [each for each in chosen if _helps(trials, each, choice)]
        )
    return done


def _in_rounds(
    snapshot: Snapshot, trials: Trials, choice: Choice, chosen: Sequence[Diagnostic]
) -> FixedAll | None:
    """Apply the fixes of the chosen findings, then of what comes up; the best round counts."""
    edited, found = EditedText(snapshot.document.text.text), tuple(chosen)
    done: FixedAll | None = None
    sure = True
    for _ in range(_rounds(len(snapshot.document.text))):
        edits = together(found, snapshot, choice)
        if not edits or trials.is_cancelled:
            break
        sure = sure and _are_safe(found, choice)
        edited = edited.apply(edits)
        since = _since(snapshot, edited)
        found = tuple(each for each in trials.after(since) if each.location.path == snapshot.path)
        # However long the file is: there are few rounds, and nothing else may be done in its place.
        if trials.tried(chosen, since, sure=sure) <= Outcome.UNCOVERS:
            done = FixedAll(since, tuple(chosen), found)
    return done


def _helps(trials: Trials, found: Diagnostic, choice: Choice) -> bool:
    fix = choice(found)
    if fix is None:
        return False
    sure = _are_safe((found,), choice)
    return trials.outcome((found,), fix.edits, sure=sure) <= Outcome.UNCOVERS


def _are_safe(found: Iterable[Diagnostic], choice: Choice) -> bool:
    """Whether all fixes that are chosen keep what was meant; one guess makes a guess of them."""
    fixes = map(choice, found)
    return all(fix is None or fix.applicability is Applicability.SAFE for fix in fixes)


def _since(snapshot: Snapshot, edited: EditedText) -> tuple[Edit, ...]:
    """Return all edits of all rounds, as edits of the document."""
    document = snapshot.document
    return tuple(
        Edit(Location(document.path, each.span, document.text), each.text)
        for each in edited.edits()
    )


def _rounds(length: int) -> int:
    """How often a text of so many characters is analysed."""
    return min(max(_MOST_CHARACTERS // max(length, 1), 2), _MOST_ROUNDS)


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
