"""Garbage is collected while nobody types.

Trees and analyses hold no cycles, so reference counting frees them at once. The cyclic collector
finds nothing in them and yet walks over all of them: 60 ms at a time for 2,000 transforms, most
likely in the middle of a keystroke, when objects are made. So it does not run by itself here
(``cli.main`` switches it off, before the imports, which it would slow down by a sixth).
"""

from __future__ import annotations

import asyncio
import gc

_QUIET_SECONDS = 2.0
_AT_LEAST_EVERY_SECONDS = 60.0
"""Even when the editor never rests; cycles come from failures and from asyncio, and are few."""


class IdleCollector:
    """Collects garbage after a while without messages, and now and then among them."""

    def __init__(self) -> None:
        self._frozen = False
        self._planned = False
        self._heard = 0.0
        self._collected = 0.0

    def heard(self) -> None:
        """Take note of a message; called on the event loop's thread for each."""
        loop = asyncio.get_running_loop()
        self._heard = loop.time()
        if not self._planned:
            self._planned = True
            self._collected = self._collected or self._heard
            loop.call_later(_QUIET_SECONDS, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        rest = _QUIET_SECONDS - (now - self._heard)
        if rest > 0 and now - self._collected < _AT_LEAST_EVERY_SECONDS:
            loop.call_later(rest, self._look, loop)
            return
        gc.collect()
        if not self._frozen:
            # Modules and the protocol's types stay for good: no later run looks at them again.
            gc.freeze()
            self._frozen = True
        self._planned = False
        self._collected = loop.time()
