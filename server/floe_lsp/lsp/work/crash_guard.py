"""Switches off, for one document, a rule that keeps failing there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from floe_lsp.compilation import Diagnostic, Document
from floe_lsp.compilation.guarding import INTERNAL_ERROR, Fence, Find
from floe_lsp.compilation.territory import Territory

from .crash_reporter import CrashReporter

SwitchedOff = Callable[[Path, str], None]
"""Told once of a file and of the rule that is not run in it any more; on any thread."""

_LIMIT = 3
"""One failure may come from a text that is half typed; this many come from the rule."""


class CrashGuard(Fence):
    """Makes a finding of each failure, as everywhere, and runs no rule that only fails."""

    def __init__(self, crashes: CrashReporter, switched_off: SwitchedOff) -> None:
        """Keep what logs failures; ``switched_off`` is told once of a file and a rule's name."""
        super().__init__(crashes.report)
        self._switched_off = switched_off
        self._failures: dict[tuple[Path, str], list[Diagnostic]] = {}

    def keep(self, territory: Territory) -> None:
        """Forget the failures in files that nobody asks for any more."""
        for key in [each for each in list(self._failures) if not territory.holds(each[0])]:
            self._failures.pop(key, None)

    def run(self, rule: str, document: Document, find: Find) -> list[Diagnostic]:
        """Return what a rule finds, or how it failed, now or before it was switched off."""
        key = (document.path, rule)
        before = self._failures.get(key, [])
        if len(before) >= _LIMIT:
            return before[-1:]
        found = super().run(rule, document, find)
        failed = [each for each in found if each.code == INTERNAL_ERROR]
        if failed:
            self._failures[key] = [*before, *failed]
            if len(self._failures[key]) == _LIMIT:
                self._switched_off(*key)
        return found
