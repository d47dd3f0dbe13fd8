"""Work beside the conversation: coroutines that nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from .crash_reporter import CrashReporter


class Tasks:
    """The coroutines that run; a failure is logged."""

    def __init__(self, crashes: CrashReporter) -> None:
        self._crashes = crashes
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)

    def cancel(self) -> None:
        """Stop what runs."""
        for task in self._running:
            task.cancel()

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crashes.report("a task of the server", error)
