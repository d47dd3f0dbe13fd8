"""Listens for editors, one at a time, on a port; ``web_socket.py`` does for a WebSocket.

Before a peer has shown that it may speak (``access.py``) it costs a little memory for a few seconds
and no work. An editor that breaks off leaves nothing behind, and the next one is served; one that
sends ``exit`` ends the process.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast
from typing import Protocol as TypingProtocol

from floe_lsp.wording.quoting import quote_name

from .access import Access, refusal
from .framing import MAX_BODY, Framer, FramingError
from .transport import (
    CHUNK,
    Begin,
    Connect,
    NoConnectionError,
    finish,
    reason_of_address,
    serve_stream,
)

if TYPE_CHECKING:
    from .protocol import Protocol

_log = logging.getLogger(__name__)

_UNKNOWN_BYTES = 1024 * 1024
"""Bytes of the first message; an ``initialize`` has some ten thousand."""
UNKNOWN_SECONDS = 10.0
"""How long a peer may take to show its token."""
UNKNOWN_PEERS = 32
"""Peers without a token at a time; who comes then is told so and sent away."""
HEADER = b"content-"
"""What each header of the base protocol begins with, and no request of HTTP."""
CROWDED = "too many connections have not shown a token yet"
BUSY = "another editor is connected; floe-lsp serves one at a time"
NO_TOKEN = "the token is wrong or missing"  # noqa: S105 - no token
WHICH_TOKEN = "it is the one that floe-lsp printed, or that of FLOE_LSP_TOKEN"  # noqa: S105 - no token
_NO_TOKEN = f"{NO_TOKEN}: initializationOptions.token of initialize; {WHICH_TOKEN}"
_NO_MESSAGE = "no message of the Language Server Protocol came"
_NOT_LSP = "floe-lsp speaks the Language Server Protocol here, and this is none of its messages\n"


class Listening(TypingProtocol):
    """A socket that knows its address."""

    def getsockname(self) -> tuple[str, int]:
        """Return host and port, and what else a family of addresses has."""
        ...


class Door:
    """Lets in one editor after the other, until one ends the server."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self.is_busy = False
        self.exit_code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @contextmanager
    def conversation(self) -> Generator[Protocol]:
        """Begin a conversation, and forget it when the editor has gone."""
        self.is_busy = True
        protocol: Protocol | None = None
        try:
            with self._begin() as protocol:
                yield protocol
        finally:
            self.is_busy = False
            if protocol is not None and protocol.has_exited and not self.exit_code.done():
                self.exit_code.set_result(protocol.exit_code)


def tcp(access: Access, port: int, *, tells: bool) -> Connect:
    """Listen on a port.

    Args:
        access: What the ``initialize`` of an editor has to bring.
        port: 0 lets the system choose.
        tells: Whether the token is printed.
    """

    async def serve(begin: Begin) -> int:
        door = Door(begin)
        unknown = 0

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal unknown
            if unknown >= UNKNOWN_PEERS:
                log_refusal(writer.get_extra_info("peername"), CROWDED)
                # Not read: one answer costs less than to wait for what it would be an answer to.
                writer.write(refusal(b"", CROWDED))
                await finish(writer)
                return
            framer = Framer(_UNKNOWN_BYTES)
            unknown += 1
            try:
                first = await asyncio.wait_for(
                    _first_message(framer, reader, writer), UNKNOWN_SECONDS
                )
            except (FramingError, OSError, asyncio.TimeoutError):
                first = None
            finally:
                unknown -= 1
            admitted = None if first is None else access.admitted(first)
            if admitted is None or door.is_busy:
                reason = _NO_MESSAGE if first is None else _NO_TOKEN if admitted is None else BUSY
                if first is not None:
                    writer.write(refusal(first, reason))
                log_refusal(writer.get_extra_info("peername"), reason)
                await finish(writer)
                return
            framer.limit = MAX_BODY
            with door.conversation() as protocol:
                await serve_stream(protocol, reader, writer, framer, [admitted])

        try:
            server = await asyncio.start_server(connected, access.host, port)
        except (OSError, OverflowError, ValueError) as error:
            raise not_bound(access, port, error) from error
        announce("tcp", server.sockets, access, tells=tells)
        try:
            return await door.exit_code
        finally:
            # Not waited for: who has shown no token would keep the process.
            server.close()

    return serve


def log_refusal(peer: object, reason: str) -> None:
    """Say in the log who was sent away, and why.

    Args:
        peer: Its address and port, with what else a family of addresses has, as the system says.
        reason: What it was told.
    """
    known = cast("Sequence[object]", peer if isinstance(peer, tuple) else ())
    who = f"{known[0]} port {known[1]}" if len(known) > 1 else "somebody who has gone"
    _log.warning("a connection of %s was refused: %s", who, reason)


async def _first_message(
    framer: Framer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bytes | None:
    """Read until a message is complete; a peer that speaks HTTP is told so at once.

    What was read after it stays with the framer, whose limit is another once the peer is known.
    """
    start = b""
    while data := await reader.read(CHUNK):
        start += data[: len(HEADER) - len(start)]
        if not HEADER.startswith(start.lower()):
            body = _NOT_LSP.encode()
            head = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
            writer.write(b"%sContent-Length: %d\r\n\r\n%s" % (head.encode(), len(body), body))
            return None
        for body in framer.feed(data):
            return body
    return None


def announce(scheme: str, sockets: Iterable[Listening], access: Access, *, tells: bool) -> None:
    """Say where the server listens and, unless the person chose it, with which token."""
    for each in sockets:
        host, port = each.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"floe-lsp listens on {scheme}://{shown}:{port}\n")
    if tells:
        sys.stderr.write(f"floe-lsp token: {access.token}\n")
    sys.stderr.flush()


def not_bound(access: Access, port: int, error: Exception) -> NoConnectionError:
    """Return what is raised when an address cannot be listened on."""
    reason = (
        f"cannot listen on port {port} of {quote_name(access.host)}: {reason_of_address(error)}"
    )
    return NoConnectionError(reason)
