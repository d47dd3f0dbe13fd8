"""Work beside the conversation: coroutines that nobody waits for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from .crash_reporter import CrashReporter

_MOST_OFFERS = 20
"""Messages of which a person may still choose what to do next; editors keep them, until they are
dismissed or for ever."""


class Tasks:
    """The coroutines that run; a failure is logged."""

    def __init__(self, crashes: CrashReporter) -> None:
        self._crashes = crashes
        self._running: set[asyncio.Task[Any]] = set()
        self._offers: deque[asyncio.Task[Any]] = deque()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def offer(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine that waits for a person; of too many the oldest is given up."""
        self._offers.append(self.start(work))
        if len(self._offers) > _MOST_OFFERS:
            self._offers.popleft().cancel()

    def cancel(self) -> None:
        """Stop what runs."""
        for task in self._running:
            task.cancel()

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        with suppress(ValueError):
            self._offers.remove(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crashes.report("a task of the server", error)
