"""A conversation that only keeps what a transport gives to it."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from floe_lsp.lsp.wire.protocol import Protocol


class Heard:
    """In place of the protocol; made within a running event loop."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.reasons: list[str] = []
        self.writer: Any = None
        self.has_headers = True
        self.stopped = asyncio.Event()
        self.stops = 0
        self.exit_code = 7
        self.has_exited = False
        self.is_open = False
        self.last = b"exit"
        """The message with which it ends."""

    @property
    def protocol(self) -> Protocol:
        """The same, as a transport takes it."""
        return cast("Protocol", self)

    @contextmanager
    def begin(self) -> Generator[Protocol]:
        """Begin the conversation."""
        self.is_open = True
        try:
            yield self.protocol
        finally:
            self.is_open = False

    def set_writer(self, writer: Any, include_headers: bool = True) -> None:
        """Take what messages are written with."""
        self.writer, self.has_headers = writer, include_headers

    def receive(self, body: bytes) -> None:
        """Take a message."""
        self.bodies.append(body)
        if body == self.last:
            self.stop()

    def stop(self) -> None:
        """End the conversation."""
        self.stops += 1
        self.stopped.set()

    def lost(self, reason: str) -> None:
        """End the conversation since the editor is not there any more."""
        self.reasons.append(reason)
        self.stop()
