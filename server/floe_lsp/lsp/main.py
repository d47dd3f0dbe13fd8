"""Starts the server on the transport that was chosen."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager

from floe_lsp.compilation.clock import wrong_epoch

from .server import Server
from .wire.protocol import Protocol
from .wire.transport import Connect
from .work.collecting import IdleCollector

_log = logging.getLogger(__name__)


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
    return asyncio.run(_run(connect))


async def _run(connect: Connect) -> int:
    return await connect(_conversation)


@contextmanager
def _conversation() -> Generator[Protocol]:
    """Begin with a server that knows nothing of another editor."""
    server = Server()
    server.protocol.on_message = IdleCollector().heard
    try:
        yield server.protocol
    finally:
        server.close()
