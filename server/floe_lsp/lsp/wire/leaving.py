"""Ends the process some time after it was told to, whatever its event loop or threads wait for.

A log that nobody reads, or a drive that does not answer, would hold the loop that should end it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Thread

MOST_SECONDS = 5.0
"""From the moment at which the process is told to end to that at which it has ended."""
LAST_WORDS_SECONDS = 1.0
"""Of them, how long the editor may take to read what it is sent last."""


def end_at_last(code: Callable[[], int]) -> None:
    """End the process after ``MOST_SECONDS``, unless it has ended by itself.

    Args:
        code: Returns the exit code, when the time is over.
    """

    def end() -> None:
        time.sleep(MOST_SECONDS)
        os._exit(code())

    Thread(target=end, name="leaving", daemon=True).start()
