"""Fixes, tried on copies of the files before anyone is offered them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from floe_lsp.syntax import SourceText

from . import telemetry
from .changed_files import ChangedFiles
from .codes import Trait
from .diagnostics import Applicability, Diagnostic, Edit, Fix, in_order
from .fix_promise import Outcome, changes_of, outcome
from .kept_aliases import keeps_aliases
from .sources import Sources

MOST_TRIED = 500_000
"""Characters that are analysed in the trials of one request, or of one file of a report."""

MOST_FIXES = 100
"""Fixes that are tried there, however short the file is."""

_COSTS_AT_LEAST = 500
"""A trial of an empty file takes as long as so many characters."""

_A_FINDING_COSTS = 300
"""To describe a finding takes as long as so many characters."""

NOTHING_CREATED: Mapping[Path, str] = MappingProxyType({})


class Allowance:
    """How much may still be tried.

    It counts characters and no seconds: what is offered, and what a report says, is the same on a
    slow machine, and each time.
    """

    def __init__(
        self,
        characters: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Begin with all of it.

        Args:
            characters: That may be analysed; ``MOST_TRIED`` if nothing is said.
            cancelled: Whether nobody waits for the answer any more.
        """
        self._characters = MOST_TRIED if characters is None else characters
        self._fixes = MOST_FIXES
        self._cancelled = cancelled

    def has_room_for(self, characters: int) -> bool:
        """Whether a trial may begin that analyses so many characters, which are taken off."""
        self._characters -= characters + _COSTS_AT_LEAST
        self._fixes -= 1
        return self._characters >= 0 and self._fixes >= 0 and not self._cancelled()

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._cancelled()

    def end(self) -> None:
        """Leave room for nothing more."""
        self._fixes = 0


class Trials:
    """Trials of fixes of one product or one manifest."""

    def __init__(
        self,
        sources: Sources,
        analyse: Callable[[Sources], Iterable[Diagnostic]],
        allowance: Allowance | None = None,
        found: Iterable[Diagnostic] | None = None,
        beside: int = 0,
    ) -> None:
        """Begin with nothing tried.

        Args:
            sources: The files as they are.
            analyse: Returns all findings of some sources.
            allowance: How much may be tried.
            found: What is found in the files as they are, where that is known.
            beside: Characters of the files that are analysed again besides those that change.
        """
        self._sources = sources
        self._analyse = analyse
        self._allowance = allowance or Allowance()
        self._known = None if found is None else in_order(found)
        self._beside = beside
        self._after: dict[tuple[tuple[Path, str], ...], tuple[Diagnostic, ...]] = {}

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._allowance.is_cancelled

    def _found_in(self, sources: Sources) -> tuple[Diagnostic, ...]:
        with telemetry.paused():
            return in_order(self._analyse(sources))

    @cached_property
    def found(self) -> tuple[Diagnostic, ...]:
        """What is found in the files as they are."""
        return self._found_in(self._sources) if self._known is None else self._known

    def after(
        self, edits: Sequence[Edit], created: Mapping[Path, str] = NOTHING_CREATED
    ) -> tuple[Diagnostic, ...]:
        """Return what is found after some edits, and when some files have been created.

        Edits that make the same texts as others before are not tried again.
        """
        texts = {path: change.text for path, change in changes_of(edits).items()} | dict(created)
        key = tuple(texts.items())
        if key not in self._after:
            changed = {path: SourceText(text) for path, text in texts.items()}
            self._after[key] = self._found_in(ChangedFiles(self._sources, changed))
        return self._after[key]

    def outcome(
        self,
        mended: Sequence[Diagnostic],
        edits: Sequence[Edit],
        created: Mapping[Path, str] = NOTHING_CREATED,
        *,
        sure: bool = False,
    ) -> Outcome:
        """Return how edits turn out that are for some findings; see ``fix_promise.outcome``.

        Args:
            mended: The findings that they are for.
            edits: What is changed.
            created: The texts of files that are created with them, by path.
            sure: Whether they keep what was meant.
        """
        length = _length(edits) + sum(map(len, created.values())) + self._beside
        length += 0 if self._known is None else _A_FINDING_COSTS * len(self._known)
        if not self._allowance.has_room_for(length):
            return Outcome.UNTRIED
        return self.tried(mended, edits, created, sure=sure)

    def tried(
        self,
        mended: Sequence[Diagnostic],
        edits: Sequence[Edit],
        created: Mapping[Path, str] = NOTHING_CREATED,
        *,
        sure: bool = False,
    ) -> Outcome:
        """Return what ``outcome`` does, whatever else has been tried."""
        after = self.after(edits, created)
        if any(Trait.TAKES_TOO_LONG in each.info.traits for each in after):
            self._allowance.end()
        found = outcome(mended, edits, self.found, after, sure=sure)
        is_good = found < Outcome.UNTRIED
        return found if not is_good or self._keeps_aliases(mended, edits) else Outcome.BROKEN

    def _keeps_aliases(self, mended: Sequence[Diagnostic], edits: Sequence[Edit]) -> bool:
        """Whether an alias stands for the same as before wherever nobody asked for another."""
        for path, change in changes_of(edits).items():
            document = self._sources.document(path)
            text = document.text.text
            if "*" in text and "&" in text:
                changed = ChangedFiles(self._sources, {path: SourceText(change.text)})
                of_file = [each for each in edits if each.location.path == path]
                if not keeps_aliases(document, changed.document(path), of_file, mended):
                    return False
        return True

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


def _length(edits: Iterable[Edit]) -> int:
    """Return how many characters the files of some edits have."""
    return sum({each.location.path: len(each.location.text) for each in edits}.values())
