"""Carries messages between an editor and the protocol: standard streams, sockets, WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, cast
from typing import Protocol as TypingProtocol

from .framing import Framer, FramingError

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

    from .protocol import Protocol

_log = logging.getLogger(__name__)
_CHUNK = 64 * 1024

Connect = Callable[["Protocol"], Awaitable[None]]
"""Serves one editor until it leaves or ``protocol.stopped`` is set."""


class _Listening(TypingProtocol):
    """A socket that knows its address."""

    def getsockname(self) -> object: ...


class _Stream:
    """Writes to a binary stream and flushes, so that the editor has each message at once."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
            self._stream.flush()
        except (BrokenPipeError, ValueError):
            _log.debug("the editor has gone")

    def close(self) -> None:
        """Leave the stream to the process."""


def stdio() -> Connect:
    """Serve over the standard streams.

    From here on standard output is standard error, for ``print``, for code in C and for processes
    that a plugin starts: one stray line would put the editor out of step. What reads standard
    input finds its end.
    """
    source = os.dup(sys.stdin.fileno())
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr

    async def serve(protocol: Protocol) -> None:
        protocol.set_writer(_Stream(target))
        loop = asyncio.get_running_loop()
        # A thread of its own, which may stay blocked in a read when everything else has ended.
        Thread(target=_read, args=(source, protocol, loop), name="stdin", daemon=True).start()
        await protocol.stopped.wait()

    return serve


def _read(source: int, protocol: Protocol, loop: asyncio.AbstractEventLoop) -> None:
    # Not through a buffered file: its lock would be held when the process ends.
    framer = Framer()
    with contextlib.suppress(RuntimeError):  # the loop has ended
        try:
            while data := os.read(source, _CHUNK):
                for body in framer.feed(data):
                    loop.call_soon_threadsafe(protocol.receive, body)
        except (FramingError, OSError, ValueError) as error:
            loop.call_soon_threadsafe(protocol.lost, str(error))
        loop.call_soon_threadsafe(protocol.stop)


async def _serve_stream(
    protocol: Protocol, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    protocol.set_writer(writer)  # pyright: ignore[reportArgumentType] - only write() is called
    framer = Framer()
    stopped = asyncio.ensure_future(protocol.stopped.wait())
    try:
        while not stopped.done():
            read = asyncio.ensure_future(reader.read(_CHUNK))
            await asyncio.wait({read, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not read.done() or not (data := read.result()):
                read.cancel()
                break
            for body in framer.feed(data):
                protocol.receive(body)
    except (FramingError, OSError) as error:
        protocol.lost(str(error))
    finally:
        stopped.cancel()
        with contextlib.suppress(OSError):
            await writer.drain()
            writer.close()
        protocol.stop()


def _announce(sockets: Iterable[_Listening]) -> None:
    """Say where the server listens; port 0 lets the system choose."""
    for each in sockets:
        sys.stderr.write(f"floe-lsp listens on {each.getsockname()}\n")
        sys.stderr.flush()


def tcp(host: str, port: int) -> Connect:
    """Listen on a port and serve the first editor that connects."""

    async def serve(protocol: Protocol) -> None:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if protocol.connected:
                writer.close()
                return
            await _serve_stream(protocol, reader, writer)

        server = await asyncio.start_server(connected, host, port)
        _announce(server.sockets)
        async with server:
            await protocol.stopped.wait()

    return serve


def socket(port: int) -> Connect:
    """Connect to a port on which the editor listens (vscode-languageclient ``--socket``)."""

    async def serve(protocol: Protocol) -> None:
        await _serve_stream(protocol, *await asyncio.open_connection("127.0.0.1", port))

    return serve


def pipe(name: str) -> Connect:
    """Connect to a named pipe or Unix socket of the editor (vscode-languageclient ``--pipe``)."""

    async def serve(protocol: Protocol) -> None:
        if sys.platform == "win32":
            loop = asyncio.get_running_loop()
            reader = asyncio.StreamReader(loop=loop)
            link = asyncio.StreamReaderProtocol(reader, loop=loop)
            # Only the event loop of Windows has it, and no type says so.
            create = getattr(loop, "create_pipe_connection")  # noqa: B009
            transport = cast("asyncio.WriteTransport", (await create(lambda: link, name))[0])
            writer = asyncio.StreamWriter(transport, link, reader, loop)
        else:
            reader, writer = await asyncio.open_unix_connection(name)
        await _serve_stream(protocol, reader, writer)

    return serve


def websocket(host: str, port: int) -> Connect:
    """Listen for a WebSocket and serve the first editor that connects; a message is a frame."""
    from websockets.asyncio.server import serve as listen  # noqa: PLC0415 - only where it is used

    async def serve(protocol: Protocol) -> None:
        async def connected(connection: ServerConnection) -> None:
            if protocol.connected:
                return
            protocol.set_writer(_Frames(connection), include_headers=False)
            async for message in connection:
                protocol.receive(message.encode() if isinstance(message, str) else message)
            protocol.stop()

        async with listen(connected, host, port) as server:  # pyright: ignore[reportUnknownVariableType] - its own types fail under strict
            _announce(cast("Iterable[_Listening]", server.sockets))
            await protocol.stopped.wait()

    return serve


class _Frames:
    """Writes each message as a text frame."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def write(self, data: bytes) -> Awaitable[None]:
        return self._connection.send(data.decode())

    def close(self) -> Awaitable[None]:
        return self._connection.close()
