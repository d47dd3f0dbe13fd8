"""Asks for analyses and takes their results, open files first, without holding up the conversation.

The result of a file that somebody looks at, or waits for, is taken at once. Those of all others are
gathered for a moment and taken in slices of a few milliseconds, between which messages are handled:
after an edit of a manifest there are as many as it governs products.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Lock

from floe_lsp.files.status import is_file
from floe_lsp.lsp.state.results import Result
from floe_lsp.lsp.state.session import Session

from .analysis_queue import AnalysisQueue, Analyze

_GATHER_SECONDS = 0.1
_SLICE_SECONDS = 0.008


class AnalysisScheduler:
    """The queue of analyses and what has come out of it. Used on the event loop's thread."""

    def __init__(
        self,
        session: Session,
        analyze: Analyze,
        taken: Callable[[set[Path]], None],
        idle: Event,
    ) -> None:
        """Start the queue.

        Args:
            session: Where results are kept.
            analyze: Analyses one file, on the queue's thread.
            taken: Told, after each slice of results, in which files something else may be found.
            idle: Set while no request of the editor is being answered.
        """
        self._session = session
        self._taken = taken
        self._loop = asyncio.get_running_loop()
        self._delivered: deque[tuple[Path, Result | None]] = deque()
        self._delivering = Lock()
        self._planned = False
        """Whether ``_take_slice`` will be called."""
        self._waiting: dict[Path, list[asyncio.Future[None]]] = {}
        self._queue = AnalysisQueue(analyze, self._deliver, idle)

    def ask(self, paths: Iterable[Path]) -> None:
        """Queue files; those that are open come first, of them the last one."""
        is_open = self._session.store.at
        given = list(paths)
        self._queue.ask(each for each in given if is_open(each) is not None)
        self._queue.ask((each for each in given if is_open(each) is None), urgent=False)

    def is_busy(self) -> bool:
        """Whether an analysis is queued, runs, or has a result that is not taken yet."""
        return self._queue.is_busy or bool(self._delivered)

    def stop(self) -> None:
        """Let the queue's thread end."""
        self._queue.stop()

    async def fresh(self, path: Path) -> None:
        """Wait until what is known of a file is of its present text."""
        while True:
            # Before the question, or the result might be delivered unnoticed between the two.
            waiter: asyncio.Future[None] = self._loop.create_future()
            self._waiting.setdefault(path, []).append(waiter)
            if not self._queue.is_pending(path):
                break
            try:
                await waiter
            except asyncio.CancelledError:
                self._leave(path, waiter)
                raise
        self._release(path)
        self._take_where(lambda each: each == path)

    def _deliver(self, path: Path, result: Result | None) -> None:
        """Take in a result; called on the queue's thread."""
        with self._delivering:
            self._delivered.append((path, result))
            planned = self._planned
        if planned and not self._is_awaited(path):
            return
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._arrived)

    def _is_awaited(self, path: Path) -> bool:
        return path in self._waiting or self._session.store.at(path) is not None

    def _arrived(self) -> None:
        self._take_where(self._is_awaited)
        if not self._planned:
            self._plan(_GATHER_SECONDS if self._queue.is_busy else 0)

    def _plan(self, seconds: float) -> None:
        """Take what is left in a moment; what is delivered until then need not say so."""
        with self._delivering:
            self._planned = bool(self._delivered)
        if self._planned:
            self._loop.call_later(seconds, self._take_slice)

    def _take_where(self, wanted: Callable[[Path], bool]) -> None:
        """Take the results of some files; the others stay for later, in their order."""
        changed: set[Path] = set()
        with self._delivering:
            now = [each for each in self._delivered if wanted(each[0])]
            if now:
                rest = [each for each in self._delivered if not wanted(each[0])]
                self._delivered = deque(rest)
        for each in now:
            changed |= self._take(*each)
        if now:
            # Without a result nothing is another, and what makes answers again asks for freshness.
            self._taken(changed)

    def _take_slice(self) -> None:
        """Take results for a moment, then let messages be handled before the rest."""
        until = time.perf_counter() + _SLICE_SECONDS
        changed: set[Path] = set()
        pause = _GATHER_SECONDS
        try:
            while self._delivered:
                changed |= self._take(*self._delivered.popleft())
                if time.perf_counter() >= until:
                    pause = 0
                    break
            self._taken(changed)
        finally:
            self._plan(pause)

    def _take(self, path: Path, result: Result | None) -> set[Path]:
        changed: set[Path] = set()
        session = self._session
        if result is not None and self._is_of_interest(path):
            changed = session.take(result)
            if session.store.at(path) is not None:
                # The editor is told which version its findings are of, even if they are the same.
                changed.add(path)
            if result.generation != session.files.generation:
                # It may have read what has changed meanwhile, and nobody could know that it would.
                self.ask([path])
        self._release(path)
        return changed

    def _is_of_interest(self, path: Path) -> bool:
        """Whether a file is to be shown now that its analysis is done, and has not gone since."""
        session = self._session
        there = session.store.at(path) is not None or is_file(path)
        return there and session.is_of_interest(path)

    def _leave(self, path: Path, waiter: asyncio.Future[None]) -> None:
        """Wait no more; an analysis may hang for as long as requests come and are cancelled."""
        waiting = self._waiting.get(path, [])
        if waiter in waiting:
            waiting.remove(waiter)
        if not waiting:
            self._waiting.pop(path, None)

    def _release(self, path: Path) -> None:
        for waiter in self._waiting.pop(path, ()):
            if not waiter.done():
                waiter.set_result(None)
