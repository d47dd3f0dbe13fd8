"""Starts the server on the transport that was chosen."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress

from floe_lsp.compilation.clock import wrong_epoch

from .server import Server
from .wire.protocol import Protocol
from .wire.transport import Connect
from .work.collecting import IdleCollector

_log = logging.getLogger(__name__)

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end a conversation; what is being written is written to its end."""


def serve(connect: Connect, *, level: str = "WARNING") -> int:
    """Serve until an editor ends it and return the exit code.

    Args:
        connect: The transport.
        level: What is logged to standard error, by the names of ``logging``.

    Raises:
        NoConnectionError: The address cannot be used.
    """
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(message)s")
    # pygls writes every message to its log, with the text of the documents.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    wrong = wrong_epoch()
    if wrong is not None:
        _log.warning("%s; the clock counts instead", wrong)
    # Not ``asyncio.run``, which at its end waits for ever for a thread that searches a dead drive.
    # The process ends next, so nothing of the loop is left to be closed.
    return asyncio.new_event_loop().run_until_complete(_run(connect))


async def _run(connect: Connect) -> int:
    return await connect(_conversation)


@contextmanager
def _conversation() -> Generator[Protocol]:
    """Begin with a server that knows nothing of another editor."""
    server = Server()
    server.protocol.on_message = IdleCollector().heard
    try:
        with _ended_by_signals(server.protocol):
            yield server.protocol
    finally:
        server.close()


@contextmanager
def _ended_by_signals(protocol: Protocol) -> Generator[None]:
    """Let a signal end the conversation, and with it the process."""
    loop = asyncio.get_running_loop()
    for number in _ENDING:
        with suppress(NotImplementedError):  # on Windows
            loop.add_signal_handler(number, protocol.leave)
    try:
        yield
    finally:
        for number in _ENDING:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
