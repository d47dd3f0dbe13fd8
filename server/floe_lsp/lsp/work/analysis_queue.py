"""Runs analyses on a thread of its own: the newest text wins, bursts become one run.

There is no fixed delay. A product that is asked for again while it is being analysed stops at the
next stage and starts over; requests of the editor go before an analysis between two stages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Condition, Event, Thread

from floe_lsp.compilation import Stage
from floe_lsp.compilation.stages import OnStage
from floe_lsp.lsp.state.results import Result

Analyze = Callable[[Path, OnStage], Result | None]
"""Analyses one product; it never raises anything but ``Superseded``."""

_POLITE_SECONDS = 0.05
"""How long an analysis waits at most for the editor's requests between two stages."""

_PAUSE_SECONDS = 0.0001
"""Between two analyses, so that a thread that waits for the interpreter gets it at once, and not
after 5 ms: a keystroke waits for it several times while hundreds of products are analysed."""


class Superseded(Exception):
    """The analysis that runs is of a text that has changed."""


class AnalysisQueue:
    """A queue of products to analyse, and the thread that does it."""

    def __init__(
        self, analyze: Analyze, deliver: Callable[[Path, Result | None], None], idle: Event
    ) -> None:
        """Start the thread.

        Args:
            analyze: Analyses one product.
            deliver: Takes each result, on the queue's thread.
            idle: Set while no request of the editor is being answered.
        """
        self._analyze = analyze
        self._deliver = deliver
        self._idle = idle
        self._urgent: dict[Path, None] = {}
        self._background: dict[Path, None] = {}
        self._running: Path | None = None
        self._stopped = False
        self._changed = Condition()
        Thread(target=self._run, name="analysis", daemon=True).start()

    def ask(self, paths: Iterable[Path], *, urgent: bool = True) -> None:
        """Queue products; those that a person looks at are urgent and the last one comes first."""
        with self._changed:
            for path in paths:
                if urgent:
                    self._background.pop(path, None)
                    self._urgent.pop(path, None)
                    self._urgent[path] = None
                elif path not in self._urgent:
                    self._background[path] = None
            self._changed.notify()

    def is_pending(self, path: Path) -> bool:
        """Whether a product is queued or being analysed."""
        with self._changed:
            return path in self._urgent or path in self._background or path == self._running

    @property
    def is_busy(self) -> bool:
        """Whether anything is queued or being analysed."""
        with self._changed:
            return bool(self._urgent or self._background or self._running)

    def stop(self) -> None:
        """Let the thread end after the analysis that runs."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _run(self) -> None:
        while (path := self._next()) is not None:
            self._make(path)

    def _make(self, path: Path) -> None:
        # On its own, so that nothing of the last result stays while there is nothing to do.
        try:
            result = self._analyze(path, self._between_stages)
        except Superseded:
            return
        with self._changed:
            # Delivered under the lock: what is no longer pending is on its way.
            self._running = None
            self._deliver(path, result)
        time.sleep(_PAUSE_SECONDS)

    def _next(self) -> Path | None:
        with self._changed:
            while not (self._urgent or self._background or self._stopped):
                self._changed.wait()
            if self._stopped:
                return None
            if self._urgent:
                self._running = self._urgent.popitem()[0]
            else:
                self._running = next(iter(self._background))
                del self._background[self._running]
            return self._running

    def _between_stages(self, stage: Stage) -> None:
        if stage is not Stage.LOAD:
            # LOAD parses what the requests wait for as well.
            self._idle.wait(_POLITE_SECONDS)
        with self._changed:
            if self._stopped or (self._running in self._urgent):
                raise Superseded
            if self._urgent and self._running is not None and self._running in self._background:
                raise Superseded
