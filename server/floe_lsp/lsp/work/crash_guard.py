"""Switches off, for one document, a rule that keeps failing there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from floe_lsp.compilation import Diagnostic, Document
from floe_lsp.compilation.guarding import Fence, Find, Guard
from floe_lsp.compilation.territory import Territory

from .crash_reporter import CrashReporter

SwitchedOff = Callable[[Path, str], None]
"""Told once of a file and of the rule that is not run in it any more; on any thread."""

_LIMIT = 3
"""One failure may come from a text that is half typed; this many come from the rule."""


class CrashGuard(Guard):
    """Keeps the failures of rules from the rest of an analysis."""

    def __init__(self, crashes: CrashReporter, switched_off: SwitchedOff) -> None:
        """Keep what logs failures; ``switched_off`` is told once of a file and a rule's name."""
        self._crashes = crashes
        self._switched_off = switched_off
        self._fence = Fence(self._log)
        self._failures: Counter[tuple[Path, str]] = Counter()

    def keep(self, territory: Territory) -> None:
        """Forget the failures in files that nobody asks for any more."""
        for key in [each for each in list(self._failures) if not territory.holds(each[0])]:
            self._failures.pop(key, None)

    def run(self, rule: str, document: Document, find: Find) -> list[Diagnostic]:
        """Return what a rule finds, nothing when it fails or has been switched off."""
        key = (document.path, rule)
        if self._failures.get(key, 0) >= _LIMIT:
            return []
        try:
            return super().run(rule, document, find)
        except Exception as error:  # noqa: BLE001 - a rule of ours may fail in any way
            self._crashes.report(f"the rule {rule!r}", error)
            self._failures[key] += 1
            if self._failures[key] == _LIMIT:
                self._switched_off(*key)
            return []

    def step(self, path: Path, step: Callable[[], None]) -> list[Diagnostic]:
        """Run what is done for a file, such as a stage; return that it failed, if it did."""
        return self._fence.step(path, step)

    def _log(self, error: Exception) -> None:
        self._crashes.report("the analysis of a file", error)
