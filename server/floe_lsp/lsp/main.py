"""Starts the server on the transport that was chosen."""

from __future__ import annotations

import asyncio
import logging
import sys

from floe_lsp.compilation.clock import wrong_epoch
from floe_lsp.files.status import reason_of

from .server import Server
from .wire.transport import Connect
from .work.collecting import IdleCollector

_log = logging.getLogger(__name__)


class NotConnected(Exception):
    """The server cannot listen or connect where it was told to; the message says why."""


def serve(connect: Connect, *, level: str = "WARNING") -> int:
    """Serve one editor and return the exit code.

    Args:
        connect: The transport.
        level: What is logged to standard error, by the names of ``logging``.

    Raises:
        NotConnected: No editor can be reached on the transport.
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
    except (OSError, ValueError) as error:
        # A port in use, a pipe that is missing, a host without address or that can be no name.
        if server.protocol.connected:
            raise
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise NotConnected(f"no editor can be reached: {reason}") from error
    finally:
        server.close()
    return server.protocol.exit_code
