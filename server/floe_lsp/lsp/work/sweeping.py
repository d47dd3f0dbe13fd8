"""Drops what is kept of files that nobody asks about any more.

Much is kept by path so that it need not be found twice: texts, folders, settings, names of reports.
Who keeps it cannot know when a file goes, and an analysis that runs may read it once more after
that. So all of it is looked through a moment after something has gone, when no analysis runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from floe_lsp.lsp.state.session import Session

_SECONDS = 1.0
"""Files go by hundreds; they are looked for once."""


class Sweeper:
    """Used on the event loop's thread."""

    def __init__(self, session: Session, is_busy: Callable[[], bool]) -> None:
        """Keep what is swept; ``is_busy`` says whether an analysis may be reading files."""
        self._session = session
        self._is_busy = is_busy
        self._timer: asyncio.TimerHandle | None = None
        self._is_stopped = False

    def plan(self) -> None:
        """Sweep soon."""
        if self._timer is None and not self._is_stopped:
            self._timer = asyncio.get_running_loop().call_later(_SECONDS, self._sweep)

    def stop(self) -> None:
        """Sweep no more."""
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sweep(self) -> None:
        self._timer = None
        if self._is_busy():
            self.plan()
        else:
            self._session.sweep()
