"""Starts the server on the transport that was chosen."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys

from floe_lsp.compilation.clock import wrong_epoch

from .server import Server
from .wire.transport import Connect
from .work.collecting import IdleCollector

_log = logging.getLogger(__name__)

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end a conversation; what is being written is written to its end."""


def serve(connect: Connect, *, level: str = "WARNING") -> int:
    """Serve one editor and return the exit code.

    Args:
        connect: The transport.
        level: What is logged to standard error, by the names of ``logging``.
    """
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(message)s")
    # pygls writes every message to its log, with the text of the documents.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    wrong = wrong_epoch()
    if wrong is not None:
        _log.warning("%s; the clock counts instead", wrong)
    # Not ``asyncio.run``, which at its end waits for ever for a thread that searches a dead drive.
    # The process ends next, so nothing of the loop is left to be closed.
    return asyncio.new_event_loop().run_until_complete(_serve(connect))


async def _serve(connect: Connect) -> int:
    server = Server()
    server.protocol.on_message = IdleCollector().heard
    for number in _ENDING:
        with contextlib.suppress(NotImplementedError):  # on Windows
            asyncio.get_running_loop().add_signal_handler(number, server.protocol.stop)
    try:
        await connect(server.protocol)
    finally:
        server.close()
    return server.protocol.exit_code
