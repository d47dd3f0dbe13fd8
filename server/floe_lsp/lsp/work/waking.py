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
        patience.on_wait = self.plan

    def plan(self) -> None:
        """Look again as soon as something may have waited long enough."""
        if self._timer is None:
            seconds = self._patience.seconds_left()
            self._timer = asyncio.get_running_loop().call_later(seconds, self._wake)

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _wake(self) -> None:
        self._timer = None
        self._changed(self._patience.waiting())
