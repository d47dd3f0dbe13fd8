"""Fixes, tried on copies of the files before anyone is offered them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from time import monotonic

from floe_lsp.syntax import SourceText

from .changed_files import ChangedFiles
from .diagnostics import Applicability, Diagnostic, Edit, Fix, in_order
from .fix_promise import Change, Outcome, changes_of, outcome
from .sources import Sources

MOST_TRIED = 500_000
"""Characters that are analysed in the trials of one request, or of one run."""

_COSTS_AT_LEAST = 500
"""A trial of an empty file takes as long as so many characters."""

_LONGEST = 2.0
"""Seconds after which no other trial begins; only files made to be slow take so long."""


class Allowance:
    """How much may still be tried."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self._left = MOST_TRIED
        self._seconds = _LONGEST

    def has_room_for(self, changes: Iterable[Change]) -> bool:
        """Whether a trial of some changes may begin, which is taken off."""
        self._left -= sum(len(change.text) for change in changes) + _COSTS_AT_LEAST
        return self._left >= 0 and self._seconds > 0

    def took(self, seconds: float) -> None:
        """Take off how long a trial took."""
        self._seconds -= seconds


class Trials:
    """Trials of fixes of one product or one manifest."""

    def __init__(
        self,
        sources: Sources,
        analyse: Callable[[Sources], Iterable[Diagnostic]],
        allowance: Allowance | None = None,
        found: Iterable[Diagnostic] | None = None,
    ) -> None:
        """Begin with nothing tried.

        Args:
            sources: The files as they are.
            analyse: Returns all findings of some sources.
            allowance: What these trials share with others.
            found: What is found in the files as they are, where that is known.
        """
        self._sources = sources
        self._analyse = analyse
        self._allowance = allowance or Allowance()
        self._found = found

    @cached_property
    def found(self) -> tuple[Diagnostic, ...]:
        """What is found in the files as they are."""
        return in_order(self._analyse(self._sources) if self._found is None else self._found)

    def after(self, edits: Sequence[Edit]) -> tuple[Diagnostic, ...]:
        """Return what is found after some edits."""
        texts = {path: SourceText(change.text) for path, change in changes_of(edits).items()}
        return in_order(self._analyse(ChangedFiles(self._sources, texts)))

    def outcome(
        self, mended: Sequence[Diagnostic], edits: Sequence[Edit], *, sure: bool = False
    ) -> Outcome:
        """Return how edits turn out that are for some findings; see ``fix_promise.outcome``."""
        if not self._allowance.has_room_for(changes_of(edits).values()):
            return Outcome.UNTRIED
        began = monotonic()
        how = outcome(mended, edits, self.found, self.after(edits), sure=sure)
        self._allowance.took(monotonic() - began)
        return how

    def kept(self, found: Diagnostic) -> Diagnostic:
        """Return a finding with those of its fixes that do not make it worse, the best first.

        A fix that nobody has tried is left out too.
        """
        outcomes = [
            (self.outcome((found,), fix.edits, sure=fix.applicability is Applicability.SAFE), fix)
            for fix in found.fixes
        ]
        good = [each for each in outcomes if each[0] < Outcome.UNTRIED]
        fixes: tuple[Fix, ...] = tuple(fix for _, fix in sorted(good, key=lambda each: each[0]))
        return found if fixes == found.fixes else replace(found, fixes=fixes)
