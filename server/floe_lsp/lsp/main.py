"""Starts the server on the transport that was chosen."""

from __future__ import annotations

import asyncio
import logging
import sys

from floe_lsp.compilation.clock import wrong_epoch

from .server import Server
from .wire.transport import Connect
from .work.collecting import IdleCollector

_log = logging.getLogger(__name__)


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
    return asyncio.run(_serve(connect))


async def _serve(connect: Connect) -> int:
    server = Server()
    server.protocol.on_message = IdleCollector().heard
    try:
        await connect(server.protocol)
    finally:
        server.close()
    return server.protocol.exit_code
