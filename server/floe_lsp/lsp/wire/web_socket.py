"""Listens for editors on a WebSocket (RFC 6455), one at a time; a message is a frame."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from .access import Access, refusal
from .framing import MAX_BODY
from .leaving import LAST_WORDS_SECONDS
from .listening import (
    BUSY,
    CROWDED,
    HEADER,
    NO_TOKEN,
    UNKNOWN_PEERS,
    UNKNOWN_SECONDS,
    WHICH_TOKEN,
    Door,
    Listening,
    announce,
    log_refusal,
    not_bound,
)
from .transport import MOST_UNREAD, NOT_READ, Begin, Connect

if TYPE_CHECKING:
    from websockets.asyncio.server import Server, ServerConnection
    from websockets.http11 import Request, Response

_log = logging.getLogger(__name__)

_NOT_WEB = "this port speaks WebSocket; floe-lsp --tcp speaks the protocol without it"
_NO_TOKEN = f"{NO_TOKEN}: ?token= of the address, or Authorization: Bearer; {WHICH_TOKEN}"

_TRY_AGAIN_LATER = 1013
"""A close code (IANA's registry of them)."""


def websocket(access: Access, port: int, *, tells: bool) -> Connect:
    """Listen for a WebSocket.

    Args:
        access: What the request of an editor has to bring.
        port: 0 lets the system choose.
        tells: Whether the token is printed.
    """
    from websockets.asyncio import server as library  # noqa: PLC0415 - only where it is used

    # It tells of each peer that breaks off, with a trace.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)

    async def serve(begin: Begin) -> int:
        door = Door(begin)
        unknown: set[ServerConnection] = set()

        async def connected(connection: ServerConnection) -> None:
            if door.is_busy:
                log_refusal(connection.remote_address, BUSY)
                await connection.close(_TRY_AGAIN_LATER, BUSY)
            else:
                await _converse(door, connection)

        try:
            listening = library.serve(
                connected,
                access.host,
                port,
                process_request=_check(access, door, unknown),
                create_connection=_counted(unknown),
                max_size=MAX_BODY,
                compression=None,
                open_timeout=UNKNOWN_SECONDS,
                close_timeout=1,
            )
            server = cast("Server", await listening)  # pyright: ignore[reportUnknownVariableType] - its own types fail under strict
        except (OSError, OverflowError, ValueError) as error:
            raise not_bound(access, port, error) from error
        announce("ws", cast("Iterable[Listening]", server.sockets), access, tells=tells)
        try:
            return await door.exit_code
        finally:
            server.close()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(server.wait_closed(), 2)

    return serve


def _counted(unknown: set[ServerConnection]) -> type[ServerConnection]:
    """Return the kind of connection of those that have not shown yet that they may speak.

    Args:
        unknown: Those that wait at the moment.
    """
    from websockets.asyncio.server import ServerConnection  # noqa: PLC0415 - only where it is used

    class Counted(ServerConnection):
        """One of few that may wait."""

        start = b""
        """As much of what came as tells an editor that knows no WebSocket."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            if len(unknown) >= UNKNOWN_PEERS:
                log_refusal(self.remote_address, CROWDED)
                self.transport.abort()
            else:
                unknown.add(self)

        def data_received(self, data: bytes) -> None:
            if len(self.start) < len(HEADER):
                self.start += data[: len(HEADER) - len(self.start)]
                if self.start.lower() == HEADER:
                    log_refusal(self.remote_address, _NOT_WEB)
                    self.transport.write(refusal(b"", _NOT_WEB))
                    self.transport.close()
                    return
            super().data_received(data)

        def connection_lost(self, exc: Exception | None) -> None:
            unknown.discard(self)
            super().connection_lost(exc)

    return Counted


def _check(
    access: Access, door: Door, unknown: set[ServerConnection]
) -> Callable[[ServerConnection, Request], Response | None]:
    """Return what looks at a request before it becomes a WebSocket."""

    def reason(request: Request) -> tuple[HTTPStatus, str] | None:
        headers = request.headers
        page = access.refusal_of_page(headers.get_all("Origin"), headers.get_all("Host"))
        if page is not None:
            return HTTPStatus.FORBIDDEN, page
        if not access.admits(request.path, headers.get_all("Authorization")):
            return HTTPStatus.UNAUTHORIZED, _NO_TOKEN
        return (HTTPStatus.SERVICE_UNAVAILABLE, BUSY) if door.is_busy else None

    def check(connection: ServerConnection, request: Request) -> Response | None:
        unknown.discard(connection)
        refused = reason(request)
        if refused is None:
            return None
        log_refusal(connection.remote_address, refused[1])
        return connection.respond(refused[0], f"floe-lsp: {refused[1]}\n")

    return check


async def _converse(door: Door, connection: ServerConnection) -> None:
    from websockets.exceptions import ConnectionClosed  # noqa: PLC0415 - only where it is used

    with door.conversation() as protocol:
        protocol.set_writer(_Frames(connection, protocol.lost), include_headers=False)

        async def close() -> None:
            await protocol.stopped.wait()
            try:
                await asyncio.wait_for(connection.close(), LAST_WORDS_SECONDS)
            except asyncio.TimeoutError:
                connection.transport.abort()

        closing = asyncio.ensure_future(close())
        try:
            async for message in connection:
                protocol.receive(message.encode() if isinstance(message, str) else message)
                if protocol.stopped.is_set():
                    break
        except ConnectionClosed as error:
            _log.warning("the connection is lost: %s", error)
        protocol.stop()
        await closing


class _Frames:
    """Writes each message as a text frame; what nobody reads any more is dropped."""

    def __init__(self, connection: ServerConnection, lost: Callable[[str], None]) -> None:
        self._connection = connection
        self._lost = lost
        self._unread = 0

    async def write(self, data: bytes) -> None:
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415 - likewise

        if self._unread > MOST_UNREAD:
            self._lost(NOT_READ)
            return
        self._unread += len(data)
        try:
            with contextlib.suppress(ConnectionClosed):
                await self._connection.send(data.decode())
        finally:
            self._unread -= len(data)

    async def close(self) -> None:
        await self._connection.close()
