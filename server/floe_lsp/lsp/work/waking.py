"""Shows what has waited while a person typed, when nothing has been typed for long enough."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from floe_lsp.lsp.state.patience import Patience


class Waker:
    """Used on the event loop's thread."""

    def __init__(self, patience: Patience, changed: Callable[[set[Path]], None]) -> None:
        """Keep what is asked; ``changed`` is told of the files that may show something else."""
        self._patience = patience
        self._changed = changed
        self._timer: asyncio.TimerHandle | None = None
        self._is_stopped = False
        patience.on_wait = self.plan

    def plan(self) -> None:
        """Look again as soon as something may have waited long enough.

        What is planned sooner stays: an edit puts off what waits, and the look tells until when.
        """
        if self._is_stopped:
            return
        loop = asyncio.get_running_loop()
        due = loop.time() + self._patience.seconds_left()
        if self._timer is not None:
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = loop.call_at(due, self._wake)

    def stop(self) -> None:
        """Look no more."""
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self) -> None:
        self._timer = None
        self._changed(self._patience.waiting())
